import Atoll

/// What a scheduler sees before each delivery: everything.
public struct View: Hashable, Codable, Sendable {
  /// The three processes, by number.
  public let processes: [ProcessView]
  /// The messages in transit, in the order in which they were sent.
  public let messages: [PendingMessage]

  /// Makes a view.
  public init(processes: [ProcessView], messages: [PendingMessage]) {
    (self.processes, self.messages) = (processes, messages)
  }
}

/// The state of one process.
public struct ProcessView: Hashable, Codable, Sendable {
  /// The round it is in, from 1.
  public let round: Int
  /// Its estimate, 0 or 1.
  public let estimate: Int

  /// Makes a view of a process.
  public init(round: Int, estimate: Int) { (self.round, self.estimate) = (round, estimate) }
}

/// A message in transit: the estimate of its sender in a round.
public struct PendingMessage: Hashable, Codable, Sendable {
  /// Its number, by which it is chosen.
  public let id: Int
  /// The number of the sending process.
  public let from: Int
  /// The number of the receiving process.
  public let to: Int
  /// The estimate.
  public let value: Int
  /// The round that the estimate belongs to.
  public let round: Int
  /// How many messages were delivered since it was sent.
  public let age: Int

  /// Makes a view of a message.
  public init(id: Int, from: Int, to: Int, value: Int, round: Int, age: Int) {
    (self.id, self.from, self.to, self.value, self.round, self.age) = (id, from, to, value, round, age)
  }
}

/// A scheduler: it says which message is delivered next. It cannot lose, change or forge one.
public protocol AdversaryProtocol {
  /// A scheduler before the first delivery.
  init()

  /// The `id` of the message that is to be delivered next. It is asked once for each delivery.
  mutating func next(_ view: View) -> Int
}

/// One process of the protocol that is to be kept undecided: `adopt` of the lesson, to be read, not to be changed.
///
/// In each round it broadcasts its estimate and waits for *one* other process's estimate of the same round. The same value:
/// decides it. A different one: adopts it. Then comes the next round.
public struct Adopt: Node {
  /// An estimate of a round.
  public enum Message: Hashable, Codable, Sendable {
    /// The value and the round.
    case estimate(Int, round: Int)
  }

  /// The round it is in, from 1.
  public private(set) var round = 1
  /// Its estimate.
  public private(set) var estimate: Int
  /// What it has decided.
  public private(set) var decision: Int?
  private var early: [Message] = []

  /// A process with an input, 0 or 1.
  public init(input: Int) { estimate = input }

  /// Tells the others its input.
  public mutating func start(_ context: inout Context) {
    context.broadcast(.estimate(estimate, round: round))
  }

  /// Uses a message of this round, keeps one of a later round, drops one of an earlier.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    early.append(message)
    while let place = early.firstIndex(where: { [round] in $0.round == round }) {
      use(early.remove(at: place).value)
      context.broadcast(.estimate(estimate, round: round))
    }
    early.removeAll { [round] in $0.round < round }
  }

  private mutating func use(_ value: Int) {
    if value == estimate {
      decision = decision ?? value
    } else if decision == nil {
      estimate = value
    }
    round += 1
  }
}

extension Adopt.Message {
  /// The estimate.
  public var value: Int { if case .estimate(let value, _) = self { value } else { 0 } }
  /// The round that it belongs to.
  public var round: Int { if case .estimate(_, let round) = self { round } else { 0 } }
}
