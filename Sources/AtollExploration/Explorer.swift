import Atoll

/// Explores all that a system can do.
///
/// The nodes' code is called twice for each distinct local transition (the second time to see whether it does the same
/// again); the search itself sees integers only. Every count is exact: no fingerprints.
///
/// - Note: What it says of all runs holds for the problem as stated: the bounds on faults and the clients' requests
///   are part of it. An exploration that ended early says nothing of what it has not seen.
package struct Explorer<N: Node> {
  let problem: ExplorationProblem<N>

  /// Makes an explorer for a problem.
  package init(_ problem: ExplorationProblem<N>) { self.problem = problem }

  /// Explores everything within the limits.
  ///
  /// - Throws: `ExplorationError` where the nodes' code is no function of state and event, or where the properties ask
  ///   for too much.
  package func explore(_ limits: SearchLimits = SearchLimits()) throws(ExplorationError) -> ExplorationReport
  {
    try explore(limits, SearchPlan())
  }

  func explore(_ limits: SearchLimits, _ plan: SearchPlan) throws(ExplorationError) -> ExplorationReport {
    guard problem.properties.count <= 64 else { throw .tooManyProperties(problem.properties.count) }
    if let what = problem.withoutFairness { throw .noFairness(what) }
    guard !problem.hasTooManyCuts else { throw .tooManyCuts(problem.cluster.nodes.count) }
    let parts = ExplorerParts(problem)
    if limits.fingerprintSeed != nil, limits.usesSymmetry {
      throw .noSymmetry("fingerprints are of single configurations")
    }
    let orbits = limits.usesSymmetry ? OrbitMap(parts.maker, try problem.interchangeable()) : nil
    let search = parts.search(limits, plan, orbits)
    if let failure = parts.maker.failure { throw failure }
    return try report(parts, search, limits)
  }

  private func report(_ parts: ExplorerParts<N>, _ search: (any Search)?, _ limits: SearchLimits)
    throws(ExplorationError)
    -> ExplorationReport
  {
    let result = search?.result ?? SearchResult(end: .memory)
    var properties: [ExplorationReport.PropertyResult] = []
    let liveness = try LivenessResults(problem, limits, after: result.end)
    for (place, property) in problem.properties.enumerated() {
      if property.kind == .eventually {
        properties.append(try liveness.result(property))
        continue
      }
      var example: ExampleRun?
      if let search, let index = result.firstHit[place] { example = try self.example(index, parts, search) }
      properties.append(.init(name: property.name, kind: property.kind.rawValue, example: example))
    }
    return ExplorationReport(
      end: result.end, states: (search as? RowSearch)?.statesInOrbits() ?? result.states,
      orbits: limits.usesSymmetry ? result.states : nil,
      errorProbability: (search as? FingerprintSearch)?.errorProbability,
      threads: result.threads, transitions: result.transitions,
      idleTransitions: result.idleTransitions, triedTransitions: result.triedTransitions, depth: result.depth,
      bytes: result.bytes + parts.maker.tables.byteCount,
      handlerCalls: parts.maker.handlerCalls, properties: properties)
  }

  // MARK: - Runs

  private func example(_ index: Int, _ parts: ExplorerParts<N>, _ search: any Search) throws(ExplorationError)
    -> ExampleRun
  {
    let path = search.path(to: index)
    let start = parts.maker.initialConfigurations().firstIndex(of: path.start) ?? 0
    let events = path.steps.map { parts.event($0) }
    // Identities depend on the order in which a search met things, and so does the order of a cell's events. A run is
    // named by choices that whoever follows it without a search counts in the same way.
    return try follow(start) { parts, place, successors in
      place < events.count ? successors.firstIndex { parts.event($0) == events[place] } : nil
    }
  }

  /// The run that a list of choices names; none where a choice is not enabled.
  package func run(_ choices: [Int]) throws(ExplorationError) -> ExampleRun? {
    guard let start = choices.first else { return nil }
    let run = try follow(start) { _, place, successors in
      place + 1 < choices.count && successors.indices.contains(choices[place + 1]) ? choices[place + 1] : nil
    }
    return run.choices == choices ? run : nil
  }

  /// Follows choices as long as there are some.
  private func follow(
    _ start: Int, _ choose: (_ parts: ExplorerParts<N>, _ place: Int, _ steps: [PathStep]) -> Int?
  ) throws(ExplorationError) -> ExampleRun {
    let parts = ExplorerParts(problem)
    let initial = parts.maker.initialConfigurations()
    let start = initial.indices.contains(start) ? start : 0
    var row = initial[start]
    var replay = ScheduleReplay(problem, parts.space, parts.maker, start: start)
    var choices = [start]
    var moments = [replay.moment]
    while true {
      let successors = parts.maker.successors(row)
      if let failure = parts.maker.failure { throw failure }
      guard let choice = choose(parts, choices.count - 1, successors.map(\.step)) else { break }
      replay.perform(successors[choice].step)
      row = successors[choice].row
      choices.append(choice)
      moments.append(replay.moment)
    }
    return ExampleRun(choices: choices, trace: replay.trace, moments: moments)
  }
}

/// What one exploration is made of; it is used once.
struct ExplorerParts<N: Node> {
  let space: ValueSpace<N>
  let rules: PropertyRules
  let maker: CellMaker

