import Atoll

/// A replica of registers that are read at some replicas and written at some.
///
/// Whoever is asked by a client first asks all replicas what they have and waits for `readQuorum` answers, its own copy
/// among them. A write then gives its value a newer version and has it stored at `writeQuorum` replicas. A read answers
/// with the newest copy that it has found; with `writesBack` it first has that copy stored at `writeQuorum` replicas, too.
///
/// Nothing is sent again, so an operation whose messages are lost stays pending.
///
/// With majorities and `writesBack` this is the register of Attiya, Bar-Noy and Dolev 1995, for several writers (Lynch
/// and Shvartsman 1997). The sizes are those of Gifford, "Weighted voting for replicated data" (1979).
public struct QuorumReplica: Node {
  /// A value with the version that says which of two copies is newer.
  public struct Copy: Hashable, Codable, Sendable, CustomStringConvertible {
    var value = "0"
    var version = LamportTimestamp(counter: 0, node: NodeID(0))

    /// The value alone.
    public var description: String { value }
  }

  /// What the replicas say to each other: the two questions of an operation and their answers.
  public enum Message: Hashable, Codable, Sendable {
    case ask(RequestID, String)
    case have(RequestID, Copy)
    case store(RequestID, String, Copy)
    case stored(RequestID)
  }

  /// An operation that this replica performs for a client.
  public struct Attempt: Hashable, Codable, Sendable {
    let request: RegisterRequest
    /// The newest copy that it has found; then the one that it has stored.
    var copy: Copy
    var isStoring = false
    /// Who has answered the question of this phase.
    var heard: NodeSet
  }

  /// What the register answers.
  public typealias Reply = RegisterReply

  let readQuorum: Int
  let writeQuorum: Int
  let writesBack: Bool
  var copies: [String: Copy] = [:]
  var attempts: [RequestID: Attempt] = [:]

  init(readQuorum: Int, writeQuorum: Int, writesBack: Bool) {
    self.readQuorum = readQuorum
    self.writeQuorum = writeQuorum
    self.writesBack = writesBack
  }

  /// The copies are on disk. What the replica was about to do for its clients is not.
  public static var stable: StableState<Self> { StableState(\.copies) }

  /// First phase: asks all replicas what they have.
  public mutating func handle(_ request: RegisterRequest, id: RequestID, _ context: inout Context) {
    attempts[id] = Attempt(request: request, copy: copy(request.key), heard: [context.id])
    context.broadcast(.ask(id, request.key))
    goOn(id, &context)
  }

  /// Answers another replica's question, or takes its answer to one of this replica's.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .ask(let id, let key):
      context.send(.have(id, copy(key)), to: sender)
    case .store(let id, let key, let copy):
      keep(copy, key)
      context.send(.stored(id), to: sender)
    case .have(let id, let copy):
      guard var attempt = attempts[id], !attempt.isStoring else { return }
      if copy.version > attempt.copy.version { attempt.copy = copy }
      attempt.heard.insert(sender)
      attempts[id] = attempt
      goOn(id, &context)
    case .stored(let id):
      guard attempts[id]?.isStoring == true else { return }
      attempts[id]?.heard.insert(sender)
      goOn(id, &context)
    }
  }

  /// Goes on to the next phase once enough replicas have answered.
  private mutating func goOn(_ id: RequestID, _ context: inout Context) {
    guard let attempt = attempts[id] else { return }
    if attempt.isStoring {
      if attempt.heard.count >= writeQuorum { finish(id, attempt, &context) }
    } else if attempt.heard.count >= readQuorum {
      if case .read = attempt.request, !writesBack {
        finish(id, attempt, &context)
      } else {
        store(id, attempt, &context)
      }
    }
  }

  /// Second phase: has the copy stored, which a write first makes newer.
  private mutating func store(_ id: RequestID, _ found: Attempt, _ context: inout Context) {
    var attempt = found
    let key = attempt.request.key
    if case .write(_, let value) = attempt.request {
      // This replica may itself have stored since it asked; its next version must not be the same one again.
      let known = max(attempt.copy.version, copy(key).version)
      attempt.copy = Copy(
        value: value, version: LamportTimestamp(counter: known.counter + 1, node: context.id))
    }
    attempt.isStoring = true
    attempt.heard = [context.id]
    keep(attempt.copy, key)
    attempts[id] = attempt
    context.broadcast(.store(id, key, attempt.copy))
    goOn(id, &context)
  }

  private mutating func finish(_ id: RequestID, _ attempt: Attempt, _ context: inout Context) {
    attempts[id] = nil
    switch attempt.request {
    case .write: context.reply(.ok, to: id)
    case .read: context.reply(.value(attempt.copy.value), to: id)
    }
  }

  private func copy(_ key: String) -> Copy { copies[key] ?? Copy() }

  private mutating func keep(_ copy: Copy, _ key: String) {
    if copy.version > self.copy(key).version { copies[key] = copy }
  }
}
