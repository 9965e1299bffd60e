import Atoll

/// What a protocol with rounds does, seen modulo a shift of the rounds and with a bounded lead.
package struct RoundReport: Sendable {
  /// A fair infinite run in which nobody decides.
  package struct InfiniteRun: Sendable {
    /// How many deliveries the stem has, and how many of them count.
    package let stem: (count: Int, late: Int)
    /// How many deliveries the loop has, and how many of them come too late to count.
    package let loop: (count: Int, late: Int)
    /// How many rounds the loop advances.
    package let shift: Int
    /// How many events the checker replayed.
    package let checkedEvents: Int
    /// The stem and two passes of the loop as a run; none where the model's own bounds do not let it go so far.
    package let run: ExampleRun?
    /// The first event of the trace in each pass of the loop.
    package let passes: [Int]
  }

  /// How many rounds a node may be ahead.
  package let lead: Int
  /// Configurations modulo a shift, from all the inputs together.
  package let states: Int
  /// Deliveries that count, over all configurations.
  package let transitions: Int
  /// Configurations by class.
  package let counts: [ValenceReport.Valence: Int]
  /// The same with at most one crash, at any moment.
  package let withCrash: (states: Int, counts: [ValenceReport.Valence: Int])
  /// The class of each initial configuration, in the order of the inputs that were given.
  package let initial: [ValenceReport.Valence]
  /// How many critical configurations there are.
  package let criticalCount: Int
  /// A fair infinite run from one of the inputs; none where there is none within the bound.
  package let infinite: InfiniteRun?
}

/// Looks at a protocol with rounds, from several inputs.
struct RoundAnalysis<N: Node> {
  let problem: ExplorationProblem<N>
  let quotient: RoundQuotient<N>
  let clusters: [Cluster<N>]
  let decision: @Sendable (N) -> AnyHashableSendable?

  func report() throws -> RoundReport {
    let graph = try RoundGraph(quotient, from: clusters)
    let search = LassoSearch(graph, from: clusters, decision: decision)
    func named(_ valence: ValenceMap.Valence) -> ValenceReport.Valence {
      switch valence {
      case .none: .none
      case .univalent(let bit): .univalent(search.decisions[bit])
      case .bivalent: .bivalent
      }
    }
    let crashGraph = try RoundGraph(quotient, from: clusters, withCrash: true)
    let crashSearch = LassoSearch(crashGraph, from: clusters, decision: decision)
    return RoundReport(
      lead: quotient.lead, states: graph.rows.count,
      transitions: graph.edges.reduce(0) { $0 + $1.count }, counts: search.classes,
      withCrash: (crashGraph.rows.count, crashSearch.classes),
      initial: graph.initial.map { named(search.map[$0]) }, criticalCount: search.map.critical.count,
      infinite: search.lasso.flatMap(checked))
  }

  /// The run of a lasso, if the checker finds no flaw in it. A loop in which a message waits for the next pass is said
  /// twice, or more often.
  private func checked(_ lasso: FairLasso<N>) -> RoundReport.InfiniteRun? {
    for times in 1...quotient.lead + 2 {
      let longer = lasso.unrolled(times, quotient)
      let count = try? LassoCheck.verify(longer, quotient) { decision($0) != nil }
      if let count { return infinite(longer, checkedEvents: count) }
    }
    return nil
  }

  private func infinite(_ lasso: FairLasso<N>, checkedEvents: Int) -> RoundReport.InfiniteRun {
    let second = lasso.loop.map { $0.shifted(by: lasso.shift, quotient) }
    let run = run(lasso.stem + lasso.loop + second)
    let lengths = [lasso.stem.count, lasso.stem.count + lasso.loop.count]
    let late = lateCounts(lasso)
    return RoundReport.InfiniteRun(
      stem: (lasso.stem.count, late.stem), loop: (lasso.loop.count, late.loop), shift: lasso.shift,
      checkedEvents: checkedEvents, run: run,
      passes: run.map { run in lengths.map { run.moments[$0].eventCount + 1 } } ?? [])
  }

  /// How many deliveries come too late to count: those that leave their receiver as it was.
  private func lateCounts(_ lasso: FairLasso<N>) -> (stem: Int, loop: Int) {
    var nodes = lasso.cluster.nodes
    for node in nodes.indices {
      var context = NodeContext<N>(id: NodeID(node), clusterSize: nodes.count, script: ChoiceScript())
      nodes[node].start(&context)
    }
    func late(_ events: [FairLasso<N>.Event]) -> Int {
      events.count { event in
        guard case .delivery(let message, let from, let to) = event else { return false }
        var context = NodeContext<N>(id: NodeID(to), clusterSize: nodes.count, script: ChoiceScript())
        let before = nodes[to]
        nodes[to].receive(message, from: NodeID(from), &context)
        return nodes[to] == before
      }
    }
    return (late(lasso.stem), late(lasso.loop))
  }

  private func run(_ events: [FairLasso<N>.Event]) -> ExampleRun? {
    guard var writer = ScheduleWriter(problem) else { return nil }
    for event in events {
      let scheduled: ScheduledEvent<N> =
        switch event {
        case .delivery(let message, let from, let to):
          ScheduledEvent(node: to, .delivery(message, from: from))
        case .crash(let node): ScheduledEvent(node: node, .crash)
        }
      guard writer.perform(scheduled) else { return nil }
    }
    return try? Explorer(problem).run(writer.choices)
  }
}

extension Exploration {
  /// What a protocol with rounds does modulo a shift of them, from the inputs of one problem or of several; none where
  /// the first problem declares no rounds or no decision.
  ///
  /// - Throws: `RoundQuotientError` where the declaration does not hold.
  package static func rounds(_ problems: [any Explorable]) throws -> RoundReport? {
    func report<P: Explorable>(_ first: P) throws -> RoundReport? {
      let problem = first.problem
      guard let quotient = problem.rounds, let decision = problem.decision else { return nil }
      let clusters = problems.compactMap { ($0 as? P)?.problem.rounds?.cluster }
      return try RoundAnalysis(
        problem: problem, quotient: quotient, clusters: clusters, decision: decision
      ).report()
    }
    guard let first = problems.first else { return nil }
    return try report(first)
  }
}
