import Testing

@testable import AtollGrading

struct FailureWordingTests {
  static let wordings: [(String, String)] = [
    (
      "XCTAssertEqual failed: (\"[0, 1]\") is not equal to (\"[1, 1]\") - after one event",
      "after one event: got [0, 1], expected [1, 1]"
    ),
    ("XCTAssertEqual failed: (\"1\") is not equal to (\"2\")", "got 1, expected 2"),
    (
      "XCTAssertEqual failed: (\"before\") is not equal to (\"after\") - a and b, in:\n  e0\n  e1",
      "a and b: got before, expected after\nin:\n  e0\n  e1"
    ),
    ("XCTAssertTrue failed - it should be so", "it should be so"),
    (
      "XCTAssertLessThan failed: (\"3\") is not less than (\"2\") - times",
      "times: got 3, expected less than 2"
    ),
    ("failed - events 1 and 2", "events 1 and 2"),
    (
      "XCTAssertEqual failed: threw error \"threw(\"Refused()\")\" - the sum",
      "the sum: threw the error Refused()"
    ),
    ("threw error \"tooLong\"", "returned more than 1 MiB in one call: that is not looked at"),
    ("threw error \"badReply\"", "returned something that is not a value of the contract"),
    (
      "XCTAssertEqual failed: threw error \"[in the suite's own words] a \"b\" - c\nd [to here]\" - the note",
      "a \"b\" - c\nd"
    ),
    ("threw error \"[in the suite's own words] cut of", "cut of"),
    ("something new", "something new"),
  ]

  @Test(arguments: wordings) func `XCTest's words become the exercise's`(_ wording: (String, String)) {
    #expect(FailureWording(wording.0).text == wording.1)
  }
}

struct DiagnosticTests {
  private let files = [
    Submission.File(
      path: "/home/me/My Clock.swift", scratchName: "File1-.swift", content: Array("let a = b\n".utf8))
  ]

  @Test func `the compiler's messages carry the learner's path and source`() {
    let output = """
      File1-.swift:1:9: error: cannot find 'b' in scope [#Group]
      1 | let a = b
        |         `- error: cannot find 'b' in scope
      File1-.swift:1:9: error: cannot find 'b' in scope [#Group]
      File1-.swift:1:5: warning: never used
      Other.swift:1:1: error: not of the submission
      """
    let found = Diagnostic.parse(output, files: files)
    #expect(
      found == [
        Diagnostic(
          path: "/home/me/My Clock.swift", line: 1, column: 9, severity: .error,
          message: "cannot find 'b' in scope", source: "let a = b")
      ])
  }

  @Test func `hundreds of messages are cut`() {
    let output = (1...500).map { "File1-.swift:\($0):1: error: number \($0)" }.joined(separator: "\n")
    #expect(Diagnostic.parse(output, files: files).count == Diagnostic.countMax)
  }
}
