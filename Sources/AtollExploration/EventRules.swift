import Atoll

/// What may happen in an exploration, as far as it does not depend on the nodes' types.
struct EventRules {
  let network: NetworkSemantics
  let faults: FaultBounds

  init<N: Node>(_ problem: ExplorationProblem<N>) {
    network = problem.network
    faults = problem.faults
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
