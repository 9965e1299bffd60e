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
    #expect(report.depth == 3 * participants + 1)
    #expect(!report.hasViolation)
  }

  /// `TwoPhase` enables 1,145 steps with three resource managers, self-loops among them. Those are not our deliveries
  /// without effect: a resource manager of ours can receive an answer again, the coordinator a vote after its decision.
  /// So the transitions are held against the naive checker, not against TLA+.
  @Test func `deliveries without effect are counted apart`() throws {
    func compare<P: Explorable>(_ problem: P) throws {
      let naive = try #require(NaiveChecker(problem: problem.problem).check([], bound: 1000))
      let report = try Exploration.explore(problem)
      #expect([report.transitions, report.idleTransitions] == [761, 840])
      #expect([naive.states, naive.transitions, naive.idle, naive.depth] == [288, 761, 840, 10])
    }
    try compare(try Self.problem(3))
  }

  @Test func `a coordinator in haste breaks agreement`() throws {
    let report = try Exploration.explore(try Self.problem(3, hasty: true))
    #expect(report.properties.map { $0.example?.length } == [7, 8, 3])
    #expect(report.properties.map { $0.isViolated(report.end) } == [true, false, false])
  }

  /// Growth by one participant: 4 times the configurations, and no more than that.
  @Test func `the nodes' code is called once for each local transition`() throws {
    let report = try Exploration.explore(try Self.problem(7))
    #expect(report.handlerCalls < 3000, "\(report.handlerCalls)")
  }

  @Test(arguments: [(3, 288, 80), (5, 8832, 314), (7, 296_448, 920)])
  func `the configurations are in as many orbits as those of TwoPhase`(
    participants: Int, states: Int, orbits: Int
  )
    throws
  {
    var limits = SearchLimits()
    limits.usesSymmetry = true
    let report = try Exploration.explore(try Self.problem(participants), limits: limits)
    #expect(report.end == .complete)
    #expect(report.orbits == orbits)
    #expect(report.states == states)
    #expect(report.depth == 3 * participants + 1)
    #expect(!report.hasViolation)
  }

  @Test func `symmetry finds counterexamples as short, and they are runs`() throws {
    var limits = SearchLimits()
    limits.usesSymmetry = true
    let problem = try Self.problem(4, hasty: true)
    let report = try Exploration.explore(problem, limits: limits)
    let full = try Exploration.explore(problem)
    #expect(report.properties.map { $0.example?.length } == full.properties.map { $0.example?.length })
    #expect(report.states == full.states)
    for property in report.properties {
      let example = try #require(property.example)
      #expect(try Exploration.run(problem, choices: example.choices)?.trace == example.trace)
    }
  }
}
