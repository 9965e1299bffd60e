/// Shortest ways to where a demand is open: from the beginning, or from where it is triggered, without coming to its
/// goal. Moves that do not change the configuration count nothing.
struct StemSearch {
  private let graph: LivenessGraph
  private let isGoal: [Bool]
  private let isTrigger: [Bool]?
  /// For each place, before the trigger and after it.
  private var distances: [Int32]
  private var parents: [Parent]

  private struct Parent {
    var vertex: Int32 = -1
    var move: Int32 = -1
  }

  init(_ graph: LivenessGraph, isGoal: [Bool], isTrigger: [Bool]?) {
    self.graph = graph
    self.isGoal = isGoal
    self.isTrigger = isTrigger
    distances = Array(repeating: .max, count: graph.count * 2)
    parents = Array(repeating: Parent(), count: graph.count * 2)
    search()
  }

  /// How many steps a shortest way has to a place at which the demand is open; none where there is no way.
  func distance(to place: Int) -> Int? {
    distances[place * 2 + 1] == .max ? nil : Int(distances[place * 2 + 1])
  }

  /// A shortest way: where it begins, and its moves.
  func stem(to place: Int) -> (first: Int, steps: [FairLoop.Step]) {
    var steps: [FairLoop.Step] = []
    var vertex = place * 2 + 1
    while parents[vertex].vertex >= 0 {
      if parents[vertex].move >= 0 {
        steps.append(FairLoop.Step(move: parents[vertex].move, target: vertex / 2))
      }
      vertex = Int(parents[vertex].vertex)
    }
    return (vertex / 2, steps.reversed())
  }

  /// Breadth-first, level by level; what costs nothing is done within its level.
  private mutating func search() {
    var level: [Int] = []
    for (place, _) in graph.initial {
      if isTrigger != nil {
        reach(place * 2, 0, Parent(), &level)
      } else if !isGoal[place] {
        reach(place * 2 + 1, 0, Parent(), &level)
      }
    }
    var depth: Int32 = 0
    while !level.isEmpty {
      var later: [Int] = []
      var next = 0
      while next < level.count {
        let vertex = level[next]
        next += 1
        expand(vertex, distances[vertex], &level, &later)
      }
      depth += 1
      level = later.filter { distances[$0] == depth }
    }
  }

  private mutating func expand(_ vertex: Int, _ distance: Int32, _ level: inout [Int], _ later: inout [Int]) {
    let (place, isOpen) = (vertex / 2, vertex % 2 == 1)
    if !isOpen, let isTrigger, isTrigger[place], !isGoal[place] {
      reach(vertex + 1, distance, Parent(vertex: Int32(vertex)), &level)
    }
    guard place < graph.expandedCount else { return }
    let row = graph.row(place)
    for edge in graph.edgeRange(place) {
      let target = Int(graph.edges[edge].target)
      if isOpen, isGoal[target] { continue }
      let parent = Parent(vertex: Int32(vertex), move: graph.edges[edge].move)
      let reached = target * 2 + (isOpen ? 1 : 0)
      if graph.row(target) == row {
        reach(reached, distance, parent, &level)
      } else {
        reach(reached, distance + 1, parent, &later)
      }
    }
  }

  private mutating func reach(_ vertex: Int, _ distance: Int32, _ parent: Parent, _ list: inout [Int]) {
    guard distance < distances[vertex] else { return }
    distances[vertex] = distance
    parents[vertex] = parent
    list.append(vertex)
  }
}
