import Atoll

/// What a client can ask of a replica of some data.
public enum CRDTRequest: Hashable, Codable, Sendable, CustomStringConvertible {
  case update(CRDTOperation)
  case read
  /// Tell the other replicas what you hold, once more.
  case tell

  /// The request as it is typed, without the node.
  public var description: String {
    switch self {
    case .update(let operation): operation.description
    case .read: "read"
    case .tell: "tell"
    }
  }
}

/// What a replica answers.
public enum CRDTReply: Hashable, Codable, Sendable, CustomStringConvertible {
  case ok
  case value(String)
  /// This data has no such operation.
  case refused

  /// The reply as a client reads it.
  public var description: String {
    switch self {
    case .ok: "ok"
    case .value(let shown): shown
    case .refused: "refused"
    }
  }
}

/// An update, and which updates its replica had heard of when it was made.
///
/// Replicas pass this on beside the data, for whoever judges a run; the data do not need it.
public struct HeardUpdate: Hashable, Codable, Sendable, CustomStringConvertible {
  let dot: Dot
  let operation: CRDTOperation
  let after: [Dot]

  /// The update's name.
  public var description: String { "\(dot)" }

  /// What updates come to: the increments less the decrements, or the elements of which an addition is in no removal's past.
  static func total(_ updates: [HeardUpdate], asSet: Bool) -> String {
    guard asSet else {
      return "\(updates.count { $0.operation == .increment } - updates.count { $0.operation == .decrement })"
    }
    var elements: [String] = []
    for update in updates {
      guard case .add(let element) = update.operation, !elements.contains(element) else { continue }
      let isRemoved = updates.contains { $0.operation == .remove(element) && $0.after.contains(update.dot) }
      if !isRemoved { elements.append(element) }
    }
    return "{" + elements.sorted().joined(separator: " ") + "}"
  }
}

/// A replica of some data: it answers at once, and sends its whole copy to the others after each update.
public struct CRDTReplica<Data: ReplicatedData>: Node {
  /// What replicas send each other: a copy, and the updates in it.
  public struct Message: Hashable, Codable, Sendable, CustomStringConvertible {
    let data: Data
    let heard: [HeardUpdate]

    /// What the copy shows, and the updates in it.
    public var description: String { "\(data.shown) of \(heard.map(\.description).joined(separator: " "))" }
  }

  /// What a client can ask.
  public typealias Request = CRDTRequest
  /// What is answered.
  public typealias Reply = CRDTReply

  var data = Data()
  /// The updates that this copy comes from, in the order of their names.
  var heard: [HeardUpdate] = []

  /// A copy without updates.
  public init() {}

  /// Everything is on disk.
  public static var stable: StableState<Self> { .everything }

  /// A replica that comes back waits for the next update.
  public mutating func recover(_ context: inout Context) {}

  /// Answers at once, from its own copy.
  public mutating func handle(_ request: CRDTRequest, id: RequestID, _ context: inout Context) {
    switch request {
    case .read: context.reply(.value(data.shown), to: id)
    case .update(let operation):
      let dot = Dot(node: context.id, number: heard.count { $0.dot.node == context.id } + 1)
      guard data.update(operation, dot) else { return context.reply(.refused, to: id) }
      hear([HeardUpdate(dot: dot, operation: operation, after: heard.map(\.dot))])
      context.broadcast(Message(data: data, heard: heard))
      context.reply(.ok, to: id)
    case .tell:
      context.broadcast(Message(data: data, heard: heard))
      context.reply(.ok, to: id)
    }
  }

  /// Merges another copy into its own.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    data.merge(message.data)
    hear(message.heard)
  }

  private mutating func hear(_ updates: [HeardUpdate]) {
    heard = (heard + updates.filter { !heard.contains($0) }).sorted { $0.dot < $1.dot }
  }
}
