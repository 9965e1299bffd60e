import Atoll
import CPRegisterContract

/// A register that stays consistent: the one of Attiya, Bar-Noy and Dolev (1995), for several writers.
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
    case .store(let id, let other):
      keep(other)
      context.send(.stored(id), to: sender)
    case .have(let id, let other):
      guard let place = attempts.firstIndex(where: { $0.id == id && !$0.isStoring }) else { return }
      if other.isNewer(than: attempts[place].newest) { attempts[place].newest = other }
      attempts[place].heard.insert(sender)
      if attempts[place].heard.count >= context.majority { store(place, &context) }
    case .stored(let id):
      guard let place = attempts.firstIndex(where: { $0.id == id && $0.isStoring }) else { return }
      attempts[place].heard.insert(sender)
      if attempts[place].heard.count >= context.majority { finish(place, &context) }
    }
  }

  mutating func timeout(_ id: RequestID, _ context: inout Context) {
    guard let place = attempts.firstIndex(where: { $0.id == id }) else { return }
    if attempts[place].isStoring {
      sendStore(attempts[place], &context)
    } else {
      attempts.remove(at: place)
      context.reply(.unavailable, to: id)
    }
  }

  private mutating func store(_ place: Int, _ context: inout Context) {
    if case .write(let value) = attempts[place].request {
      // This node may have stored something since it asked: the new counter must be newer than that, too.
      let counter = max(attempts[place].newest.counter, copy.counter) + 1
      attempts[place].newest = Copy(value: value, counter: counter, writer: context.id.index)
    }
    attempts[place].isStoring = true
    attempts[place].heard = [context.id]
    copy = attempts[place].newest
    sendStore(attempts[place], &context)
  }

  private func sendStore(_ attempt: Attempt, _ context: inout Context) {
    for peer in context.peers where !attempt.heard.contains(peer) {
      context.send(.store(attempt.id, attempt.newest), to: peer)
    }
    context.setTimer(attempt.id, after: timeout)
  }

  private mutating func finish(_ place: Int, _ context: inout Context) {
    let attempt = attempts.remove(at: place)
    context.cancelTimer(attempt.id)
    switch attempt.request {
    case .write: context.reply(.ok, to: attempt.id)
    case .read: context.reply(.value(attempt.newest.value), to: attempt.id)
    }
  }

  private mutating func keep(_ other: Copy) {
    if other.isNewer(than: copy) { copy = other }
  }
}
