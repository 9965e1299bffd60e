/// A Lamport timestamp: the time of an event and the node at which it happened.
public struct Timestamp: Hashable, Codable, Sendable, CustomStringConvertible {
  /// Larger for events that happened later, as far as anyone can tell.
  public var time: Int
  /// The number of the node.
  public var node: Int

  /// Makes a timestamp.
  public init(time: Int, node: Int) {
    self.time = time
    self.node = node
  }

  /// For messages: `(time 3, node 1)`.
  public var description: String { "(time \(time), node \(node))" }
}

/// One node's Lamport clock.
public protocol LamportClockProtocol {
  /// The clock of node number `node` before its first event.
  init(node: Int)

  /// The time of the node's latest event, 0 before the first.
  var time: Int { get }

  /// An event that no other node sees; returns its timestamp.
  mutating func localEvent() -> Timestamp

  /// The event of sending a message; returns its timestamp, which the message carries.
  mutating func send() -> Timestamp

  /// The event of receiving a message that carries this timestamp; returns the timestamp of the receiving.
  mutating func receive(_ carried: Timestamp) -> Timestamp

  /// Whether the first timestamp comes before the second in the total order of all events.
  static func precedes(_ first: Timestamp, _ second: Timestamp) -> Bool
}
