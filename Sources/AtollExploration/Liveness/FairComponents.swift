/// Finds where a run can stay for ever and be fair, within a part of a `LivenessGraph`.
///
/// A fair run visits some set of places again and again; these are strongly connected by the moves that it makes again
/// and again. In such a component
///
/// - each obligation must be met by some move, or not exist in some place (weak fairness: generalised Büchi);
/// - where losses are not bounded, each message that is sent must be delivered, or its receiver be down somewhere
///   (strong fairness: Streett). Where one is not, a fair run makes the moves that send it only finitely often: they are
///   taken away, and what is left is looked at again.
///
/// A single place is a component too: a run may end there, if it owes nothing that a move which changes nothing would
/// not meet.
///
/// - SeeAlso: Emerson & Lei 1987, "Modalities for model checking"; Clarke, Grumberg & Peled 1999, "Model checking".
struct FairComponents {
  private let graph: LivenessGraph
  /// Whether messages can be lost again and again.
  private let losesForEver: Bool
  /// Which region a place belongs to; −1 where no fair run stays.
  private(set) var region: [Int32]
  /// The edges that a fair run makes only finitely often.
  private(set) var isRemoved: [Bool]
  /// The regions in which a fair run can stay.
  private(set) var accepted: [(region: Int32, places: [Int])] = []
  private var regionCount: Int32 = 0

  /// Looks at the places that are allowed, all of which have their successors.
  init(_ graph: LivenessGraph, losesForEver: Bool, allowed: [Bool]) {
    self.graph = graph
    self.losesForEver = losesForEver
    region = allowed.map { $0 ? 0 : -1 }
    isRemoved = Array(repeating: false, count: graph.edges.count)
    var waiting = [allowed.indices.filter { allowed[$0] }]
    var scratch = Tarjan(count: allowed.count)
    while let places = waiting.popLast() {
      for component in scratch.components(of: places, in: self.graph, self) {
        regionCount += 1
        for place in component { region[place] = regionCount }
        switch judge(component) {
        case .fair: accepted.append((regionCount, component.sorted()))
        case .unfair: for place in component { region[place] = -1 }
        case .fairWithout(let messages):
          remove(messages, in: component)
          waiting.append(component)
        }
      }
    }
    accepted.sort { $0.places[0] < $1.places[0] }
  }

  /// Whether an edge stays in its region.
  func isInner(_ edge: Int, from place: Int) -> Bool {
    !isRemoved[edge] && region[Int(graph.edges[edge].target)] == region[place]
  }

  /// Calls a function with each move within the region of a place: along an edge, or without a change.
  func forEachMove(_ place: Int, _ body: (_ move: Int32, _ target: Int) -> Void) {
    for edge in graph.edgeRange(place) where isInner(edge, from: place) {
      body(graph.edges[edge].move, Int(graph.edges[edge].target))
    }
    graph.forEachIdle(place) { body($0, place) }
  }

  // MARK: - Judging a component

  private enum Judgement {
    case fair, unfair
    /// A fair run that stays here does not send these messages.
    case fairWithout(Set<Int32>)
  }

  private func judge(_ component: [Int]) -> Judgement {
    var owedIn: [Int32: Int] = [:]
    var met: Set<Int32> = []
    var sent: Set<Int32> = []
    var delivered: Set<Int32> = []
    for place in component {
      graph.forEachOwed(place) { owedIn[$0, default: 0] += 1 }
      forEachMove(place) { move, _ in
        let effect = graph.book.effects[Int(move)]
        met.formUnion(effect.meets)
        guard losesForEver else { return }
        sent.formUnion(effect.sends)
        if effect.delivers >= 0 { delivered.insert(effect.delivers) }
      }
    }
    for (obligation, count) in owedIn where count == component.count && !met.contains(obligation) {
      return .unfair
    }
    let starved = sent.subtracting(delivered).filter { isUpEverywhere($0, component) }
    return starved.isEmpty ? .fair : .fairWithout(starved)
  }

  /// Whether the receiver of a message is up in all places; a node never loses what it sends to itself.
  private func isUpEverywhere(_ message: Int32, _ component: [Int]) -> Bool {
    guard case .delivery(let to, let from, _) = graph.book.obligations[message], to != from else {
      return false
    }
    return component.allSatisfy { graph.isUp(Int(to), at: $0) }
  }

  /// Takes the moves away that send some messages. (A move that changes nothing in its cell sends nothing.)
  private mutating func remove(_ messages: Set<Int32>, in component: [Int]) {
    for place in component {
      for edge in graph.edgeRange(place) where isInner(edge, from: place) {
        let sends = graph.book.effects[Int(graph.edges[edge].move)].sends
        if sends.contains(where: messages.contains) { isRemoved[edge] = true }
      }
    }
  }

  // MARK: - Components

  /// Strongly connected components (Tarjan 1972), without recursion.
  private struct Tarjan {
    private var index: [Int32]
    private var low: [Int32]
    private var isWaiting: [Bool]

    init(count: Int) {
      index = Array(repeating: -1, count: count)
      low = index
      isWaiting = Array(repeating: false, count: count)
    }

    /// The components of some places of one region, in the order of their first places.
    mutating func components(of places: [Int], in graph: LivenessGraph, _ fair: FairComponents) -> [[Int]] {
      for place in places { index[place] = -1 }
      var found: [[Int]] = []
      var waiting: [Int] = []
      var counter: Int32 = 0
      var path: [(place: Int, edge: Int)] = []
      func enter(_ place: Int, _ tarjan: inout Tarjan) {
        (tarjan.index[place], tarjan.low[place], tarjan.isWaiting[place]) = (counter, counter, true)
        counter += 1
        waiting.append(place)
        path.append((place, graph.edgeRange(place).lowerBound))
      }
      for root in places where index[root] < 0 {
        enter(root, &self)
        while let (place, edge) = path.last {
          if edge < graph.edgeRange(place).upperBound {
            path[path.count - 1].edge += 1
            guard fair.isInner(edge, from: place) else { continue }
            let target = Int(graph.edges[edge].target)
            if index[target] < 0 {
              enter(target, &self)
            } else if isWaiting[target] {
              low[place] = min(low[place], index[target])
            }
          } else {
            path.removeLast()
            if let above = path.last?.place { low[above] = min(low[above], low[place]) }
            guard low[place] == index[place] else { continue }
            var component: [Int] = []
            while let member = waiting.popLast() {
              isWaiting[member] = false
              component.append(member)
              if member == place { break }
            }
            found.append(component)
          }
        }
      }
      return found
    }
  }
}
