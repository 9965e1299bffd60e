import Atoll

/// A replicated register that stays consistent: policy `cp`.
///
/// An operation asks *every* other node what it has, then stores the newest copy at every node, and answers only when
/// all have stored it. A node that gets no answer to its question refuses. Once it has begun to store, it can neither
/// refuse nor confirm: the copy may have arrived. It goes on trying, and its client waits.
///
/// This is the register of Attiya, Bar-Noy & Dolev 1995 with several writers (Lynch & Shvartsman 1997), with "all"
/// for "a majority": with two nodes they are the same. Where a read asks all nodes it need not store what it has
/// found; where it asks a majority it must, or a later read may find something older.
///
/// `spare` says how many of the other nodes an operation need not hear of: none here, and with a majority all but a
/// majority of the nodes.
///
/// With `reads` = `own` a node answers reads from its own copy without asking. That is quicker, and it is no longer
/// that register.
public struct ConsistentRegister: Node {
  /// A value with the version that says which of two copies is newer.
  public struct Copy: Hashable, Codable, Sendable, CustomStringConvertible {
    var value = "0"
    var version = LamportTimestamp(counter: 0, node: NodeID(0))

    /// The value alone.
    public var description: String { value }
  }

  /// Where a read gets its answer from.
  public enum Reads: String, Hashable, Codable, Sendable { case all, own }

  /// What the nodes say to each other: the two questions of an operation and their answers.
  public enum Message: Hashable, Codable, Sendable {
    case ask(RequestID, String)
    case have(RequestID, Copy)
    case store(RequestID, String, Copy)
    case stored(RequestID)
  }

  /// An operation that this node performs for a client.
  public struct Attempt: Hashable, Codable, Sendable {
    enum Phase: Hashable, Codable { case asking, storing }
    let id: RequestID
    let request: RegisterRequest
    var phase = Phase.asking
    var newest: Copy
    var waitsFor: NodeSet
  }

  /// What the register answers.
  public typealias Reply = RegisterReply

  /// How long a node waits for the others, in ticks.
  let timeout: Int
  let reads: Reads
  /// How many of the other nodes an operation does not wait for.
  let spare: Int
  var copies: [String: Copy] = [:]
  var attempts: [Attempt] = []

  /// A node that holds nothing yet.
  public init(timeout: Int, reads: Reads, spare: Int = 0) {
    self.timeout = timeout
    self.reads = reads
    self.spare = spare
  }

  /// The copies are on disk. What the node was about to do is not.
  public static var stable: StableState<Self> { StableState(\.copies) }

  /// Asks every other node what it has.
  public mutating func handle(_ request: RegisterRequest, id: RequestID, _ context: inout Context) {
    let own = copies[request.key, default: Copy()]
    if reads == .own, case .read = request { return context.reply(.value(own.value), to: id) }
    attempts.append(Attempt(id: id, request: request, newest: own, waitsFor: NodeSet(context.peers)))
    context.broadcast(.ask(id, request.key))
    context.setTimer(id, after: timeout)
    goOn(attempts.count - 1, &context)
  }

  /// Answers another node's question, or takes its answer to one of this node's.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .ask(let id, let key):
      context.send(.have(id, copies[key, default: Copy()]), to: sender)
    case .store(let id, let key, let copy):
      keep(copy, key)
      context.send(.stored(id), to: sender)
    case .have(let id, let copy):
      guard let place = waiting(id, .asking) else { return }
      if copy.version > attempts[place].newest.version { attempts[place].newest = copy }
      attempts[place].waitsFor.remove(sender)
      goOn(place, &context)
    case .stored(let id):
      guard let place = waiting(id, .storing) else { return }
      attempts[place].waitsFor.remove(sender)
      goOn(place, &context)
    }
  }

  /// An operation has had no answer for too long: refuse while that is still true, or else go on trying.
  public mutating func timeout(_ id: RequestID, _ context: inout Context) {
    guard
      let place = attempts.firstIndex(where: { $0.id == id })
    else { return }
    switch attempts[place].phase {
    case .asking:  // nothing was written anywhere: safe to refuse
      attempts.remove(at: place)
      context.reply(.unavailable, to: id)
    case .storing:  // some node may have it: neither yes nor no would be true
      sendStore(place, &context)
    }
  }

  /// Goes on to the next phase when enough of the others have been heard.
  private mutating func goOn(_ place: Int, _ context: inout Context) {
    guard attempts[place].waitsFor.count <= spare else { return }
    switch attempts[place].phase {
    case .asking: store(place, &context)
    case .storing: finish(place, &context)
    }
  }

  private mutating func store(_ place: Int, _ context: inout Context) {
    if case .write(let key, let value) = attempts[place].request {
      // This node may itself have stored since it asked; its next version must not be the same one again.
      let known = max(attempts[place].newest.version, copies[key, default: Copy()].version)
      let version = LamportTimestamp(counter: known.counter + 1, node: context.id)
      attempts[place].newest = Copy(value: value, version: version)
    }
    attempts[place].phase = .storing
    attempts[place].waitsFor = NodeSet(context.peers)
    keep(attempts[place].newest, attempts[place].request.key)
    sendStore(place, &context)
    goOn(place, &context)
  }

  private func sendStore(_ place: Int, _ context: inout Context) {
    let attempt = attempts[place]
    for peer in attempt.waitsFor {
      context.send(.store(attempt.id, attempt.request.key, attempt.newest), to: peer)
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

  private mutating func keep(_ copy: Copy, _ key: String) {
    if copy.version > copies[key, default: Copy()].version { copies[key] = copy }
  }

  private func waiting(_ id: RequestID, _ phase: Attempt.Phase) -> Int? {
    attempts.firstIndex { $0.id == id && $0.phase == phase }
  }
}
