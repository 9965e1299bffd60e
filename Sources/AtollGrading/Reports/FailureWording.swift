import AtollContract
import Foundation

/// XCTest's report of a failure in a learner's words: what was checked, what came out, what was expected.
struct FailureWording {
  let text: String

  init(_ description: String) {
    if let own = description.range(of: SuiteFailure.ownWords) {
      let rest = description[own.upperBound...]
      // None where the description was cut.
      let end = rest.range(of: SuiteFailure.ownWordsEnd, options: .backwards)?.lowerBound ?? rest.endIndex
      text = String(rest[..<end])
      return
    }
    let (head, note) = FailureWording.split(description)
    let finding = FailureWording.finding(head)
    switch (note.isEmpty, finding) {
    case (true, nil): text = description
    case (true, let finding?): text = finding
    case (false, nil): text = note
    // A note of several lines shows a run below its first line; the values belong to that line.
    case (false, let finding?):
      let lines = note.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
      text =
        ["\(lines[0].trimmingSuffix(", in:")): \(finding)"].joined()
        + (lines.count > 1 ? (lines[0].hasSuffix(", in:") ? "\nin:\n" : "\n") + lines[1] : "")
    }
  }

  /// XCTest's own words, and the suite's after ` - `.
  private static func split(_ description: String) -> (head: Substring, note: String) {
    // The suite's words come last, but values before them may hold the separator: the last `") - ` ends them.
    let mark = description.range(of: "\") - ", options: .backwards)
    if let mark {
      return (
        description[..<description.index(mark.lowerBound, offsetBy: 2)],
        String(description[mark.upperBound...])
      )
    }
    guard let plain = description.range(of: " - ") else { return (description[...], "") }
    return (description[..<plain.lowerBound], String(description[plain.upperBound...]))
  }

  private static func finding(_ head: Substring) -> String? {
    if head.contains("threw error") { return thrown(head) }
    for (assertion, middle, words) in [
      ("XCTAssertEqual", "\") is not equal to (\"", "expected"),
      ("XCTAssertNotEqual", "\") is equal to (\"", "expected anything but"),
      ("XCTAssertLessThan", "\") is not less than (\"", "expected less than"),
      ("XCTAssertGreaterThan", "\") is not greater than (\"", "expected more than"),
      ("XCTAssertLessThanOrEqual", "\") is greater than (\"", "expected at most"),
      ("XCTAssertGreaterThanOrEqual", "\") is less than (\"", "expected at least"),
    ] {
      let start = assertion + " failed: (\""
      guard head.hasPrefix(start), let middle = head.range(of: middle) else { continue }
      let got = head[head.index(head.startIndex, offsetBy: start.count)..<middle.lowerBound]
      let wanted = head[middle.upperBound...].trimmingSuffix("\")")
      return
        "got \(String(got).shortened(to: valueLengthMax)), \(words) \(wanted.shortened(to: valueLengthMax))"
    }
    return nil
  }

  private static let valueLengthMax = 400

  private static func thrown(_ head: Substring) -> String {
    let quoted = head.split(separator: "\"", maxSplits: 1).dropFirst().first ?? ""
    let text = quoted.trimmingSuffix("\"")
    // The contract's calls wrap what the learner's method threw.
    if let inner = text.range(of: "threw(\"") {
      return "threw the error " + text[inner.upperBound...].trimmingSuffix("\")")
    }
    if text == "tooLong" {
      return "returned more than \(Frame.bytesMax >> 20) MiB in one call: that is not looked at"
    }
    if text == "badReply" { return "returned something that is not a value of the contract" }
    return "threw the error \(text)"
  }
}

extension String {
  /// The text, without its middle where it is longer than that.
  func shortened(to lengthMax: Int) -> String {
    guard count > lengthMax else { return self }
    return "\(prefix(lengthMax / 2)) […] \(suffix(lengthMax / 2))"
  }
}

extension StringProtocol {
  func trimmingSuffix(_ suffix: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) : String(self)
  }
}
