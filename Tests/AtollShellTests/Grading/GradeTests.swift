import Foundation
import Testing

/// Exercises through the program: working copies, hints, grades and what is remembered of them.
///
/// One at a time: compilers are running, and the first grade builds the suite for the others.
@Suite(.serialized) struct GradeTests {
  /// A home that keeps the compiled suite.
  private static let home: Result<TemporaryFolder, any Error> = Result {
    // What is static is never given back: the folder is removed when the tests end.
    atexit {
      if let home = try? GradeTests.home.get() { try? FileManager.default.removeItem(atPath: home.path) }
    }
    return try TemporaryFolder()
  }

  private func solution(_ folder: String = "Solution") -> String {
    SmallCourse.project + "/Exercises/vector-clock/\(folder)/VectorClock.swift"
  }

  private func grade(_ words: [String], home: TemporaryFolder) throws -> AtollProgram.Outcome {
    try AtollProgram.run(["grade", "vector-clock"] + words, home: home, seconds: 60)
  }

  @Test func `a solution passes, with the documented JSON, and is remembered`() throws {
    let home = try Self.home.get()
    let passed = try grade([solution(), "--format", "json"], home: home)
    #expect(passed.code == 0, "\(passed.errors)")
    let failed = try grade([solution("Starter"), "--format", "json"], home: home)
    #expect(failed.code == 1, "\(failed.errors)")
    let broken = try home.write(
      "struct VectorClock {\n  let x: Int = \"\"\n}\n", to: "broken/VectorClock.swift")
    let unbuilt = try grade([broken, "--format", "json"], home: home)
    #expect(unbuilt.code == 1)
    try JSONTests.check("grade", [passed.output, failed.output, unbuilt.output])
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(passed.output.utf8)) as? [String: Any])
    #expect(report["status"] as? String == "pass")
    #expect(report["score"] as? Int == report["max_score"] as? Int)
    let progress = try AtollProgram.run(["progress"], home: home).output
    #expect(progress.contains("attempts") && progress.contains("best 25 of 25 points"), "\(progress)")
  }

  @Test func `the starter fails and says what to do next`() throws {
    let outcome = try grade([solution("Starter")], home: Self.home.get())
    #expect(outcome.code == 1)
    #expect(outcome.output.contains("of 25 points") || outcome.output.contains("/25"), "\(outcome.output)")
    #expect(outcome.output.contains("hint"), "\(outcome.output)")
  }

  @Test func `a compile error stands at the learner's own line`() throws {
    let home = try Self.home.get()
    let file = try home.write("struct VectorClock {\n  let x: Int = \"\"\n}\n", to: "own/VectorClock.swift")
    let outcome = try grade([file], home: home)
    #expect(outcome.code == 1)
    #expect(outcome.output.contains("VectorClock.swift:2:16: "), "\(outcome.output)")
  }

  @Test func `a missing file is a wrong command line`() throws {
    let outcome = try grade(["missing.swift"], home: Self.home.get())
    #expect(outcome.code == 2 && outcome.output == "" && outcome.errors.contains("missing.swift"))
  }

  @Test func `start never overwrites, reset asks and keeps what was written`() throws {
    let home = try TemporaryFolder()
    let first = try AtollProgram.run(["start", "vector-clock"], home: home)
    #expect(first.code == 0 && first.output.contains("atoll grade vector-clock vector-clock"))
    let file = "vector-clock/Sources/VectorClock/VectorClock.swift"
    _ = try home.write("// mine\n", to: file)
    let again = try AtollProgram.run(["start", "vector-clock"], home: home)
    #expect(try home.read(file) == "// mine\n", "start must not overwrite")
    #expect(again.code == 0 || again.code == 2)
    let asked = try AtollProgram.run(["reset", "vector-clock"], input: .text(Data("n\n".utf8)), home: home)
    #expect(
      asked.code == 0 && asked.output.contains("y or N?") && asked.output.contains("nothing was changed"))
    #expect(try home.read(file) == "// mine\n")
    let done = try AtollProgram.run(["reset", "vector-clock"], input: .text(Data("yes\n".utf8)), home: home)
    #expect(done.code == 0 && done.output.contains("what you wrote is now"))
    #expect(try home.read(file) != "// mine\n")
    let kept =
      FileManager.default.enumerator(atPath: home.path + "/vector-clock")?.compactMap { $0 as? String } ?? []
    #expect(kept.contains { (try? home.read("vector-clock/" + $0)) == "// mine\n" }, "\(kept)")
  }

  @Test func `hints come in tiers`() throws {
    let first = try AtollProgram.run(["hint", "vector-clock"]).output
    #expect(first.hasPrefix("Hint 1 of ") && first.contains("atoll hint vector-clock --tier 2"))
    let count = try #require(Int(first.dropFirst("Hint 1 of ".count).prefix { $0.isNumber }))
    #expect(count >= 3)
    let hints = try (1...count).map {
      try AtollProgram.run(["hint", "vector-clock", "--tier", "\($0)"]).output
    }
    #expect(Set(hints).count == count)
    #expect(!(hints.last?.contains("--tier") ?? true))
  }

  @Test func `start, hint and grade work in the notebook`() throws {
    let home = try Self.home.get()
    let session = try AtollProgram.notebook(
      ["start vector-clock", "hint", "hint", "grade", "progress"], home: home)
    #expect(session.code == 0, "\(session.errors)")
    #expect(session.output.contains("Hint 2 of "))
    #expect(session.output.contains("attempt"))
    try FileManager.default.removeItem(atPath: home.path + "/vector-clock")
  }
}
