/// The identity of one node of a cluster: its place in the cluster's order of nodes, counted from 0.
///
/// A `NodeID` carries no name. A cluster gives each node one; texts about a run show the names. Without a
/// cluster at hand, the first 26 nodes are `a` … `z` and the others `n26`, `n27`, ….
@frozen public struct NodeID: Hashable, Comparable, Codable, Sendable {
  /// The place in the cluster, from 0.
  public let index: Int

  /// Makes the identity of the node at a place in the cluster's order.
  @inlinable public init(_ index: Int) { self.index = index }

  /// Orders identities by their place. Algorithms that break ties by identity use this order.
  @inlinable public static func < (a: NodeID, b: NodeID) -> Bool { a.index < b.index }

  /// Reads the identity from a single number.
  public init(from decoder: any Decoder) throws {
    index = try decoder.singleValueContainer().decode(Int.self)
  }

  /// Writes the identity as a single number.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(index)
  }
}

extension NodeID: CustomStringConvertible {
  /// The name that a node has when its cluster gives none.
  public var description: String { NodeID.defaultName(index) }

  /// `a` … `z` for the first 26 places, then `n26`, `n27`, ….
  public static func defaultName(_ index: Int) -> String {
    guard (0..<26).contains(index) else { return "n\(index)" }
    return String(UnicodeScalar(UInt8(ascii: "a") + UInt8(index)))
  }
}

extension NodeID: CodingKeyRepresentable {
  /// The key under which a dictionary keyed by nodes is written.
  public var codingKey: any CodingKey { Key(intValue: index) }

  /// Reads an identity that was written as a key.
  public init?<T: CodingKey>(codingKey: T) {
    guard let index = codingKey.intValue ?? Int(codingKey.stringValue) else { return nil }
    self.init(index)
  }

  private struct Key: CodingKey {
    let index: Int
    var stringValue: String { String(index) }
    var intValue: Int? { index }
    init(intValue: Int) { index = intValue }
    init?(stringValue: String) {
      guard let index = Int(stringValue) else { return nil }
      self.index = index
    }
  }
}
