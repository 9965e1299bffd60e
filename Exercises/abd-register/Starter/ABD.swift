import ABDContract
import Atoll

/// One replica of a register.
///
/// Grade it as often as you like: `atoll grade abd-register`. `atoll hint abd-register` helps in small steps.
struct ABD: ABDReplica {
  /// What a client has asked of this replica, as long as it is not answered. A client asks one thing after another.
  struct Operation: Hashable, Codable, Sendable {
    let id: RequestID
    let isRead: Bool
    /// The newest copy that it has found so far; then the one that is to be stored.
    var found: Copy
    var isStoring = false
    /// Who has answered in this phase, this replica included.
    var heard: NodeSet
  }

  private(set) var copy = Copy()
  private var operation: Operation?

  // TODO: perform the client's operations, and answer the other replicas. The task is in README.md.

  mutating func handle(_ request: ABDRequest, id: RequestID, _ context: inout Context) {
  }

  mutating func receive(_ message: ABDMessage, from sender: NodeID, _ context: inout Context) {
  }
}