  init(_ problem: ExplorationProblem<N>) {
    let space = ValueSpace(problem)
    let rules = PropertyRules(space, problem.properties)
    self.space = space
    self.rules = rules
    let flags = CellFlags(
      local: { _, local in rules.flags(local) }, observed: { rules.flags(observed: $0) })
    maker = CellMaker(space, EventRules(problem), flags)
    maker.tables.judgesConfigurations = rules.configurationTests != 0
  }

  /// One event with the values that it speaks of.
  struct Event: Equatable {
    let node: Int
    let kind: EventLabel.Kind
    let outcome: Int32
    let sender: Int32?
    let message: N.Message?
    let timer: N.TimerName?
    /// Which way the network splits.
    let cut: Int32?
  }

  /// A step's event.
  func event(_ step: PathStep) -> Event {
    let label = step.label
    let sent: CellMaker.Envelope? =
      switch label.kind {
      case .delivery, .drop, .lostAtDownNode, .lostInPartition, .forgery: maker.envelopes[label.subject]
      case .timeout, .request, .crash, .recovery, .partition, .heal: nil
      }
    return Event(
      node: step.node, kind: label.kind, outcome: label.outcome, sender: sent?.from,
      message: sent.map { space.messages[$0.message] },
      timer: label.kind == .timeout ? space.timers[label.subject] : nil,
      cut: label.kind == .partition ? label.subject : nil)
  }

  /// Searches: first the plain way, then with the narrowest word that does; wherever a field gets too narrow, goes on
  /// with another layout. None where the system has no memory to begin with.
  func search(_ limits: SearchLimits, _ plan: SearchPlan, _ orbits: OrbitMap?) -> (any Search)? {
    let initial = maker.initialConfigurations()
    // Symmetry is used by the plain search only.
    let pause = orbits == nil ? max(plan.pilotStates, initial.count) : .max
    if let seed = limits.fingerprintSeed {
      return search(limits, Fingerprints(seed: seed, bits: plan.fingerprintBits), from: initial)
    }
    guard maker.failure == nil, let pilot = RowSearch(maker, rules, limits, pause: pause, orbits: orbits)
    else { return nil }
    pilot.begin(initial)
    pilot.run()
    var search: any Search = pilot
    while search.isUnfinished, maker.failure == nil {
      guard let next = continuation(of: search, limits, plan) else {
        search.giveUp(.memory)
        break
      }
      next.run()
      search = next
    }
    return search
  }

  private func search(_ limits: SearchLimits, _ fingerprints: Fingerprints, from initial: [[Int32]]) -> (
    any Search
  )? {
    guard maker.failure == nil,
      let search = FingerprintSearch(maker, rules, limits, fingerprints)
    else { return nil }
    search.begin(initial)
    search.run()
    return search
  }

  private func continuation(of search: any Search, _ limits: SearchLimits, _ plan: SearchPlan) -> (
    any Search
  )? {
    if let layout = layout(plan.bits64, plan),
      let packed = PackedSearch<UInt64>(maker, rules, limits, plan, layout: layout)
    {
      return packed.takeOver(search) ? packed : nil
    }
    if let layout = layout(plan.bits128, plan),
      let packed = PackedSearch<UInt128>(maker, rules, limits, plan, layout: layout)
    {
      return packed.takeOver(search) ? packed : nil
    }
    guard let plain = RowSearch(maker, rules, limits) else { return nil }
    return plain.takeOver(search) ? plain : nil
  }

  private func layout(_ bits: Int, _ plan: SearchPlan) -> PackedLayout? {
    PackedLayout(
      counts: (0..<maker.tables.width).map { maker.tables.counts[$0] }, bits: bits, isTight: plan.isTight)
  }
}

/// How a search comes to its result; the result does not depend on it.
struct SearchPlan {
  /// How many configurations a first, plain search sees, to learn how wide the fields of a packed word must be.
  var pilotStates = 2000
  /// How many bits of a 64-bit word may be used.
  var bits64 = 64
  /// How many bits of a 128-bit word may be used.
  var bits128 = 128
  /// Whether fields have no room for more cells than there are already, so that layouts change often.
  var isTight = false
  /// How many configurations threads expand between two meetings.
  var chunkSize = 1 << 15
  /// How many of them belong together.
  var blockSize = 64
  /// How many bits of fingerprints count.
  var fingerprintBits = 64
}

/// Explorations of problems for nodes of any type.
package enum Exploration {
  /// Explores everything within the limits; the faults are the problem's own unless others are given.
  package static func explore(
    _ problem: any Explorable, faults: FaultBounds? = nil, limits: SearchLimits = SearchLimits()
  ) throws(ExplorationError) -> ExplorationReport {
    func explored<P: Explorable>(_ problem: P) throws(ExplorationError) -> ExplorationReport {
      try explorer(problem, faults).explore(limits)
    }
    return try explored(problem)
  }

  /// The run that a list of choices names; none where a choice is not enabled.
  package static func run(
    _ problem: any Explorable, faults: FaultBounds? = nil, choices: [Int]
  ) throws(ExplorationError) -> ExampleRun? {
    func run<P: Explorable>(_ problem: P) throws(ExplorationError) -> ExampleRun? {
      try explorer(problem, faults).run(choices)
    }
    return try run(problem)
  }

  private static func explorer<P: Explorable>(_ problem: P, _ faults: FaultBounds?) -> Explorer<P.Explored> {
    var problem = problem.problem
    if let faults { problem.faults = faults }
    return Explorer(problem)
  }
}
