/// Builds a loop within a fair component: from a place, through moves that meet every obligation, back to the place.
///
/// It goes to the nearest place or move that meets something, again and again, and back at last. That is short, not
/// always shortest: the shortest such loop is as hard to find as a travelling salesman's.
struct FairLoop {
  /// A move with the place that it leads to.
  struct Step: Hashable {
    let move: Int32
    let target: Int
  }

  private let graph: LivenessGraph
  private let fair: FairComponents
  private let losesForEver: Bool
  private let start: Int
  private var here: Int
  /// The loop so far.
  private(set) var steps: [Step] = []
  /// What neither was met nor failed to exist somewhere.
  private var open: Set<Int32>
  private var sent: Set<Int32> = []
  private var delivered: Set<Int32> = []
  private var downSomewhere: Set<Int> = []

  /// The loop from a place of an accepted component.
  static func steps(from start: Int, in graph: LivenessGraph, _ fair: FairComponents, losesForEver: Bool)
    -> [Step]
  {
    var loop = FairLoop(start, graph, fair, losesForEver)
    loop.build()
    return loop.steps
  }

  private init(_ start: Int, _ graph: LivenessGraph, _ fair: FairComponents, _ losesForEver: Bool) {
    (self.graph, self.fair, self.losesForEver) = (graph, fair, losesForEver)
    self.start = start
    here = start
    var owed: Set<Int32> = []
    graph.forEachOwed(start) { owed.insert($0) }
    open = owed
    visit(start)
  }

  private mutating func build() {
    while true {
      while !open.isEmpty, goToNextMet() {}
      if here != start { goBack() }
      let starved: Set<Int32> = losesForEver ? sent.filter { !isSettled($0) } : []
      guard open.isEmpty, !starved.isEmpty, goToDelivery(of: starved) else { return }
    }
  }

  /// Walks the shortest way to where something open is met, or does not exist; false where there is nothing.
  private mutating func goToNextMet() -> Bool {
    let way = way { place, move, target in
      if graph.book.effects[Int(move)].meets.contains(where: open.contains) { return true }
      guard target != place else { return false }
      var owed = 0
      graph.forEachOwed(target) { if open.contains($0) { owed += 1 } }
      return owed < open.count
    }
    way.forEach { take($0) }
    return !way.isEmpty
  }

  /// Walks the shortest way to the delivery of one of some messages, or to where its receiver is down.
  private mutating func goToDelivery(of messages: Set<Int32>) -> Bool {
    let way = way { _, move, target in
      messages.contains(graph.book.effects[Int(move)].delivers)
        || messages.contains { !graph.isUp(receiver($0), at: target) }
    }
    way.forEach { take($0) }
    return !way.isEmpty
  }

  private func receiver(_ message: Int32) -> Int {
    guard case .delivery(let to, _, _) = graph.book.obligations[message] else { return 0 }
    return Int(to)
  }

  /// Whether a message that is sent again and again is delivered again and again, or need not be.
  private func isSettled(_ message: Int32) -> Bool {
    guard case .delivery(let to, let from, _) = graph.book.obligations[message], to != from else {
      return true
    }
    return delivered.contains(message) || downSomewhere.contains(Int(to))
  }

  private mutating func goBack() {
    way { _, _, target in target == start }.forEach { take($0) }
  }

  /// A shortest way whose last move is wanted; empty where there is none.
  private func way(_ isWanted: (_ place: Int, _ move: Int32, _ target: Int) -> Bool) -> [Step] {
    var last: [Int: (from: Int, move: Int32)] = [here: (-1, -1)]
    var waiting = [here]
    var next = 0
    while next < waiting.count {
      let place = waiting[next]
      next += 1
      var found: Step?
      fair.forEachMove(place) { move, target in
        guard found == nil else { return }
        if isWanted(place, move, target) {
          found = Step(move: move, target: target)
        } else if last[target] == nil {
          last[target] = (place, move)
          waiting.append(target)
        }
      }
      guard let found else { continue }
      var way = [found]
      var back = place
      while let step = last[back], step.from >= 0 {
        way.append(Step(move: step.move, target: back))
        back = step.from
      }
      return way.reversed()
    }
    return []
  }

  private mutating func take(_ step: Step) {
    let effect = graph.book.effects[Int(step.move)]
    steps.append(step)
    open.subtract(effect.meets)
    sent.formUnion(effect.sends)
    if effect.delivers >= 0 { delivered.insert(effect.delivers) }
    here = step.target
    visit(here)
  }

  /// What does not exist here is owed by nobody who comes here again and again.
  private mutating func visit(_ place: Int) {
    var owed: Set<Int32> = []
    graph.forEachOwed(place) { owed.insert($0) }
    open.formIntersection(owed)
    for node in 0..<graph.space.nodeCount where !graph.isUp(node, at: place) { downSomewhere.insert(node) }
  }
}
