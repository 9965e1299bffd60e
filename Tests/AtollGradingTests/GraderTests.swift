import Foundation
import Synchronization
import Testing

@testable import AtollGrading

private final class Count: Sendable {
  let value = Mutex(0)
}

struct GraderTests {
  private let fixture: Fixture

  init() throws { fixture = try Fixture() }

  private func grade(_ exercise: String, _ path: String) throws -> Verdict {
    return try fixture.grader.grade(fixture.exercise(exercise), submission: path)
  }

  private func part(_ path: String) -> String { Fixture.course + "/Exercises/" + path }

  @Test func `a solution passes with all points`() throws {
    let verdict = try grade("vector-clock", part("vector-clock/Solution/VectorClock.swift"))
    #expect(verdict.status == .pass)
    #expect(verdict.score == verdict.maxScore)
    #expect(verdict.tests.allSatisfy { $0.status == .pass && $0.message.isEmpty })
  }

  @Test func `the JSON has the documented fields and no others`() throws {
    let verdict = try grade("lamport-clock", part("lamport-clock/Starter"))
    let json = try #require(try JSONSerialization.jsonObject(with: Data(verdict.json.utf8)) as? [String: Any])
    #expect(
      Set(json.keys) == ["exercise", "submission", "status", "score", "max_score", "tests", "timing"])
    let tests = try #require(json["tests"] as? [[String: Any]])
    for test in tests {
      #expect(Set(test.keys) == ["name", "status", "score", "max_score", "message", "output", "hidden"])
    }
    #expect(json["status"] as? String == "fail")
  }

  @Test func `hidden tests tell nothing but their points`() throws {
    let path = try fixture.hostile("print(timestamp); timestamp[node] += 1", name: "a.swift")
    let verdict = try grade("vector-clock", path)
    let hidden = verdict.tests.filter(\.hidden)
    #expect(hidden.map(\.name) == ["hidden test 1", "hidden test 2"])
    #expect(hidden.allSatisfy { $0.message.isEmpty && $0.output.isEmpty })
    #expect(!verdict.json.contains("testManyNodes"))
  }

  @Test func `the learner's prints are kept with the test`() throws {
    let path = try fixture.hostile("print(\"now\", timestamp)", name: "a.swift")
    let verdict = try grade("vector-clock", path)
    let test = try #require(verdict.tests.first { $0.name == "testLocalEventCountsInOwnEntry" })
    #expect(test.output == "now [0, 0, 0]\nnow [0, 1, 0]\n")
    #expect(verdict.tests[0].output.isEmpty)
  }

  @Test func `a folder of several files is one submission`() throws {
    _ = try fixture.hostile("helper()", imports: "", name: "two/VectorClock.swift")
    _ = try fixture.write("func helper() {}", to: "two/deep/Helper.swift")
    #expect(try grade("vector-clock", fixture.folder + "/two").status == .pass)
  }

  @Test func `compile errors are at the learner's line`() throws {
    let path = try fixture.hostile("    nonsense()", imports: "", name: "my clock.swift")
    let verdict = try grade("vector-clock", path)
    #expect(verdict.status == .error)
    let diagnostic = try #require(verdict.diagnostics?.first)
    #expect(diagnostic.path == path)
    #expect(diagnostic.source == "    nonsense()")
    #expect(diagnostic.column == 5)
    let lines = VerdictText.lines(verdict: verdict, exercise: try fixture.exercise("vector-clock")).map(
      \.text)
    #expect(lines.contains("\(path):\(diagnostic.line):5: error: cannot find 'nonsense' in scope"))
    #expect(lines.contains("      ^"))
  }

  @Test func `two gradings give the same bytes apart from the timing`() throws {
    let path = try fixture.hostile(
      """
      print(Set([1, 2, 3, 4, 5, 6].map { "\\($0)" }), CommandLine.arguments, ProcessInfo.processInfo.environment)
      if timestamp[node] > 0 { _ = timestamp[9] }
      timestamp[node] += timestamp.count
      """, name: "a.swift")
    let exercise = try fixture.exercise("vector-clock")
    try fixture.grader.warm(exercise)
    // All at once: the machine is as busy as it can be.
    let grader = fixture.grader
    let verdicts = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 12) { _ in
      var verdict = try? grader.grade(exercise, submission: path)
      verdict?.timing = Verdict.Timing()
      verdicts.withLock { $0.append(verdict?.json ?? "none") }
    }
    let all = verdicts.withLock { $0 }
    #expect(Set(all).count == 1 && all.count == 12)
    #expect(all[0].contains("\"status\" : \"fail\""))
  }

  @Test func `gradings that come first at once do the work once`() async throws {
    let fixture = try Fixture(cold: true)
    let exercise = try fixture.exercise("lamport-clock")
    let grader = fixture.grader
    let compilations = Count()
    try await withThrowingTaskGroup(of: Verdict.self) { group in
      for _ in 0..<3 {
        group.addTask {
          try grader.grade(exercise, submission: exercise.folder + "/Solution") { _ in
            compilations.value.withLock { $0 += 1 }
          }
        }
      }
      for try await verdict in group { #expect(verdict.status == .pass) }
    }
    #expect(compilations.value.withLock { $0 } == 1)
    #expect(try fixture.leftovers().isEmpty)
  }

  @Test func `a missing submission is the caller's mistake`() throws {
    let error = #expect(throws: GradingError.self) { try grade("vector-clock", "/nowhere/clock.swift") }
    #expect(error == .submissionMissing("/nowhere/clock.swift: no such file or folder"))
    #expect(error?.exitCode == 2)
  }

  @Test func `an exercise that does not compile is the grader's failure`() throws {
    let copy = try fixture.copy("lamport-clock")
    try "nonsense".write(toFile: copy + "/Contract/Remote.swift", atomically: true, encoding: .utf8)
    let exercise = try ExerciseLibrary.load("lamport-clock", in: fixture.folder)
    let error = #expect(throws: GradingError.self) {
      try fixture.grader.grade(exercise, submission: copy + "/Solution")
    }
    #expect(error?.exitCode == 3)
    #expect(error?.message.contains("Remote.swift:1:1: error:") == true)
  }

  @Test func `a test that breaks costs its own points and no others`() throws {
    let copy = try fixture.copy("lamport-clock")
    let suite = copy + "/Tests/LamportClockTests.swift"
    let function = "func testSendIsAnEvent() throws {\n"
    let text = try #require(Files.text(suite))
    try #require(text.contains(function))
    try text.replacing(function, with: function + "if true { fatalError() }\n")
      .write(toFile: suite, atomically: true, encoding: .utf8)
    let exercise = try ExerciseLibrary.load("lamport-clock", in: fixture.folder)
    let verdict = try fixture.grader.grade(exercise, submission: copy + "/Solution")
    #expect(verdict.status == .fail)
    for test in verdict.tests { #expect(test.status == (test.name == "testSendIsAnEvent" ? .error : .pass)) }
    #expect(verdict.score == verdict.maxScore - 2)
    #expect(try fixture.leftovers().isEmpty)
  }

  @Test func `a weak sandbox grades as well`() throws {
    let exercise = try fixture.exercise("lamport-clock")
    let grader = Grader(installation: fixture.installation, sandbox: .weak)
    #expect(try grader.grade(exercise, submission: exercise.folder + "/Solution").status == .pass)
  }

  @Test func `this machine can grade`() {
    let report = SandboxReport()
    #expect(report.missing.isEmpty && report.canGrade)
    #expect(report.compilerVersion()?.contains("Swift version") == true)
  }

  @Test func `an interruption ends a grading and leaves nothing`() throws {
    let path = try fixture.hostile("while true { usleep(1000) }", name: "a.swift")
    let exercise = try fixture.exercise("vector-clock")
    try fixture.grader.warm(exercise)
    let watch = Stopwatch()
    let grader = Grader(installation: fixture.installation) { watch.milliseconds > 1000 }
    #expect(throws: GradingError.interrupted) { try grader.grade(exercise, submission: path) }
    #expect(watch.milliseconds < 4000)
    #expect(try fixture.leftovers().isEmpty)
  }

  @Test func `every grading error has words and an exit code`() {
    let errors: [GradingError] = [
      .submissionMissing("a: no such file"), .sandboxUnavailable(["Landlock"]), .noToolchain,
      .exerciseBroken(exercise: "a", detail: "b"), .judgeFailed("c"), .system("d"), .tooSlow, .interrupted,
    ]
    #expect(errors.map(\.exitCode) == [2, 3, 3, 3, 3, 3, 3, 130])
    #expect(errors.allSatisfy { !$0.message.isEmpty })
  }
}
