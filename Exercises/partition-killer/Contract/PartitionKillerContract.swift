import Atoll

/// What you can do next. There are two nodes, 0 (`a`) and 1 (`b`).
public enum Action: Hashable, Codable, Sendable {
  /// Cut the network: from now on every message between the nodes is lost.
  case cut
  /// Make it whole again.
  case heal
  /// A client at a node asks it to write 1. The register holds 0 at first.
  case write(at: Int)
  /// A client at a node asks it for the value.
  case read(at: Int)
  /// Let some ticks pass, 1 to 10000.
  case wait(Int)
  /// This run is over.
  case end
}

/// What a client has been told.
public enum Answer: Hashable, Codable, Sendable {
  /// The write is done.
  case ok
  /// The value, 0 or 1.
  case value(Int)
  /// Refused: nothing was done. A refusal is no answer of a register.
  case refused
}

/// One request of a client, as you see it.
public struct OperationView: Hashable, Codable, Sendable {
  /// The node that was asked.
  public let node: Int
  /// Whether it was asked to write.
  public let isWrite: Bool
  /// The tick at which it was asked.
  public let askedAt: Int
  /// What the client was told; none as long as it waits.
  public let answer: Answer?

  /// Makes a view of an operation.
  public init(node: Int, isWrite: Bool, askedAt: Int, answer: Answer?) {
    (self.node, self.isWrite, self.askedAt, self.answer) = (node, isWrite, askedAt, answer)
  }
}

/// What you see before each action: what clients see. The nodes' insides are their own affair.
public struct View: Hashable, Codable, Sendable {
  /// 1 or 2: in the second run the nodes begin anew, with no memory of the first.
  public let run: Int
  /// The tick, from 0 in each run.
  public let now: Int
  /// Whether the network is cut.
  public let isCut: Bool
  /// The requests of this run, in the order in which they were made.
  public let operations: [OperationView]

  /// Makes a view.
  public init(run: Int, now: Int, isCut: Bool, operations: [OperationView]) {
    (self.run, self.now, self.isCut, self.operations) = (run, now, isCut, operations)
  }
}

/// The network and the clients of a protocol that claims to be linearizable and available.
public protocol PartitionKillerProtocol {
  /// Before the first run against a protocol.
  init()

  /// What to do next. It is asked again after each action, until it says `end`; then the next run begins.
  mutating func next(_ view: View) -> Action
}

/// Five of the protocols, to be read, not to be changed: they differ in what a node does when the other one is silent.
public struct Suspect: Node {
  /// What it does.
  public enum Habit: String, Hashable, Codable, Sendable, CaseIterable {
    /// Never asks: answers from its own copy at once, and tells the other one afterwards.
    case ownCopy
    /// Asks the other one, and refuses after 40 ticks of silence.
    case refuse
    /// Asks the other one, and waits for as long as it takes.
    case waitForEver
    /// Asks the other one, and after 40 ticks of silence answers from its own copy.
    case hope
    /// Like `hope`; but a read answers 1 then: who is cut off has probably missed a write.
    case guess
  }

  /// What the nodes say to each other.
  public enum Message: Hashable, Codable, Sendable {
    /// Take in this value. What do you hold then?
    case ask(RequestID, Int)
    /// I hold this.
    case hold(RequestID, Int)
  }

  /// What a client asks.
  public enum Request: Hashable, Codable, Sendable {
    /// Write 1.
    case write
    /// Read.
    case read
  }

  /// What it is told.
  public typealias Reply = Answer

  let habit: Habit
  var value = 0
  var reads: [RequestID] = []
  var writes: [RequestID] = []

  /// A node that holds 0.
  public init(_ habit: Habit) { self.habit = habit }

  /// A client asks.
  public mutating func handle(_ request: Request, id: RequestID, _ context: inout Context) {
    if request == .write, habit != .refuse { value = 1 }
    if habit == .ownCopy {
      context.reply(request == .write ? .ok : .value(value), to: id)
    } else {
      if request == .write { writes.append(id) } else { reads.append(id) }
      if habit != .waitForEver { context.setTimer(id, after: 40) }
    }
    context.broadcast(.ask(id, request == .write ? 1 : value))
  }

  /// The other one asks, or answers.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .ask(let id, let other):
      value = max(value, other)
      context.send(.hold(id, value), to: sender)
    case .hold(let id, let other):
      value = max(value, other)
      finish(id, isSilent: false, &context)
    }
  }

  /// The other one is silent.
  public mutating func timeout(_ id: RequestID, _ context: inout Context) {
    finish(id, isSilent: true, &context)
  }

  private mutating func finish(_ id: RequestID, isSilent: Bool, _ context: inout Context) {
    guard writes.contains(id) || reads.contains(id) else { return }
    let isWrite = writes.contains(id)
    writes.removeAll { $0 == id }
    reads.removeAll { $0 == id }
    context.cancelTimer(id)
    if isSilent, habit == .refuse { return context.reply(.refused, to: id) }
    context.reply(isWrite ? .ok : .value(isSilent && habit == .guess ? 1 : value), to: id)
  }
}
