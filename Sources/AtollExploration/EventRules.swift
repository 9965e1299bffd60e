import Atoll

/// What may happen in an exploration, as far as it does not depend on the nodes' types.
struct EventRules {
  let network: NetworkSemantics
  let faults: FaultBounds
  let timers: TimerSemantics
  let byzantine: NodeSet
  /// The ways in which the network may split: for each, one of the two sides.
  let cuts: [NodeSet]

  init<N: Node>(_ problem: ExplorationProblem<N>) {
    network = problem.network
    faults = problem.faults
    timers = problem.timers
    byzantine = problem.byzantine
    cuts = problem.faults.partitions > 0 ? problem.possibleCuts : []
  }

  /// Whether a node runs its code.
  func runs(_ node: Int) -> Bool { !byzantine.contains(NodeID(node)) }
}

extension ExplorationProblem {
  /// The two sides of a network partition: `{a} | {b c}`.
  func words(forCut side: NodeSet) -> String {
    [NodeSet(all: cluster.nodes.count).subtracting(side), side].map { side in
      "{" + side.map { cluster.names[$0.index] }.joined(separator: " ") + "}"
    }.joined(separator: " | ")
  }

  /// Why it cannot be asked what must happen at some time; none where it can be, or is not asked.
  var withoutFairness: String? {
    guard properties.contains(where: { $0.kind == .eventually }) else { return nil }
    if faults.partitions > 0 { return "where the network may split" }
    if faults.forgeries > 0 || !byzantine.isEmpty { return "where messages are forged" }
    return timers == .inOrder ? "with timers in order" : nil
  }

  /// Whether the network may split in so many ways that they must be named.
  var hasTooManyCuts: Bool { faults.partitions > 0 && cuts.isEmpty && cluster.nodes.count > 12 }

  /// The ways in which the network may split, each once, by the side on which the first node is not.
  var possibleCuts: [NodeSet] {
    let all = NodeSet(all: cluster.nodes.count)
    let first = NodeID(0)
    guard cuts.isEmpty else {
      let sides = cuts.map { $0.contains(first) ? all.subtracting($0) : $0.intersection(all) }
      return sides.enumerated().filter { !$1.isEmpty && sides.firstIndex(of: $1) == $0 }.map(\.element)
    }
    guard !hasTooManyCuts else { return [] }
    return (1..<max(1, 1 << (cluster.nodes.count - 1))).map { number in
      NodeSet((1..<cluster.nodes.count).filter { number >> ($0 - 1) & 1 == 1 }.map { NodeID($0) })
    }
  }
}

/// The flags of cells: one bit for each fact that a property speaks of.
struct CellFlags {
  /// Of a node's local state; none where there are too many facts.
  var local: (_ node: Int, _ local: Int32) -> UInt64?
  /// Of what the observers know.
  var observed: (_ known: [Int32]) -> UInt64

  /// Where nothing is asked.
  static var none: CellFlags { CellFlags(local: { _, _ in 0 }, observed: { _ in 0 }) }
}
