/// A set of nodes with one form for each value: it is iterated in order of identity, always.
///
/// Two equal `Set`s can be iterated in different orders, so a handler that walks a `Set` is not a function of its
/// state. A `NodeSet` has no such freedom: use it wherever a node collects votes, acknowledgements or suspects.
///
/// - Complexity: one bit for each node up to the largest member; membership O(1).
public struct NodeSet: Hashable, Sendable {
  /// Members 0…63. Most clusters need no more.
  private var low: UInt64 = 0
  /// Members from 64 on, 64 to a word, without trailing zero words: equal sets have equal storage.
  private var high: [UInt64] = []

  /// The empty set.
  public init() {}

  /// The set of all nodes of a cluster of `count` nodes.
  public init(all count: Int) {
    for index in 0..<count { insert(NodeID(index)) }
  }

  /// The number of members.
  public var count: Int { high.reduce(low.nonzeroBitCount) { $0 + $1.nonzeroBitCount } }

  /// Whether there is no member.
  public var isEmpty: Bool { low == 0 && high.isEmpty }

  /// Whether a node is a member.
  public func contains(_ node: NodeID) -> Bool {
    if node.index < 64 { return low & (1 << UInt64(node.index)) != 0 }
    let word = node.index / 64 - 1
    return high.indices.contains(word) && high[word] & (1 << UInt64(node.index % 64)) != 0
  }

  /// Adds a node; returns whether it was not a member before.
  @discardableResult public mutating func insert(_ node: NodeID) -> Bool {
    let isNew = !contains(node)
    if node.index < 64 {
      low |= 1 << UInt64(node.index)
    } else {
      let word = node.index / 64 - 1
      while high.count <= word { high.append(0) }
      high[word] |= 1 << UInt64(node.index % 64)
    }
    return isNew
  }

  /// Takes a node out; returns whether it was a member.
  @discardableResult public mutating func remove(_ node: NodeID) -> Bool {
    guard contains(node) else { return false }
    if node.index < 64 {
      low &= ~(1 << UInt64(node.index))
    } else {
      high[node.index / 64 - 1] &= ~(1 << UInt64(node.index % 64))
      while high.last == 0 { high.removeLast() }
    }
    return true
  }

  /// The nodes that are in this set or in the other.
  public func union(_ other: NodeSet) -> NodeSet {
    var result = self
    for node in other { result.insert(node) }
    return result
  }

  /// The nodes that are in this set and in the other.
  public func intersection(_ other: NodeSet) -> NodeSet { NodeSet(filter { other.contains($0) }) }

  /// The nodes that are in this set and not in the other.
  public func subtracting(_ other: NodeSet) -> NodeSet { NodeSet(filter { !other.contains($0) }) }

  /// Whether every member is a member of the other set.
  public func isSubset(of other: NodeSet) -> Bool { allSatisfy(other.contains) }

  /// The set of some nodes.
  public init(_ nodes: some Sequence<NodeID>) {
    for node in nodes { insert(node) }
  }
}

extension NodeSet: Sequence, ExpressibleByArrayLiteral, CustomStringConvertible, Codable {
  /// The members in order of identity.
  public struct Iterator: IteratorProtocol {
    var word: UInt64
    var rest: [UInt64]
    var base = 0

    /// The next member.
    public mutating func next() -> NodeID? {
      while word == 0 {
        guard base / 64 < rest.count else { return nil }
        word = rest[base / 64]
        base += 64
      }
      let bit = word.trailingZeroBitCount
      word &= word - 1
      return NodeID(base + bit)
    }
  }

  /// The members in order of identity.
  public func makeIterator() -> Iterator { Iterator(word: low, rest: high) }

  /// The set of the nodes named.
  public init(arrayLiteral nodes: NodeID...) { self.init(nodes) }

  /// The members in braces, in order.
  public var description: String { "{" + map(\.description).joined(separator: ", ") + "}" }

  /// Reads a list of nodes.
  public init(from decoder: any Decoder) throws { self.init(try [NodeID](from: decoder)) }

  /// Writes the members in order.
  public func encode(to encoder: any Encoder) throws { try Array(self).encode(to: encoder) }
}
