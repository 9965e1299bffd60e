import Atoll

/// What a client can ask of its session: an operation, and at which replica.
public struct SessionRequest: Hashable, Codable, Sendable, CustomStringConvertible {
  let operation: RegisterRequest
  let replica: NodeID

  /// The operation alone; which replica it went to is seen in the messages.
  public var description: String { operation.description }
}

/// One write: its value, and where and when it was taken in.
public struct SessionWrite: Hashable, Codable, Sendable, CustomStringConvertible {
  let key: String
  let value: String
  /// Which of two writes to a key is newer; a replica's next number is higher than all that it knows.
  let stamp: LamportTimestamp
  /// The how-manieth write it is of those that its replica took in.
  let number: Int

  /// `x=1`.
  public var description: String { "\(key)=\(value)" }
}

/// What sessions and replicas say to each other. A *need* says how many writes of each replica an answer has to know.
public enum SessionMessage: Hashable, Codable, Sendable {
  /// Session to replica: perform this, once you know all of the need.
  case perform(RequestID, RegisterRequest, need: [Int])
  /// The answer, and how many writes of each replica it knew.
  case done(RequestID, RegisterReply, knew: [Int])
  /// Replica to replica: all that I know.
  case update([SessionWrite])
}

/// A replica that takes writes, and tells the others of them some ticks later.
///
/// It tells *all* that it knows. So who knows a write also knows what its replica knew when it took the write in: this
/// is what the session guarantees about writes rest on (Terry and others 1994).
public struct SessionReplica: Node {
  /// What it sends and receives.
  public typealias Message = SessionMessage
  /// Requests go to sessions.
  public typealias Request = SessionRequest
  /// What a register answers.
  public typealias Reply = RegisterReply
  /// When it tells the others.
  public enum TimerName: Hashable, Codable, Sendable { case tell }

  /// An operation that waits until this replica knows enough.
  public struct Waiting: Hashable, Codable, Sendable {
    let id: RequestID
    let request: RegisterRequest
    let need: [Int]
    let session: NodeID
  }

  let replicas: Int
  /// How many ticks pass before it tells the others.
  let lag: Int
  var writes: [SessionWrite] = []
  var waiting: [Waiting] = []

  init(replicas: Int, lag: Int) {
    self.replicas = replicas
    self.lag = lag
  }

  /// Clients ask their sessions, not a replica.
  public mutating func handle(_ request: SessionRequest, id: RequestID, _ context: inout Context) {
    context.reply(.unavailable, to: id)
  }

  /// Performs an operation, now or when it knows enough; takes in what another replica knows.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .perform(let id, let request, let need):
      waiting.append(Waiting(id: id, request: request, need: need, session: sender))
    case .update(let others): writes += others.filter { !writes.contains($0) }
    case .done: break
    }
    while let next = waiting.firstIndex(where: { knows($0.need) }) {
      perform(waiting.remove(at: next), &context)
    }
  }

  /// Tells the other replicas all that it knows.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    for replica in 0..<replicas where replica != context.id.index {
      context.send(.update(writes), to: NodeID(replica))
    }
  }

  /// How many writes of each replica it knows.
  private var known: [Int] {
    (0..<replicas).map { replica in writes.filter { $0.stamp.node.index == replica }.map(\.number).max() ?? 0
    }
  }

  private func knows(_ need: [Int]) -> Bool { zip(known, need).allSatisfy { $0 >= $1 } }

  private mutating func perform(_ next: Waiting, _ context: inout Context) {
    switch next.request {
    case .read(let key):
      let newest = writes.filter { $0.key == key }.max { $0.stamp < $1.stamp }
      context.send(.done(next.id, .value(newest?.value ?? "0"), knew: known), to: next.session)
    case .write(let key, let value):
      let counter = (writes.map(\.stamp.counter).max() ?? 0) + 1
      writes.append(
        SessionWrite(
          key: key, value: value, stamp: LamportTimestamp(counter: counter, node: context.id),
          number: known[context.id.index] + 1))
      context.setTimer(.tell, after: lag)
      context.send(.done(next.id, .ok, knew: known), to: next.session)
    }
  }
}
