import Atoll
import AtollLessons
import Testing

@testable import AtollExploration

/// Lamport's `TwoPhase`: the counts are those of TLA+ (288, 8,832 and 296,448 distinct states).
struct TwoPhaseCommitTests {
  private static func problem(_ participants: Int, hasty: Bool = false) throws -> any Explorable {
    var settings = Settings(TwoPhaseCommit.settings)
    try settings.set("participants", to: "\(participants)")
    if hasty { try settings.set("hasty", to: "yes") }
    return try #require(TwoPhaseCommit.problem(settings))
  }

  @Test(arguments: [(3, 288), (5, 8832), (7, 296_448)])
  func `two-phase commit has as many configurations as TwoPhase`(participants: Int, states: Int) throws {
    let report = try Exploration.explore(try Self.problem(participants))
    #expect(report.end == .complete)
    #expect(report.states == states)
    #expect(report.depth == 3 * participants + 2 - 1)
    #expect(!report.hasViolation)
  }

  /// `TwoPhase` counts every enabled step, self-loops too: 1,145 with three resource managers. Here each way in which
  /// nothing happens is counted once for each event, and what a crashed guard forbids is no event at all.
  @Test func `deliveries without effect are counted apart`() throws {
    let report = try Exploration.explore(try Self.problem(3))
    #expect([report.transitions, report.idleTransitions] == [0, 0])
  }

  @Test func `a coordinator in haste breaks agreement`() throws {
    let report = try Exploration.explore(try Self.problem(3, hasty: true))
    #expect(report.properties.map { $0.example?.length } == [0])
  }
}
