/// How two vector timestamps relate, and with them the events that they belong to.
public enum CausalOrder: String, Codable, Sendable {
  /// The first event happened before the second.
  case before
  /// The second event happened before the first.
  case after
  /// They are the timestamp of the same event.
  case equal
  /// Neither event happened before the other.
  case concurrent
}

/// One node's vector clock: entry `i` of its timestamp counts the events of node `i` that this node knows of.
public protocol VectorClockProtocol {
  /// The clock of node number `node`, of `nodes` nodes numbered from 0, before its first event.
  init(node: Int, nodes: Int)

  /// The timestamp of the node's latest event: one entry for each node.
  var timestamp: [Int] { get }

  /// An event that no other node sees.
  mutating func localEvent()

  /// The event of sending a message; returns the timestamp that the message carries.
  mutating func send() -> [Int]

  /// The event of receiving a message that carries this timestamp.
  mutating func receive(_ carried: [Int])

  /// How the events of two timestamps relate.
  static func compare(_ first: [Int], _ second: [Int]) -> CausalOrder
}
