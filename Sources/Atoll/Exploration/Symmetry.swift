/// Which nodes of a system are interchangeable, and how their identities are renamed in states and messages.
///
/// Exploration can then visit one configuration of each orbit: of all those that differ only in which of the nodes is
/// which. It does not find out by itself whether nodes are interchangeable. That takes more than equal code: no node may
/// break ties by identity, and no property may speak of one of the nodes. Timers' names, requests and replies must hold
/// no identity.
public struct Symmetry<N: Node>: Sendable {
  /// The nodes that are interchangeable.
  public let nodes: [NodeID]
  package let renameNode: @Sendable (N, Renaming) -> N
  package let renameMessage: @Sendable (N.Message, Renaming) -> N.Message

  /// Declares nodes interchangeable.
  ///
  /// - Parameters:
  ///   - node: a node's state with every identity in it renamed.
  ///   - message: a message with every identity in it renamed; messages hold none unless said.
  public init(
    of nodes: [NodeID], node: @escaping @Sendable (N, Renaming) -> N,
    message: @escaping @Sendable (N.Message, Renaming) -> N.Message = { message, _ in message }
  ) {
    self.nodes = nodes.sorted()
    renameNode = node
    renameMessage = message
  }
}

/// Two nodes take each other's identity.
public struct Renaming: Hashable, Sendable {
  let first: NodeID
  let second: NodeID

  package init(_ first: NodeID, _ second: NodeID) { (self.first, self.second) = (first, second) }

  /// The new identity of a node.
  public func callAsFunction(_ node: NodeID) -> NodeID {
    node == first ? second : node == second ? first : node
  }

  /// The set of the renamed members.
  public func callAsFunction(_ nodes: NodeSet) -> NodeSet { NodeSet(nodes.map { self($0) }) }

  /// The values under their nodes' new identities; identities in the values stay.
  public func callAsFunction<Value>(_ map: NodeMap<Value>) -> NodeMap<Value> {
    var renamed = NodeMap<Value>()
    for (node, value) in map { renamed[self(node)] = value }
    return renamed
  }
}
