import Atoll

/// What the replicas of a chain know from the beginning.
public struct ChainRules: Hashable, Codable, Sendable, CustomStringConvertible {
  /// Who stops: the index of a replica.
  let stopping: Int?
  /// Whether the last but one takes the tail for stopped, wrongly.
  let suspects: Bool
  /// Whether every replica answers reads, not the tail only.
  let readsAnywhere: Bool

  /// `reads at the tail`.
  public var description: String { readsAnywhere ? "reads anywhere" : "reads at the tail" }
}

/// What replicas of a chain say to each other.
public enum ChainMessage: Hashable, Codable, Sendable {
  /// To the next in the chain: the write with this number.
  case update(Int, ChainUpdate)
  /// From the tail to the head: all have the writes up to this number.
  case done(Int)
  /// Its sender's last word: it has stopped.
  case stopped
}

/// A write.
public struct ChainUpdate: Hashable, Codable, Sendable, CustomStringConvertible {
  let key: String
  let value: String

  /// `x=1`.
  public var description: String { "\(key)=\(value)" }
}

/// A replica of chain replication: the head takes writes, each passes them on to the next, the tail answers reads.
///
/// A replica is fail-stop: when it stops, it does nothing any more, and all others are told. Links keep the order.
///
/// - SeeAlso: van Renesse and Schneider 2004, "Chain replication for supporting high throughput and availability".
public struct ChainReplica: Node {
  /// What it sends and receives.
  public typealias Message = ChainMessage
  /// What clients ask.
  public typealias Request = RegisterRequest
  /// What it answers.
  public typealias Reply = RegisterReply
  /// It stops; or it takes the next one for stopped.
  public enum TimerName: String, Hashable, Codable, Sendable { case stop, suspect }

  /// A client of the head that waits until all have its write.
  struct Waiting: Hashable, Codable, Sendable {
    let number: Int
    let client: RequestID
  }

  let rules: ChainRules
  /// The replicas that have not stopped, in the order of the chain; empty before the start.
  var members: NodeSet = []
  var isStopped = false
  /// All writes that it has, in order; their numbers count from 1.
  var history: [ChainUpdate] = []
  var waiting: [Waiting] = []

  /// A replica.
  init(rules: ChainRules) { self.rules = rules }

  private func isHead(_ context: Context) -> Bool { members.first { _ in true } == context.id }
  private func next(_ context: Context) -> NodeID? { members.first { $0 > context.id } }

  /// The chain is all nodes, in order of identity.
  public mutating func start(_ context: inout Context) {
    members = NodeSet(all: context.clusterSize)
    if rules.stopping == context.id.index { context.setTimer(.stop, after: 35...75) }
    if rules.suspects, context.id.index == context.clusterSize - 2 {
      context.setTimer(.suspect, after: 35...75)
    }
  }

  /// The head takes a write; the tail answers a read at once.
  public mutating func handle(_ request: RegisterRequest, id: RequestID, _ context: inout Context) {
    guard !isStopped else { return }
    switch request {
    case .write(let key, let value):
      guard isHead(context) else { return context.reply(.unavailable, to: id) }
      waiting.append(Waiting(number: history.count + 1, client: id))
      take(ChainUpdate(key: key, value: value), &context)
    case .read(let key):
      guard next(context) == nil || rules.readsAnywhere else { return context.reply(.unavailable, to: id) }
      context.reply(.value(history.last { $0.key == key }?.value ?? "0"), to: id)
    }
  }

  /// Keeps a write and passes it on; the tail tells the head.
  private mutating func take(_ update: ChainUpdate, _ context: inout Context) {
    history.append(update)
    if let next = next(context) {
      context.send(.update(history.count, update), to: next)
    } else {
      confirm(&context)
    }
  }

  /// All have what the tail has.
  private mutating func confirm(_ context: inout Context) {
    guard let head = members.first(where: { _ in true }) else { return }
    if head == context.id {
      answer(upTo: history.count, &context)
    } else {
      context.send(.done(history.count), to: head)
    }
  }

  private mutating func answer(upTo number: Int, _ context: inout Context) {
    for client in waiting where client.number <= number { context.reply(.ok, to: client.client) }
    waiting.removeAll { $0.number <= number }
  }

  /// Takes a write that it does not have yet; answers clients; closes the chain where one has stopped.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    guard !isStopped else { return }
    switch message {
    case .update(let number, let update): if number == history.count + 1 { take(update, &context) }
    case .done(let number): answer(upTo: number, &context)
    case .stopped: close(around: sender, &context)
    }
  }

  /// The one before sends all that it has to the new next one; a new tail has what all have; a new head is told.
  private mutating func close(around gone: NodeID, _ context: inout Context) {
    let wasNext = next(context) == gone
    members.remove(gone)
    guard let next = next(context) else { return confirm(&context) }
    guard wasNext else { return }
    for (place, update) in history.enumerated() { context.send(.update(place + 1, update), to: next) }
  }

  /// Stops, or takes the next one for stopped.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    switch timer {
    case .stop:
      isStopped = true
      context.broadcast(.stopped)
    case .suspect: if let next = next(context) { close(around: next, &context) }
    }
  }
}
