import Atoll

/// All configurations of a problem with their successors, kept in memory: what questions about the *shape* of the
/// graph need (valence, quiescence, loops), and the fast search does not keep.
///
/// Configurations are numbered breadth-first, so that the first one with a property is a nearest one.
final class ConfigurationGraph<N: Node> {
  let problem: ExplorationProblem<N>
  private let space: ValueSpace<N>
  private let maker: CellMaker
  private var places: [[Int32]: Int32] = [:]
  private(set) var rows: [[Int32]] = []
  private(set) var successors = EdgeLists()
  private var parents: [Int32] = []
  /// How many configurations are initial: one, unless a `start` handler chooses.
  private(set) var initialCount = 0
  /// Whether everything was seen.
  private(set) var isComplete = true

  /// Explores a problem, up to a number of configurations.
  init(_ problem: ExplorationProblem<N>, statesMax: Int) {
    self.problem = problem
    space = ValueSpace(problem)
    maker = CellMaker(space, EventRules(problem), .none)
    for row in maker.initialConfigurations() { _ = place(of: row, from: -1) }
    initialCount = rows.count
    while successors.count < rows.count {
      let here = successors.count
      guard rows.count < statesMax else {
        isComplete = false
        successors.append([])
        continue
      }
      successors.append(maker.successors(rows[here]).map { place(of: $0.row, from: Int32(here)) })
    }
    places = [:]
  }

  private func place(of row: [Int32], from parent: Int32) -> Int32 {
    if let known = places[row] { return known }
    let place = Int32(rows.count)
    places[row] = place
    rows.append(row)
    parents.append(parent)
    return place
  }

  var nodeCount: Int { space.nodeCount }

  /// The state of a node.
  func state(_ node: Int, at place: Int) -> N {
    space.locals[maker.cells[node][rows[place][node]].local]
  }

  /// Whether a node is up.
  func isUp(_ node: Int, at place: Int) -> Bool { maker.cells[node][rows[place][node]].isUp }

  /// Whether the model cuts a configuration short: see `ExplorationProblem.isCutShort`.
  func isCutShort(_ place: Int) -> Bool {
    problem.isCutShort(up: (0..<nodeCount).filter { isUp($0, at: place) }.map { state($0, at: place) })
  }

  /// The events of a configuration, with the configurations that they lead to.
  func events(_ place: Int) -> [(step: PathStep, target: Int)] {
    Array(zip(maker.successors(rows[place]).map(\.step), successors[place].map { Int($0) })).map {
      (step: $0, target: $1)
    }
  }

  /// Whether nothing is left to happen but faults: every message has arrived, no timer runs.
  func isQuiescent(_ place: Int) -> Bool {
    events(place).allSatisfy { !$0.step.label.kind.isProgress }
  }

  /// A shortest run to a configuration, as the values of its events.
  func schedule(to place: Int) -> [ScheduledEvent<N>] {
    var path = [place]
    while let last = path.last, parents[last] >= 0 { path.append(Int(parents[last])) }
    path.reverse()
    return zip(path, path.dropFirst()).compactMap { from, to in
      events(from).first { $0.target == to }.map { ScheduledEvent($0.step, space, maker) }
    }
  }
}
