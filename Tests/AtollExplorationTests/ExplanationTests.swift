import Atoll
import Testing

@testable import AtollExploration

/// Why a property is broken: against a naive search with every number of faults.
@Suite struct ExplanationTests {
  private static func explain<N: Node>(_ problem: ExplorationProblem<N>) throws -> Explanation? {
    try Exploration.explain(problem).explanation
  }

  @Test(arguments: NetworkSemantics.allCases)
  func `the fewest faults are those that a naive search finds`(network: NetworkSemantics) throws {
    var (explained, withFaults) = (0, 0)
    for seed in 0..<90 as Range<UInt64> {
      let system = Self.system(seed, network)
      guard let hits = NaiveChecker(problem: system.problem).check(system.tests, bound: 1000)?.hits else {
        continue
      }
      for (place, property) in system.problem.properties.enumerated() {
        guard property.kind == .always, hits[place] != nil else { continue }
        let words: Comment = "seed \(seed), \(network), \(property.name)"
        let explainer = Explainer(system.problem, property, SearchLimits())
        let explanation = try #require(
          try explainer.explanation(knownFaults: system.problem.faults), words)
        explained += 1
        if explanation.faults.total > 0 { withFaults += 1 }
        for attempt in explanation.attempts {
          var smaller = system.problem
          smaller.faults = attempt.faults
          let naive = try #require(NaiveChecker(problem: smaller).check(system.tests, bound: 1000), words)
          #expect(naive.hits[place] == attempt.length, words)
          #expect(!attempt.isBroken || attempt.faults.total == explanation.faults.total, words)
        }
        // Nothing with fewer faults was left out.
        let fewer = (0..<explanation.faults.total).flatMap { system.problem.faults.choices(total: $0) }
        #expect(explanation.attempts.map(\.faults).starts(with: fewer), words)
        #expect(explanation.run.length == explanation.attempts.compactMap(\.length).min(), words)
        try check(explanation, words)
      }
    }
    #expect(explained > 30 && withFaults > 5, "\(explained) \(withFaults)")
  }

  /// A random system with properties that take crashes to break, beside its own.
  private static func system(_ seed: UInt64, _ network: NetworkSemantics) -> (
    problem: ExplorationProblem<RandomNode>, tests: [(Configuration<RandomNode>) -> Bool]
  ) {
    let system = RandomSystem(seed, network)
    var (problem, tests) = (system.problem, system.tests)
    let broken: [@Sendable (Configuration<RandomNode>) -> Bool] = [
      { $0.isUp.contains(false) && $0.nodes.map(\.state).reduce(0, +) == 1 },
      { $0.isUp.count { !$0 } == 2 },
    ]
    for (place, condition) in broken.enumerated() {
      problem.properties.insert(.always("crash \(place)") { !condition($0) }, at: 0)
      tests.insert(condition, at: 0)
    }
    return (problem, tests)
  }

  /// The changes of states lead from the first configuration to the last, and what is not needed is in nobody's past.
  private func check(_ explanation: Explanation, _ words: Comment) throws {
    let run = explanation.run
    var fields = try #require(run.moments.first).configuration.nodes.map { node in
      Dictionary(uniqueKeysWithValues: node.fields.map { ($0.name, $0.value) })
    }
    for change in explanation.changes {
      let node = try #require(run.trace.names.firstIndex(of: change.node))
      for field in change.fields where !field.name.isEmpty {
        #expect(fields[node][field.name] == field.before, words)
        fields[node][field.name] = field.after
      }
    }
    let last = try #require(run.moments.last).configuration.nodes.map { node in
      Dictionary(uniqueKeysWithValues: node.fields.map { ($0.name, $0.value) })
    }
    #expect(fields == last, words)
    let culprits = explanation.culprits.compactMap { run.trace.names.firstIndex(of: $0) }
    for number in explanation.unneeded where !culprits.isEmpty {
      let future = [number] + run.trace.future(of: number)
      #expect(
        !future.contains { event in
          run.trace.isStep(event) && culprits.contains(run.trace.events[event - 1].node?.index ?? -1)
        }, words)
    }
  }

  /// A node that decides what it is told first; who is told nothing decides when its timer runs out.
  private struct Follower: Node {
    typealias Message = Int
    typealias TimerName = Int
    var decision: Int?
    mutating func start(_ context: inout Context) {
      if context.id.index == 0 { context.broadcast(1) }
      if context.id.index == 1 { context.setTimer(0, after: 50) }
    }
    mutating func timeout(_ timer: Int, _ context: inout Context) { decision = decision ?? 0 }
    mutating func receive(_ message: Int, from sender: NodeID, _ context: inout Context) {
      decision = decision ?? message
      context.cancelTimer(0)
    }
  }

  private static func following(_ faults: FaultBounds) -> ExplorationProblem<Follower> {
    ExplorationProblem(
      Cluster(count: 3) { _ in Follower() }, faults: faults,
      properties: [
        .always("node 1 has not decided alone") { now in
          now.nodes[1].decision != 1 || now.nodes[2].decision != nil || now.isUp[2]
        },
        .eventually("both decide") { now in now.nodes[1...2].allSatisfy { $0.decision != nil } },
      ])
  }

  @Test func `every smallest set of faults is named, with the evidence`() throws {
    var problem = Self.following(FaultBounds(drops: 2, crashes: 2, recoveries: 1))
    problem.properties.removeFirst()
    let explanation = try #require(try Self.explain(problem))
    #expect(explanation.property == "both decide")
    #expect(
      explanation.attempts.map(\.faults.crashes) == [0, 1, 0, 0]
        && explanation.attempts.map(\.faults.drops) == [0, 0, 0, 1])
    #expect(explanation.attempts.map(\.isBroken) == [false, true, false, true])
    #expect(explanation.attempts.allSatisfy { $0.isBroken || $0.end == .complete })
  }

  @Test func `only the nodes count whose states break the property`() throws {
    var problem = Self.following(FaultBounds(crashes: 1))
    problem.properties.removeLast()
    let explanation = try #require(try Self.explain(problem))
    #expect(explanation.culprits == ["b", "c"])
    #expect(explanation.run.length == 2)
    #expect(explanation.changes.map(\.node).sorted() == ["b", "c"])
    // The message to c is not received.
    #expect(explanation.unneeded.count == 1)
  }

  @Test func `what a bound cut is said, and no fault is needed where none is`() throws {
    var limits = SearchLimits()
    limits.states = 4
    let cut = try Exploration.explain(Self.following(FaultBounds(drops: 1, crashes: 1)), limits: limits)
    #expect(cut.explanation?.attempts.contains { $0.end == .states } ?? true)
    var free = Self.following(FaultBounds(drops: 1, crashes: 1))
    free.properties = [.always("nobody decides", everyNode: { $0.decision == nil })]
    let explanation = try #require(try Self.explain(free))
    #expect(explanation.faults.total == 0 && explanation.attempts.count == 1)
  }
}
