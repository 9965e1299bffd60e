import Atoll
import CPRegisterContract

/// A register that stays consistent.
///
/// Grade it as often as you like: `atoll grade cp-register`. `atoll hint cp-register` helps in small steps.
struct CPRegister: CPRegisterNode {
  /// An operation that this node performs for a client.
  struct Attempt: Hashable, Codable {
    let id: RequestID
    let request: RegisterRequest
    /// The newest copy that it has heard of; while it is storing, the copy that is stored.
    var newest: Copy
    /// Whether it has finished asking.
    var isStoring = false
    /// The nodes that have answered in this phase, itself included.
    var heard: NodeSet
  }

  let timeout: Int
  private(set) var copy = Copy()
  private var attempts: [Attempt] = []

  init(timeout: Int) { self.timeout = timeout }

  mutating func handle(_ request: RegisterRequest, id: RequestID, _ context: inout Context) {
    attempts.append(Attempt(id: id, request: request, newest: copy, heard: [context.id]))
    context.broadcast(.ask(id))
    context.setTimer(id, after: timeout)
  }

  mutating func receive(_ message: CPMessage, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .ask(let id): context.send(.have(id, copy), to: sender)
    // TODO: the three other messages, and what happens when the timer of an operation has run out. See README.md.
    case .have, .store, .stored: break
    }
  }

  mutating func timeout(_ id: RequestID, _ context: inout Context) {
  }
}
