/// A value for each of some nodes, iterated in order of identity, always.
///
/// As with `NodeSet`: a handler that walks a `Dictionary` is not a function of its state; one that walks a
/// `NodeMap` is.
///
/// - Complexity: look-up O(log n), insertion O(n), for n nodes with a value.
public struct NodeMap<Value> {
  private var nodes: [NodeID] = []
  private var entries: [Value] = []

  /// The empty map.
  public init() {}

  /// The nodes that have a value, in order.
  public var keys: [NodeID] { nodes }

  /// The values, in the order of their nodes.
  public var values: [Value] { entries }

  /// The number of nodes that have a value.
  public var count: Int { nodes.count }

  /// Whether no node has a value.
  public var isEmpty: Bool { nodes.isEmpty }

  /// The value of a node; assigning none takes it out.
  public subscript(node: NodeID) -> Value? {
    get {
      let place = place(of: node)
      return place < nodes.count && nodes[place] == node ? entries[place] : nil
    }
    set {
      let place = place(of: node)
      let isPresent = place < nodes.count && nodes[place] == node
      switch (isPresent, newValue) {
      case (true, let value?): entries[place] = value
      case (true, nil):
        nodes.remove(at: place)
        entries.remove(at: place)
      case (false, let value?):
        nodes.insert(node, at: place)
        entries.insert(value, at: place)
      case (false, nil): break
      }
    }
  }

  /// The value of a node, or the default where it has none.
  public subscript(node: NodeID, default fallback: @autoclosure () -> Value) -> Value {
    get { self[node] ?? fallback() }
    set { self[node] = newValue }
  }

  /// The first place whose node is not before the given one.
  private func place(of node: NodeID) -> Int {
    var low = 0
    var high = nodes.count
    while low < high {
      let middle = (low + high) / 2
      if nodes[middle] < node { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension NodeMap: Sequence {
  /// The nodes with their values, in order.
  public func makeIterator() -> Zip2Sequence<[NodeID], [Value]>.Iterator {
    zip(nodes, entries).makeIterator()
  }
}

extension NodeMap: ExpressibleByDictionaryLiteral {
  /// The map of the given nodes; of two values for one node the later counts.
  public init(dictionaryLiteral pairs: (NodeID, Value)...) {
    for (node, value) in pairs { self[node] = value }
  }
}

extension NodeMap: Equatable where Value: Equatable {}
extension NodeMap: Hashable where Value: Hashable {}
extension NodeMap: Sendable where Value: Sendable {}

private enum NodeMapKey: CodingKey { case nodes, entries }

extension NodeMap: Encodable where Value: Encodable {
  /// Writes the nodes and their values, in order.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: NodeMapKey.self)
    try container.encode(nodes, forKey: .nodes)
    try container.encode(entries, forKey: .entries)
  }
}

extension NodeMap: Decodable where Value: Decodable {
  /// Reads a map as it was written.
  ///
  /// - Throws: `DecodingError` where the nodes are not in order or the values are not as many: such a map would break
  ///   every look-up.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: NodeMapKey.self)
    nodes = try container.decode([NodeID].self, forKey: .nodes)
    entries = try container.decode([Value].self, forKey: .entries)
    guard nodes.count == entries.count, zip(nodes, nodes.dropFirst()).allSatisfy(<) else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath, debugDescription: "a map's nodes are in order, each with a value"))
    }
  }
}
