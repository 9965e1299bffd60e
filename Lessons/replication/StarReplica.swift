import Atoll

/// What a primary and its backups say to each other.
public enum StarMessage: Hashable, Codable, Sendable {
  /// To each backup: the write with this number.
  case copy(Int, ChainUpdate)
  /// From a backup: I have it.
  case copied(Int)
}

/// Synchronous primary-backup replication without failures, to hold a chain against: node a sends each write to all
/// others at once, and answers when all have it. It answers reads, too.
public struct StarReplica: Node {
  /// What it sends and receives.
  public typealias Message = StarMessage
  /// What clients ask.
  public typealias Request = RegisterRequest
  /// What it answers.
  public typealias Reply = RegisterReply

  /// A client of the primary that waits until all backups have its write.
  struct Waiting: Hashable, Codable, Sendable {
    let number: Int
    let client: RequestID
    var copies = 1
  }

  var history: [ChainUpdate] = []
  var waiting: [Waiting] = []

  /// The primary takes writes and answers reads.
  public mutating func handle(_ request: RegisterRequest, id: RequestID, _ context: inout Context) {
    guard context.id.index == 0 else { return context.reply(.unavailable, to: id) }
    switch request {
    case .write(let key, let value):
      history.append(ChainUpdate(key: key, value: value))
      waiting.append(Waiting(number: history.count, client: id))
      context.broadcast(.copy(history.count, ChainUpdate(key: key, value: value)))
    case .read(let key): context.reply(.value(history.last { $0.key == key }?.value ?? "0"), to: id)
    }
  }

  /// A backup confirms; the primary counts.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .copy(let number, let update):
      history.append(update)
      context.send(.copied(number), to: sender)
    case .copied(let number):
      guard let place = waiting.firstIndex(where: { $0.number == number }) else { return }
      waiting[place].copies += 1
      if waiting[place].copies == context.clusterSize {
        context.reply(.ok, to: waiting.remove(at: place).client)
      }
    }
  }
}
