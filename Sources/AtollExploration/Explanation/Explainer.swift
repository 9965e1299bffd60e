import Atoll

/// Explains why a property of a problem is broken.
///
/// First the faults: all bounds with no fault at all, then with one, and so on, until the property is broken within one
/// of them. That is the smallest number of faults, and the explorations before it are the evidence. Then the run: a
/// shortest one with those faults, and what changed each state in it.
struct Explainer<N: Node> {
  private let problem: ExplorationProblem<N>
  private let property: Property<N>
  private let limits: SearchLimits

  init(_ problem: ExplorationProblem<N>, _ property: Property<N>, _ limits: SearchLimits) {
    self.problem = problem
    self.property = property
    self.limits = limits
  }

  /// The explanation; none where the property is not broken in what was seen.
  ///
  /// - Parameter knownFaults: with these it is broken, so that no more need be tried.
  func explanation(knownFaults: FaultBounds) throws(ExplorationError) -> Explanation? {
    var attempts: [Explanation.Attempt] = []
    for total in 0...knownFaults.total {
      var broken: [(faults: FaultBounds, result: ExplorationReport.PropertyResult, run: ExampleRun)] = []
      for faults in problem.faults.choices(total: total) {
        let (attempt, result) = try attempt(faults)
        attempts.append(attempt)
        if attempt.end == .interrupted { return nil }
        if let result, let run = result.example { broken.append((faults, result, run)) }
      }
      guard let best = broken.min(by: { $0.run.length < $1.run.length }) else { continue }
      return explanation(attempts, best.faults, best.run, best.result.liveness?.loop)
    }
    return nil
  }

  private func attempt(_ faults: FaultBounds) throws(ExplorationError) -> (
    Explanation.Attempt, ExplorationReport.PropertyResult?
  ) {
    var smaller = problem
    smaller.faults = faults
    smaller.properties = [property]
    var limits = limits
    limits.stopsAtViolation = true
    let report = try Explorer(smaller).explore(limits)
    let result = report.properties.first
    let isBroken = result?.isViolated(report.end) ?? false
    return (
      Explanation.Attempt(
        faults: faults, end: isBroken ? report.end : report.outcome, states: report.states,
        length: isBroken ? result?.example?.length : nil),
      result
    )
  }

  // MARK: - The run

  private func explanation(
    _ attempts: [Explanation.Attempt], _ faults: FaultBounds, _ run: ExampleRun,
    _ loop: ExplorationReport.Loop?
  ) -> Explanation {
    let culprits = self.culprits(of: run, faults)
    let needed = culprits.map { self.needed(for: $0, in: run.trace) } ?? run.trace.events.map { _ in true }
    let names = run.trace.names
    return Explanation(
      property: property.name, attempts: attempts, faults: faults, run: run, loop: loop,
      culprits: culprits.map { $0.map { names[$0] } } ?? [], changes: changes(in: run, needed),
      unneeded: run.trace.events.map(\.number).filter { !needed[$0 - 1] })
  }

  /// The nodes whose last states break the property: a set of which none can be taken away. A node can be if the
  /// property is broken as well with the state that it had at the beginning.
  /// None where the property is about more than states: about clients, or about what happens next.
  private func culprits(of run: ExampleRun, _ faults: FaultBounds) -> [Int]? {
    guard let condition, let (first, last) = ends(of: run, faults) else { return nil }
    var kept = last
    var culprits = Array(run.trace.names.indices)
    for node in run.trace.names.indices {
      var (nodes, isUp) = (kept.nodes, kept.isUp)
      (nodes[node], isUp[node]) = (first.nodes[node], first.isUp[node])
      let changed = Configuration(nodes: nodes, isUp: isUp)
      guard !condition(changed) else { continue }
      kept = changed
      culprits.removeAll { $0 == node }
    }
    return culprits
  }

