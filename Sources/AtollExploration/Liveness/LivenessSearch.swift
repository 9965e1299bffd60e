import Atoll

/// Asks a problem's *eventually* properties: looks for a fair run that never comes to the goal.
///
/// - SeeAlso: `Property.eventually(_:everyNode:)`, which says what is fair; `FairComponents`, which finds it.
struct LivenessSearch<N: Node> {
  /// The most places of the graph that is looked at, unless fewer configurations are asked for.
  static var placesMax: Int { 1_000_000 }

  private let problem: ExplorationProblem<N>
  private let space: ValueSpace<N>
  private let graph: LivenessGraph
  /// Which combination of local states each place has.
  private var stateClasses: [Int32] = []
  private var classes: [Configuration<N>] = []

  init(_ problem: ExplorationProblem<N>, _ limits: SearchLimits) throws(ExplorationError) {
    var problem = problem
    // What other properties observe would tell configurations apart that are the same here.
    problem.properties.removeAll { $0.kind != .eventually }
    self.problem = problem
    let space = ValueSpace(problem)
    self.space = space
    graph = LivenessGraph(
      space, EventRules(problem), limits, placesMax: min(limits.states, Self.placesMax))
    if let failure = graph.maker.failure { throw failure }
    classify()
  }

  /// Why the graph ends where it does.
  var end: SearchEnd { graph.end }
  /// How many places were looked at: configurations, and where the network duplicates what is still owed in them.
  var placeCount: Int { graph.expandedCount }

  private mutating func classify() {
    var known = Interned<[Int32]>()
    for place in 0..<graph.count {
      let id = known.id(graph.states(place))
      stateClasses.append(id)
      guard Int(id) == classes.count else { continue }
      let states = known[id]
      classes.append(
        Configuration(
          nodes: states.map { space.locals[$0 < 0 ? ~$0 : $0] }, isUp: states.map { $0 >= 0 }))
    }
  }

  /// For each place whether a condition holds in it.
  private func places(_ condition: (Configuration<N>) -> Bool) -> [Bool] {
    let holds = classes.map(condition)
    return stateClasses.map { holds[Int($0)] }
  }

  /// A fair run that breaks one of a property's demands, with a shortest stem; none where there is none in what was
  /// seen.
  func counterexample(to property: Property<N>) -> (lasso: Lasso<N>, demand: Demand<N>)? {
    guard case .demands(let demands) = property.test else { return nil }
    var best: (lasso: Lasso<N>, demand: Demand<N>)?
    for demand in demands(space.nodeCount) {
      guard let lasso = counterexample(to: demand), lasso.length < best?.lasso.length ?? .max else {
        continue
      }
      best = (lasso, demand)
    }
    return best
  }

  func counterexample(to demand: Demand<N>) -> Lasso<N>? {
    let isGoal = places(demand.goal)
    let allowed = isGoal.indices.map { $0 < graph.expandedCount && !isGoal[$0] }
    let losesForEver = problem.faults.drops == .max
    let fair = FairComponents(graph, losesForEver: losesForEver, allowed: allowed)
    guard !fair.accepted.isEmpty else { return nil }
    let stems = StemSearch(graph, isGoal: isGoal, isTrigger: demand.trigger.map(places))
    let reached = fair.accepted.flatMap(\.places).filter { stems.distance(to: $0) != nil }
    guard let nearest = reached.compactMap(stems.distance).min() else { return nil }
    // Of the nearest places one with a short loop; not all are tried where there are very many.
    let candidates = reached.filter { stems.distance(to: $0) == nearest }.prefix(Self.candidatesMax).map {
      (place: $0, loop: FairLoop.steps(from: $0, in: graph, fair, losesForEver: losesForEver))
    }
    guard let best = candidates.min(by: { $0.loop.count < $1.loop.count }) else { return nil }
    return lasso(stems.stem(to: best.place), best.loop)
  }

  private static var candidatesMax: Int { 32 }

  // MARK: - Real values

  private func lasso(_ stem: (first: Int, steps: [FairLoop.Step]), _ loop: [FairLoop.Step]) -> Lasso<N> {
    let start = graph.initial.first { $0.place == stem.first }?.start ?? 0
    let opening = graph.arrivals(initially: stem.first).map { event($0, changes: false) }
    var here = stem.first
    func events(_ steps: [FairLoop.Step]) -> [Lasso<N>.Event] {
      steps.flatMap { step in
        let changes = graph.row(here) != graph.row(step.target)
        let arrivals = graph.arrivals(after: step.move, from: here, at: step.target)
        here = step.target
        return [event(step.move, changes: changes)] + arrivals.map { event($0, changes: false) }
      }
    }
    let stemEvents = opening + events(stem.steps)
    return Lasso(start: start, stem: stemEvents, loop: events(loop))
  }

  private func event(_ move: Int32, changes: Bool) -> Lasso<N>.Event {
    let move = graph.book.moves[move]
    let step = PathStep(node: Int(move.node), label: move.label, choice: 0)
    return Lasso.Event(event: ScheduledEvent(step, space, graph.maker), changes: changes)
  }
}
