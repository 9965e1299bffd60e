import Atoll

/// What an exploration found.
public struct ExplorationReport: Sendable {
  /// What became of one property.
  public struct PropertyResult: Sendable {
    /// The property's name.
    public let name: String
    /// In which sense it was asked: `always` or `sometimes`.
    public let kind: String
    /// The shortest run that violates it (or, for *sometimes*, that shows it); none where there is no such run among
    /// those that were seen.
    public let example: ExampleRun?

    /// Whether the property is violated: for *always*, by an example; for *sometimes*, by the lack of one, which
    /// counts only if the exploration is complete.
    public func isViolated(_ end: SearchEnd) -> Bool {
      kind == "always" ? example != nil : example == nil && end == .complete
    }
  }

  /// Why the search ended; only `complete` says that everything was seen.
  public let end: SearchEnd
  /// Distinct configurations.
  public let states: Int
  /// Events that change the configuration, over all configurations; deliveries without effect are counted apart.
  public let transitions: Int
  /// Events that change nothing.
  public let idleTransitions: Int
  /// The most steps that a shortest path has.
  public let depth: Int
  /// Bytes of memory for configurations.
  public let bytes: Int
  /// How many times the nodes' own code was called.
  public let handlerCalls: Int
  /// The properties, in order.
  public let properties: [PropertyResult]

  /// Whether some property is violated.
  public var hasViolation: Bool { properties.contains { $0.isViolated(end) } }
}

/// A run that an exploration found.
public struct ExampleRun: Sendable {
  /// What there is to see after each step; the first is before any.
  public struct Moment: Sendable {
    /// How many events of the trace have happened.
    public let eventCount: Int
    /// The configuration.
    public let configuration: ConfigurationText
    /// What the clients have seen.
    public let operations: [ClientOperation]
  }

  /// Where the run begins, then which of the enabled events happened at each step: enough to come to it again.
  public let choices: [Int]
  /// What happened; times are steps.
  public let trace: Trace
  /// What there is to see before the first step and after each.
  public let moments: [Moment]

  /// How many steps it has.
  public var length: Int { choices.count - 1 }
}

/// Explores all that a system can do.
///
/// The nodes' code is called once for each distinct local transition; the search itself sees integers only. Every
/// count is exact: no fingerprints.
///
/// - Note: What it says of all runs holds for the problem as stated: the bounds on faults and the clients' requests
///   are part of it. An exploration that ended early says nothing of what it has not seen.
public struct Explorer<N: Node> {
  private let problem: ExplorationProblem<N>
  private let space: ValueSpace<N>
  private let rules: PropertyRules
  private let maker: CellMaker

  /// Makes an explorer for a problem.
  public init(_ problem: ExplorationProblem<N>) {
    self.problem = problem
    space = ValueSpace(problem)
    rules = PropertyRules(space, problem.properties)
    let rules = rules
    maker = CellMaker(space, network: problem.network, faults: problem.faults) { _, local in
      rules.flags(local)
    }
  }

  /// How many configurations a first, plain search sees, to learn how wide the fields of a packed word must be.
  private static var pilotStates: Int { 2000 }

  /// Explores everything within the limits.
  public func explore(_ limits: SearchLimits = SearchLimits()) -> ExplorationReport {
    report(search(limits))
  }

  private func search(_ limits: SearchLimits) -> (any Search)? {
    let initial = maker.initialConfigurations()
    var pilotLimits = limits
    pilotLimits.states = min(limits.states, Self.pilotStates)
    guard let pilot = RowSearch(maker, rules, pilotLimits) else { return nil }
    pilot.run(initial)
    guard pilot.result.end == .states, limits.states > Self.pilotStates else { return pilot }
    return packed(initial, limits, pilot) ?? plain(initial, limits)
  }

  private func plain(_ initial: [[Int32]], _ limits: SearchLimits) -> (any Search)? {
    let search = RowSearch(maker, rules, limits)
    search?.run(initial)
    return search
  }

