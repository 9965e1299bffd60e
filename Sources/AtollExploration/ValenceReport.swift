import Atoll

/// What the valence map of a problem shows.
package struct ValenceReport: Sendable {
  /// The class of a configuration, with the decision's own text.
  package enum Valence: Hashable, Sendable {
    /// No decision can be reached.
    case none
    /// This decision alone can be reached.
    case univalent(String)
    /// Several decisions can be reached.
    case bivalent
  }

  /// What becomes of the runs.
  package enum Termination: Sendable {
    /// Every run comes to an end, and at every end each node that is up has decided.
    case always
    /// This run comes to an end at which a node that is up is undecided: a shortest one.
    case blocks(ExampleRun, undecided: [Int])
    /// Runs need not come to an end; this map does not tell.
    case open
  }

  /// A configuration in which whatever happens next decides.
  package struct Critical: Sendable {
    /// A shortest run to it.
    package let run: ExampleRun
    /// The nodes at which different next events lead to different decisions.
    package let deciders: [Int]
  }

  /// Whether the whole graph was seen, and the model cuts none of it short; otherwise a univalent configuration may be
  /// bivalent.
  package let isComplete: Bool
  /// Configurations.
  package let states: Int
  /// Configurations by class.
  package let counts: [Valence: Int]
  /// The class of the first configuration.
  package let initial: Valence
  /// The nodes whose crash before everything else leaves no decision to be reached.
  package let blockingCrashes: [Int]
  /// How many critical configurations there are.
  package let criticalCount: Int
  /// A nearest one.
  package let critical: Critical?
  /// What becomes of the runs.
  package let termination: Termination
}

/// Draws the valence map of a problem.
struct ValenceAnalysis<N: Node> {
  private let problem: ExplorationProblem<N>
  private let graph: ConfigurationGraph<N>
  private let map: ValenceMap
  /// The decisions as text, by bit.
  private let texts: [String]
  private let isComplete: Bool
  private let decision: @Sendable (N) -> AnyHashableSendable?

  /// None where the problem does not say what a decision is.
  init?(_ problem: ExplorationProblem<N>, statesMax: Int) {
    guard let decision = problem.decision else { return nil }
    self.problem = problem
    self.decision = decision
    let graph = ConfigurationGraph(problem, statesMax: statesMax)
    var bits: [String: Int] = [:]
    var texts: [String] = []
    let made = graph.rows.indices.map { place in
      (0..<graph.nodeCount).reduce(into: UInt64(0)) { mask, node in
        guard let value = decision(graph.state(node, at: place)) else { return }
        let text = "\(value.value)"
        if bits[text] == nil {
          precondition(texts.count < 64, "more than 64 different decisions")
          bits[text] = texts.count
          texts.append(text)
        }
        mask |= 1 << UInt64(bits[text] ?? 0)
      }
    }
    self.graph = graph
    self.texts = texts
    isComplete = graph.isComplete && !graph.rows.indices.contains { graph.isCutShort($0) }
    map = ValenceMap(made: made, successors: graph.successors)
  }

  private func named(_ valence: ValenceMap.Valence) -> ValenceReport.Valence {
    switch valence {
    case .none: .none
    case .univalent(let bit): .univalent(texts[bit])
    case .bivalent: .bivalent
    }
  }

  var report: ValenceReport {
    let critical = map.critical
    let counts = map.counts
    var named: [ValenceReport.Valence: Int] = [.none: counts.none, .bivalent: counts.bivalent]
    for (bit, count) in counts.univalent { named[.univalent(texts[bit])] = count }
    return ValenceReport(
      isComplete: isComplete, states: graph.rows.count, counts: named,
      initial: self.named(map[0]), blockingCrashes: blockingCrashes, criticalCount: critical.count,
      critical: critical.first.flatMap(nearest), termination: termination)
  }

  private var blockingCrashes: [Int] {
    graph.events(0).filter { $0.step.label.kind == .crash && map[$0.target] == .none }.map(\.step.node)
  }

  private func nearest(_ place: Int) -> ValenceReport.Critical? {
    var outcomes: [Int: Set<UInt64>] = [:]
    for event in graph.events(place) where map.masks[event.target] != 0 {
      outcomes[event.step.node, default: []].insert(map.masks[event.target])
    }
    let deciders = outcomes.keys.filter { outcomes[$0, default: []].count > 1 }.sorted()
    return run(to: place).map { ValenceReport.Critical(run: $0, deciders: deciders) }
  }

  private var termination: ValenceReport.Termination {
    for place in graph.rows.indices where graph.isQuiescent(place) && !graph.isCutShort(place) {
      let undecided = (0..<graph.nodeCount).filter {
        graph.isUp($0, at: place) && decision(graph.state($0, at: place)) == nil
      }
      guard !undecided.isEmpty, graph.isComplete || !graph.successors[place].isEmpty else { continue }
      if let run = run(to: place) { return .blocks(run, undecided: undecided) }
    }
    return isComplete && graph.successors.isAcyclic ? .always : .open
  }

  private func run(to place: Int) -> ExampleRun? {
    guard var writer = ScheduleWriter(problem) else { return nil }
    for event in graph.schedule(to: place) {
      guard writer.perform(event) else { return nil }
    }
    return try? Explorer(problem).run(writer.choices)
  }
}

extension Exploration {
  /// The valence map of a problem; none where the problem has no property of agreement, which says what a decision is.
  package static func valence(_ problem: any Explorable, faults: FaultBounds? = nil, statesMax: Int)
    -> ValenceReport?
  {
    func report<P: Explorable>(_ problem: P) -> ValenceReport? {
      var problem = problem.problem
      if let faults { problem.faults = faults }
      return ValenceAnalysis(problem, statesMax: statesMax)?.report
    }
    return report(problem)
  }
}
