import Atoll
import AtollExploration
import Testing

@testable import AtollLessons

/// What becomes of each protocol's three demands, with the lengths of the shortest counterexamples.
@Suite struct ProtocolTests {
  static func problem(_ name: String, inputs: String = "011", rounds: Int = 2) throws -> any Explorable {
    var settings = Settings(ConsensusExplorer.settings)
    try settings.set("protocol", to: name)
    try settings.set("inputs", to: inputs)
    try settings.set("rounds", to: "\(rounds)")
    return try #require(ConsensusExplorer.problem(settings))
  }

  @Test(
    arguments: [
      ("wait-for-all", nil, 500), ("coordinator", nil, 20), ("majority-vote", nil, 12_273),
      ("first-come", 4, 514), ("rotating-coordinator", 6, 3432), ("adopt", nil, 8828),
    ] as [(String, Int?, Int)])
  func `agreement and validity in every order of events with at most one crash`(
    _ name: String, _ violation: Int?, _ states: Int
  ) throws {
    let report = try Exploration.explore(try Self.problem(name))
    #expect(report.end == .complete)
    #expect(report.states == states)
    let agreement = try #require(report.properties.first { $0.name == "agreement" })
    let validity = try #require(report.properties.first { $0.name == "validity" })
    #expect(agreement.example?.length == violation)
    #expect(validity.example == nil)
  }

  @Test func `Ben-Or keeps agreement and validity whatever the coins show, in one round`() throws {
    let report = try Exploration.explore(try Self.problem("ben-or", rounds: 1))
    #expect(report.end == .complete)
    #expect(!report.properties.contains { $0.kind == "always" && $0.example != nil })
  }

  @Test(
    arguments: [
      ("wait-for-all", 5), ("coordinator", 1), ("majority-vote", 7), ("first-come", nil),
      ("rotating-coordinator", nil),
    ] as [(String, Int?)])
  func `termination: a shortest blocked run, or none`(_ name: String, _ length: Int?) throws {
    let report = try #require(Exploration.valence(try Self.problem(name), statesMax: 50_000))
    switch report.termination {
    case .always: #expect(length == nil)
    case .blocks(let run, let undecided):
      #expect(run.length == length)
      #expect(!undecided.isEmpty)
    case .open: Issue.record("the graph is small enough")
    }
  }

  @Test(arguments: ["ben-or", "chandra-toueg", "ballots"])
  func `that the model ends the rounds is not held against the protocol`(_ name: String) throws {
    let problem = try Self.problem(name, rounds: 1)
    let report = try #require(Exploration.valence(problem, statesMax: 50_000))
    #expect(!report.isComplete)
    if case .open = report.termination {} else { Issue.record("nothing is known of what comes after") }
    let moment = try #require(Exploration.moment(problem, choices: [0], statesMax: 50_000))
    #expect(moment.isSure && moment.isCutShort)
  }

  @Test(arguments: ["wait-for-all", "coordinator", "majority-vote"])
  func `without a crash nothing blocks`(_ name: String) throws {
    let report = Exploration.valence(try Self.problem(name), faults: FaultBounds(), statesMax: 50_000)
    if case .always = try #require(report).termination { return }
    Issue.record("it does")
  }

  @Test(arguments: ["wait-for-all", "first-come", "majority-vote", "rotating-coordinator", "adopt"])
  func `the run that an exploration shows is the same when its choices are followed`(_ name: String) throws {
    let problem = try Self.problem(name)
    for example in try Exploration.explore(problem).properties.compactMap(\.example) {
      let again = try #require(try Exploration.run(problem, choices: example.choices))
      #expect(again.trace.events == example.trace.events)
    }
  }

  @Test func `and so it is for runs to everybody's decision`() throws {
    func check<P: Explorable>(_ explorable: P) throws where P.Explored: ConsensusProcess {
      var problem = explorable.problem
      problem.properties = [0, 1].map { (value: Int) in
        .sometimes("all decide \(value)", everyNode: { $0.decision == value })
      }
      for example in try Exploration.explore(problem).properties.compactMap(\.example) {
        let again = try #require(try Exploration.run(problem, choices: example.choices))
        #expect(again.trace.events == example.trace.events)
      }
    }
    try check(Cluster(inputs: [0, 1, 1]) { MajorityVote(input: $0) }.consensusProblem(inputs: [0, 1, 1]))
    try check(Cluster(inputs: [0, 1, 1]) { WaitForAll(input: $0) }.consensusProblem(inputs: [0, 1, 1]))
    try check(
      Cluster(inputs: [0, 1, 1]) { Adopt(input: $0, rounds: 2) }.consensusProblem(inputs: [0, 1, 1]))
    try check(
      Cluster(inputs: [0, 1, 1]) { RotatingCoordinator(input: $0, patience: 40) }
        .consensusProblem(inputs: [0, 1, 1]))
  }
}