  /// Searches with the narrowest word that does; none where configurations fit into none.
  private func packed(_ initial: [[Int32]], _ limits: SearchLimits, _ pilot: RowSearch) -> (any Search)? {
    if let layout = layout(64),
      let search = PackedSearch<UInt64>(maker, rules, limits, layout: layout, pilot: pilot)
    {
      search.begin(initial)
      return goOn(search, limits, pilot)
    }
    if let layout = layout(128),
      let search = PackedSearch<UInt128>(maker, rules, limits, layout: layout, pilot: pilot)
    {
      search.begin(initial)
      return goOn(search, limits, pilot)
    }
    return nil
  }

  /// Runs a search; wherever a field is too narrow, goes on with another layout.
  private func goOn<Word: PackedWord>(
    _ search: PackedSearch<Word>, _ limits: SearchLimits, _ pilot: RowSearch
  ) -> (any Search)? {
    Word.run(search)
    guard search.isTooNarrow else { return search }
    if Word.bitWidth == 64, let layout = layout(64),
      let wider = PackedSearch<UInt64>(maker, rules, limits, layout: layout, pilot: pilot)
    {
      Word.hand(search, to: wider)
      return goOn(wider, limits, pilot)
    }
    if let layout = layout(128),
      let wider = PackedSearch<UInt128>(maker, rules, limits, layout: layout, pilot: pilot)
    {
      Word.hand(search, to: wider)
      return goOn(wider, limits, pilot)
    }
    return nil
  }

  private func layout(_ bits: Int) -> PackedLayout? {
    PackedLayout(counts: (0..<maker.tables.width).map { maker.tables.counts[$0] }, bits: bits)
  }

  // MARK: - The report

  private func report(_ search: (any Search)?) -> ExplorationReport {
    let result = search?.result ?? SearchResult(end: .memory)
    let properties = problem.properties.enumerated().map { place, property in
      let example = result.firstHit[place].flatMap { index in search.map { self.example(index, $0) } }
      return ExplorationReport.PropertyResult(
        name: property.name, kind: property.kind.rawValue, example: example)
    }
    return ExplorationReport(
      end: result.end, states: result.states, transitions: result.transitions,
      idleTransitions: result.idleTransitions, depth: result.depth,
      bytes: result.bytes + maker.tables.byteCount,
      handlerCalls: maker.handlerCalls, properties: properties)
  }

  private func example(_ index: Int, _ search: any Search) -> ExampleRun {
    let path = search.path(to: index)
    let start = maker.initialConfigurations().firstIndex(of: path.start) ?? 0
    return run(start: start, path.steps)
  }

  private func run(start: Int, _ steps: [PathStep]) -> ExampleRun {
    var replay = ScheduleReplay(problem, space, maker, start: start)
    var moments = [replay.moment]
    for step in steps {
      replay.perform(step)
      moments.append(replay.moment)
    }
    return ExampleRun(choices: [start] + steps.map(\.choice), trace: replay.trace, moments: moments)
  }

  /// The run that a list of choices names; none where a choice is not enabled.
  public func run(_ choices: [Int]) -> ExampleRun? {
    let initial = maker.initialConfigurations()
    guard let start = choices.first, initial.indices.contains(start) else { return nil }
    var row = initial[start]
    var steps: [PathStep] = []
    for choice in choices.dropFirst() {
      let successors = maker.successors(row)
      guard successors.indices.contains(choice) else { return nil }
      steps.append(successors[choice].step)
      row = successors[choice].row
    }
    return run(start: start, steps)
  }
}

/// Explorations of problems for nodes of any type.
public enum Exploration {
  /// Explores everything within the limits; the faults are the problem's own unless others are given.
  public static func explore(
    _ problem: any Explorable, faults: FaultBounds? = nil, limits: SearchLimits = SearchLimits()
  ) -> ExplorationReport {
    func explored<P: Explorable>(_ problem: P) -> ExplorationReport {
      explorer(problem, faults).explore(limits)
    }
    return explored(problem)
  }

  /// The run that a list of choices names; none where a choice is not enabled.
  public static func run(_ problem: any Explorable, faults: FaultBounds? = nil, choices: [Int]) -> ExampleRun?
  {
    func run<P: Explorable>(_ problem: P) -> ExampleRun? { explorer(problem, faults).run(choices) }
    return run(problem)
  }

  private static func explorer<P: Explorable>(_ problem: P, _ faults: FaultBounds?) -> Explorer<P.Explored> {
    var problem = problem.problem
    if let faults { problem.faults = faults }
    return Explorer(problem)
  }
}
