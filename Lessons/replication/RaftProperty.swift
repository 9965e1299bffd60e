import Atoll

/// Raft's guarantees (figure 3 of the paper), each asked of all nodes' states at one moment.
public enum RaftProperty: String, Sendable, CaseIterable {
  /// No two nodes have led the same term.
  case electionSafety = "election safety: a term has at most one leader"
  /// Two logs that hold an entry of the same index and term are the same up to it.
  case logMatching = "log matching: logs that share an entry are the same up to it"
  /// A leader has every entry that was committed before.
  ///
  /// Asked as: what a node has applied is in the log of every leader whose term is not older than that node's. What the
  /// node has applied was committed in its term or before; if in the leader's own term, then by the leader itself. A node
  /// of a newer term is not asked in that configuration. In a complete exploration none escapes by that: no message of a
  /// newer term is needed to elect the leader, so there is also a configuration in which the node has not moved on yet.
  case leaderCompleteness = "leader completeness: a leader has every entry that was committed"
  /// No two nodes apply different entries at the same index.
  case stateMachineSafety = "state-machine safety: no two nodes apply different entries at one index"

  /// Whether it holds of some nodes' states.
  func holds(of nodes: [RaftNode]) -> Bool {
    nodes.indices.allSatisfy { first in
      nodes.indices.allSatisfy { second in first == second || holds(of: nodes[first], nodes[second]) }
    }
  }

  /// Whether it holds of two nodes, in this order.
  private func holds(of node: RaftNode, _ other: RaftNode) -> Bool {
    switch self {
    case .electionSafety: !node.led.contains(where: other.led.contains)
    case .logMatching:
      zip(node.log, other.log).enumerated().allSatisfy { index, pair in
        pair.0.term != pair.1.term || node.log[...index] == other.log[...index]
      }
    case .leaderCompleteness:
      node.role != .leader || node.term < other.term || node.log.starts(with: other.applied)
    case .stateMachineSafety:
      zip(node.applied, other.applied).allSatisfy { $0 == $1 }
    }
  }
}
