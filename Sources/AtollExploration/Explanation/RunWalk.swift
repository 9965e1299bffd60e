import Atoll

/// A schedule that is walked through with the nodes' real states, to judge each configuration on the way.
struct RunWalk<N: Node> {
  private let problem: ExplorationProblem<N>
  private let space: ValueSpace<N>
  private let maker: CellMaker
  private var row: [Int32]
  /// How the last step is called.
  private(set) var kind: EventLabel.Kind?

  /// The beginning of a schedule; none where the problem has no such beginning.
  init?(_ problem: ExplorationProblem<N>, start: Int) {
    self.problem = problem
    space = ValueSpace(problem)
    maker = CellMaker(space, EventRules(problem), .none)
    let initial = maker.initialConfigurations()
    guard initial.indices.contains(start) else { return nil }
    row = initial[start]
  }

  /// Lets the event with a number happen; false where there is none.
  mutating func choose(_ choice: Int) -> Bool {
    let successors = maker.successors(row)
    guard successors.indices.contains(choice) else { return false }
    (row, kind) = (successors[choice].row, successors[choice].step.label.kind)
    return true
  }

  /// The nodes' states.
  var configuration: Configuration<N> {
    let cells = (0..<space.nodeCount).map { maker.cells[$0][row[$0]] }
    return Configuration(nodes: cells.map { space.locals[$0.local] }, isUp: cells.map(\.isUp))
  }

  /// Whether a property holds in this configuration.
  func holds(_ property: Property<N>) -> Bool {
    let now = configuration
    switch property.test {
    case .everyNode(let condition): return now.nodes.allSatisfy(condition)
    case .someNode(let condition): return now.nodes.contains(where: condition)
    case .agreement(let decision): return Set(now.nodes.compactMap(decision)).count < 2
    case .atMostOne(let condition): return now.nodes.count(where: condition) < 2
    case .configuration(let condition): return condition(now)
    case .demands: return true  // no single configuration breaks them
    case .observation:
      let observers = problem.properties.filter { if case .observation = $0.test { true } else { false } }
      guard let place = observers.firstIndex(where: { $0.name == property.name }) else { return true }
      let known = maker.surroundingsCells[row[maker.surroundings]].known[place]
      return space.isSatisfied(place, known)
    case .progress(let isDone):
      return maker.canProgress(row) || zip(now.nodes, now.isUp).allSatisfy { !$1 || isDone($0) }
    }
  }
}
