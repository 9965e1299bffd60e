/// A vector timestamp: for every node, how many of its events happened before or are this one.
///
/// An event happened before another exactly if its vector is smaller: no entry larger, one smaller. A vector clock
/// stamps *events*; a version vector, which looks the same, stamps *copies of data*.
///
/// - SeeAlso: Fidge 1988, "Timestamps in message-passing systems that preserve the partial ordering";
///   Mattern 1989, "Virtual time and global states of distributed systems".
public struct VectorTimestamp: Hashable, Codable, Sendable, CustomStringConvertible {
  /// How two timestamps stand to each other.
  public enum Order: String, Hashable, Codable, Sendable {
    /// The first happened before the second.
    case before
    /// The second happened before the first.
    case after
    /// They are the same.
    case equal
    /// Neither happened before the other.
    case concurrent
  }

  /// One counter for each node, by `NodeID.index`.
  public var counters: [Int]

  /// Makes a timestamp of counters, one for each node.
  public init(_ counters: [Int]) { self.counters = counters }

  /// The timestamp before any event of a cluster.
  public init(zero clusterSize: Int) { counters = Array(repeating: 0, count: clusterSize) }

  /// Counts one event of a node.
  public mutating func advance(_ node: NodeID) { counters[node.index] += 1 }

  /// Takes the larger of each pair of counters.
  public mutating func merge(_ other: VectorTimestamp) {
    for place in counters.indices { counters[place] = max(counters[place], other.counters[place]) }
  }

  /// How this timestamp stands to another of the same cluster.
  public func order(to other: VectorTimestamp) -> Order {
    let isSmaller = zip(counters, other.counters).contains { $0 < $1 }
    let isLarger = zip(counters, other.counters).contains { $0 > $1 }
    switch (isSmaller, isLarger) {
    case (false, false): return .equal
    case (true, false): return .before
    case (false, true): return .after
    case (true, true): return .concurrent
    }
  }

  /// The counters in brackets.
  public var description: String { "[" + counters.map(String.init).joined(separator: ", ") + "]" }
}