  /// The property as a condition on the nodes' states; none where it is more than that.
  private var condition: ((Configuration<N>) -> Bool)? {
    switch property.test {
    case .everyNode(let condition): { $0.nodes.allSatisfy(condition) }
    case .someNode(let condition): { $0.nodes.contains(where: condition) }
    case .agreement(let decision): { Set($0.nodes.compactMap(decision)).count < 2 }
    case .atMostOne(let condition): { $0.nodes.count(where: condition) < 2 }
    case .configuration(let condition): condition
    case .demands, .observation, .progress: nil
    }
  }

  private func ends(of run: ExampleRun, _ faults: FaultBounds) -> (Configuration<N>, Configuration<N>)? {
    var smaller = problem
    smaller.faults = faults
    smaller.properties = [property]
    guard let start = run.choices.first, var walk = RunWalk(smaller, start: start) else { return nil }
    let first = walk.configuration
    for choice in run.choices.dropFirst() { guard walk.choose(choice) else { return nil } }
    return (first, walk.configuration)
  }

  /// For each event whether the culprits' last states depend on it, or it is a fault: without one of the faults the
  /// property is not broken.
  private func needed(for culprits: [Int], in trace: Trace) -> [Bool] {
    var needed = trace.events.map { event in
      switch event.kind {
      case .drop, .crash, .recovery, .partition, .heal, .loop: true
      default: false
      }
    }
    for culprit in culprits {
      let last = trace.events.last { $0.node?.index == culprit && trace.isStep($0.number) }
      guard let last else { continue }
      for number in trace.past(of: last.number) + [last.number] { needed[number - 1] = true }
    }
    return needed
  }

  private func changes(in run: ExampleRun, _ needed: [Bool]) -> [Explanation.Change] {
    zip(run.moments, run.moments.dropFirst()).flatMap { before, after -> [Explanation.Change] in
      zip(before.configuration.nodes, after.configuration.nodes).compactMap { old, new in
        var fields = zip(old.fields, new.fields).filter { $0.value != $1.value }.map {
          (name: $0.name, before: $0.value, after: $1.value)
        }
        if old.isUp != new.isUp {
          fields.insert(("", old.isUp ? "up" : "down", new.isUp ? "up" : "down"), at: 0)
        }
        let events = run.trace.events[before.eventCount..<after.eventCount].filter { $0.kind != .loop }
        guard !fields.isEmpty, let event = events.first else { return nil }
        return Explanation.Change(
          event: event.number, node: new.name, fields: fields, isNeeded: needed[event.number - 1])
      }
    }
  }
}

extension Exploration {
  /// Why a property of a problem is broken: the first of those whose shortest counterexample is shortest; none where
  /// none is broken in what was seen.
  package static func explain(
    _ problem: any Explorable, faults: FaultBounds? = nil, limits: SearchLimits = SearchLimits()
  ) throws(ExplorationError) -> (report: ExplorationReport, explanation: Explanation?) {
    func explained<P: Explorable>(_ problem: P) throws(ExplorationError) -> (
      ExplorationReport, Explanation?
    ) {
      var problem = problem.problem
      if let faults { problem.faults = faults }
      let report = try Explorer(problem).explore(limits)
      let broken = zip(problem.properties, report.properties).filter {
        $0.kind != .sometimes && $1.example != nil
      }
      let shortest = broken.min { ($0.1.example?.length ?? 0) < ($1.1.example?.length ?? 0) }
      guard let (property, result) = shortest, let run = result.example else { return (report, nil) }
      let explainer = Explainer(problem, property, limits)
      return (report, try explainer.explanation(knownFaults: run.faultsUsed))
    }
    return try explained(problem)
  }
}

extension ExampleRun {
  /// How many faults happen in it.
  var faultsUsed: FaultBounds {
    func count(_ kind: TraceEvent.Kind) -> Int { trace.events.count { $0.kind == kind } }
    return FaultBounds(drops: count(.drop), crashes: count(.crash), recoveries: count(.recovery))
  }
}
