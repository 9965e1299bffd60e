/// A simulation of any node type: what the notebook needs of a run.
///
/// It is a value like `Simulation`: copying it forks the run.
public protocol Simulating: Sendable {
  /// The nodes' names, by `NodeID.index`.
  var names: [String] { get }
  /// The current tick.
  var now: Int { get }
  /// How many events the trace has.
  var eventCount: Int { get }
  /// The tick of the next event; none where nothing is left to happen.
  var nextTime: Int? { mutating get }
  /// What happened so far.
  var trace: Trace { get }
  /// What clients saw.
  var clientOperations: [ClientOperation] { get }
  /// The current configuration, in words.
  var configuration: ConfigurationText { get }
  /// The link that all pairs share, unless one is set apart.
  var link: Link { get }
  /// Which network partitions are in force, in words.
  var partitions: [String] { get }

  /// Lets the next event happen; returns false where nothing is left to happen.
  mutating func step() -> Bool
  /// Lets all events up to and including a tick happen.
  mutating func run(until tick: Int)
  /// A client at a node asks for something.
  ///
  /// - Throws: `RequestMismatch` where the node does not take such requests.
  mutating func invoke(anyRequest request: any Hashable & Sendable, at node: NodeID) throws -> RequestID
  /// Whether a client operation has been answered.
  func isAnswered(_ request: RequestID) -> Bool
  /// Whether a node is up.
  func isUp(_ node: NodeID) -> Bool
  /// Crashes a node.
  mutating func crash(_ node: NodeID)
  /// Brings a crashed node back with its stable state only.
  mutating func recover(_ node: NodeID)
  /// Whether a node is paused.
  func isPaused(_ node: NodeID) -> Bool
  /// Pauses a node.
  mutating func pause(_ node: NodeID)
  /// Lets a paused node go on.
  mutating func resume(_ node: NodeID)
  /// Splits the network into groups.
  mutating func partition(_ groups: [NodeSet])
  /// Cuts the links from one group to another.
  mutating func partition(from group: NodeSet, to other: NodeSet)
  /// Makes all links carry messages again.
  mutating func heal()
  /// Changes all links.
  mutating func setLinks(_ link: Link)
  /// Changes one direction between two nodes.
  mutating func setLink(_ link: Link, from: NodeID, to: NodeID)
  /// One direction between two nodes.
  func link(from: NodeID, to: NodeID) -> Link
  /// Lets somebody listen on the link from one node to another.
  mutating func listen(from sender: NodeID, to receiver: NodeID)
  /// What was overheard there, in words.
  func overheardWords(from sender: NodeID, to receiver: NodeID) -> [String]
  /// Takes the link out of the hands of whoever held it.
  mutating func releaseLink(from sender: NodeID, to receiver: NodeID)
}

/// A request was handed to a node that takes requests of another type: a mistake of the model's author.
public struct RequestMismatch: Error, CustomStringConvertible {
  /// What went wrong.
  public let description: String

  /// Makes an error.
  public init(description: String) { self.description = description }
}

extension Simulation: Simulating {
  /// What was overheard on the link from one node to another, in words.
  public func overheardWords(from sender: NodeID, to receiver: NodeID) -> [String] {
    overheard(from: sender, to: receiver).map(describe)
  }

  /// A client at a node asks for something, by a request of any type.
  public mutating func invoke(anyRequest request: any Hashable & Sendable, at node: NodeID) throws
    -> RequestID
  {
    guard let typed = request as? N.Request else {
      throw RequestMismatch(
        description: "a node of type \(N.self) takes \(N.Request.self), not \(type(of: request))")
    }
    return invoke(typed, at: node)
  }
}
