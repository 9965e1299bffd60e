/// A Lamport timestamp: a counter and, to break ties, the node.
///
/// If an event happened before another, its timestamp is smaller. The converse need not hold: of two concurrent events
/// one has the smaller timestamp all the same. The order on timestamps is total.
///
/// - SeeAlso: Lamport 1978, "Time, clocks, and the ordering of events in a distributed system".
public struct LamportTimestamp: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
  /// The counter, from 1 for a node's first event.
  public var counter: Int
  /// The node at which the event happened.
  public var node: NodeID

  /// Makes a timestamp.
  public init(counter: Int, node: NodeID) {
    self.counter = counter
    self.node = node
  }

  /// The smaller counter comes first; with equal counters, the smaller node.
  public static func < (a: LamportTimestamp, b: LamportTimestamp) -> Bool {
    (a.counter, a.node) < (b.counter, b.node)
  }

  /// The counter at the node.
  public var description: String { "\(counter)@\(node)" }
}
