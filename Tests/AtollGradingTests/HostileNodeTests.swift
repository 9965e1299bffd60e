import Foundation
import Testing

@testable import AtollGrading

/// Nodes that attack or break, and what the grader must make of them: each is the solution of `ben-or` with some Swift
/// put into its `start`.
struct HostileNodeTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    /// Swift for the beginning of `start`.
    var code = ""
    /// Swift after the type.
    var after = ""
    /// Replaces the stored decision.
    var decision = "private(set) var decision: Int?"
    /// Part of the message of the first test; empty where that passes.
    var says = ""
    /// Part of the message of the test of agreement.
    var saysOfAllRuns = ""
    /// Part of the message of the test of termination.
    var saysOfSamples = ""
    var status = Verdict.Status.fail

    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(name: "endless loop", code: "var n = 0; while true { n &+= 1 }", says: "a loop that never ends"),
    Case(name: "exit in a handler", code: "exit(0)", says: "exit(0) was called"),
    Case(
      name: "a flood of messages", code: "for _ in 0..<1_000_000 { context.broadcast(.report(0, round: 1)) }",
      says: "asks for more than 100 things in one step"),
    Case(
      name: "endless messages", code: "while true { context.broadcast(.report(0, round: 1)) }",
      says: "asks for more than 100 things in one step"),
    Case(
      name: "a million timers", code: "for n in 0..<1_000_000 { context.setTimer(.wait(n), after: n) }",
      after: timers, says: "asks for more than 100 things in one step"),
    Case(
      name: "a timer for ever", code: "context.setTimer(.wait(1), after: .max)", after: timers,
      says: "sets a timer for 9223372036854775807 ticks"),
    Case(
      name: "a timer in the past", code: "context.setTimer(.wait(1), after: -1)", after: timers,
      says: "to run out 1 ticks ago"),
    Case(
      name: "a node that does not exist", code: "context.send(.report(0, round: 1), to: NodeID(3))",
      says: "at anodethatdoesnotexist.swift:22: node b sends to node d, but the cluster has only 3 nodes"),
    Case(
      name: "a node before the first", code: "context.send(.report(0, round: 1), to: NodeID(-1))",
      says: "the cluster has only 3 nodes"),
    Case(
      name: "a choice among nothing", code: "_ = context.choose(among: 0..<0)", says: "chooses among nothing"),
    Case(
      name: "a choice among a million", code: "_ = context.choose(among: 0..<1_000_000)",
      says: "among more than 64 possibilities"),
    Case(
      name: "choices without end", code: "for _ in 0..<100 { _ = context.choose(among: 0..<2) }",
      says: "chooses more than 16 times in one step"),
    Case(
      name: "choices in a loop without end", code: "while true { _ = context.choose(among: 0..<2) }",
      says: "chooses more than 16 times in one step"),
    Case(
      name: "a timer that runs out at once, again and again",
      code: "context.setTimer(.wait(0), after: 0)",
      after: timers.replacing("{}", with: "{ context.setTimer(.wait(0), after: 0) }"),
      saysOfSamples: "after 2500 events not all that are up have decided"),
    Case(
      name: "the clock", code: "_ = context.clock", says: "reads its clock, but an exploration has no time"),
    Case(
      name: "a variable outside", code: "counter += 1; round = counter",
      after: "nonisolated(unsafe) var counter = 0", says: "does not always do the same"),
    Case(
      name: "randomness of its own", code: "round = Int.random(in: 1...1_000_000)",
      says: "does not always do the same"),
    Case(
      name: "decisions by the moment",
      decision: "var decision: Int? { get { Int.random(in: 0...1_000_000) } set { } }",
      says: "does not always do the same"),
    Case(
      name: "a hundred kilobytes of notes", code: "context.note(String(repeating: \"a\", count: 100_000))",
      status: .pass),
    Case(
      name: "states that are all equal",
      after: """
        extension BenOr {
          static func == (a: BenOr, b: BenOr) -> Bool { true }
          func hash(into hasher: inout Hasher) {}
        }
        """, says: ""),
    Case(
      name: "forged replies",
      code: "let b = [UInt8](repeating: 7, count: 64); for fd in 3..<8 { write(Int32(fd), b, 64) }",
      says: "disturbed the connection"),
    Case(
      name: "decides what nobody has said", code: "decision = 7",
      saysOfAllRuns:
        "violated: who decides, decides the input of some process. A shortest run that breaks it has 0 steps"),
    Case(
      name: "a state without end", code: "context.setTimer(.wait(0), after: 1)",
      after: timers.replacing("{}", with: "{ context.setTimer(.wait(0), after: 1); estimate &+= 2 }"),
      saysOfAllRuns: "not decided: your nodes have more than 300000 configurations"),
  ]

  private static let timers = """
    extension BenOr {
      enum TimerName: Hashable, Codable, Sendable { case wait(Int) }
      mutating func timeout(_ timer: TimerName, _ context: inout Context) {}
    }
    """

  @Test(arguments: cases) func `a hostile node gets its own verdict, in time, and leaves nothing`(
    _ hostile: Case
  ) throws {
    let fixture = try Fixture()
    let path = try fixture.write(
      try source(hostile), to: "\(hostile.name.filter { $0.isLetter }).swift")
    let exercise = try fixture.exercise("ben-or")
    try fixture.grader.warm(exercise)
    let watch = Stopwatch()
    let verdict = try fixture.grader.grade(exercise, submission: path)
    #expect(watch.milliseconds <= 60_000)
    #expect(verdict.status == hostile.status, "\(verdict.problem ?? "") \(verdict.diagnostics ?? [])")
    let first = try #require(verdict.tests.first)
    #expect(first.status == (hostile.says.isEmpty ? .pass : .fail))
    #expect(hostile.says.isEmpty || first.message.contains(hostile.says), "\(first.message)")
    let all = try #require(verdict.tests.first { $0.name == "testAgreesInEveryOrder" })
    #expect(all.message.contains(hostile.saysOfAllRuns) || hostile.saysOfAllRuns.isEmpty, "\(all.message)")
    let samples = try #require(verdict.tests.first { $0.name == "testTerminates" })
    #expect(
      samples.message.contains(hostile.saysOfSamples) || hostile.saysOfSamples.isEmpty, "\(samples.message)")
    #expect(verdict.tests.filter(\.hidden).allSatisfy { $0.message.isEmpty && $0.output.isEmpty })
    #expect(try fixture.leftovers().isEmpty)
  }

  private func source(_ hostile: Case) throws -> String {
    let solution = try String(
      contentsOfFile: Fixture.course + "/Exercises/ben-or/Solution/BenOr.swift", encoding: .utf8)
    let start = "mutating func start(_ context: inout Context) {\n"
    let decision = "private(set) var decision: Int?"
    try #require([start, decision].allSatisfy { solution.contains($0) })
    return "import Foundation\n"
      + solution.replacing(start, with: start + hostile.code + "\n")
      .replacing(decision, with: hostile.decision).replacing("private var ", with: "var ") + "\n"
      + hostile.after
  }
}
