/// The nodes of a system in their initial states, their names, and the links between them.
public struct Cluster<N: Node>: Sendable {
  /// The initial states, by `NodeID.index`.
  public var nodes: [N]
  /// The names, by `NodeID.index`.
  public var names: [String]
  /// What every link is like at first.
  public var link: Link
  /// The directions that are unlike the others at first. They are part of the system, not events of a run.
  public var linksApart: [LinkApart] = []

  /// One direction between two nodes, and what it is like.
  public struct LinkApart: Sendable {
    let link: Link
    let from: NodeID
    let to: NodeID

    /// Makes one.
    public init(_ link: Link, from: NodeID, to: NodeID) {
      (self.link, self.from, self.to) = (link, from, to)
    }
  }

  /// Makes a cluster of nodes with names.
  public init(_ nodes: KeyValuePairs<String, N>, link: Link = Link()) {
    self.nodes = nodes.map(\.value)
    names = nodes.map(\.key)
    self.link = link
  }

  /// Makes a cluster of `count` nodes, named `a`, `b`, `c`, ….
  public init(count: Int, link: Link = Link(), _ node: (NodeID) -> N) {
    nodes = (0..<count).map { node(NodeID($0)) }
    names = (0..<count).map(NodeID.defaultName)
    self.link = link
  }
}
