/// What to explore: a system, what its network and its surroundings may do, and which properties are asked.
///
/// Exploration lets *every* enabled event happen next: it has no clock. A message may arrive at any moment, a timer
/// may run out at any moment after it was set, a client may ask at any moment after its last answer.
public struct ExplorationProblem<N: Node>: Sendable {
  /// The system.
  public var cluster: Cluster<N>
  /// What the network does with messages.
  public var network: NetworkSemantics
  /// Which faults may happen, and how often.
  public var faults: FaultBounds
  /// What each node's client asks, one after another; the next only after the answer to the one before.
  public var clients: [NodeID: [N.Request]]
  /// What is asked.
  public var properties: [Property<N>]
  /// How to look at a protocol with rounds modulo a shift of them; none where it has no rounds.
  public var rounds: RoundQuotient<N>?
  /// Which nodes are interchangeable; used where an exploration is asked to.
  public var symmetry: Symmetry<N>?

  /// Makes a problem.
  public init(
    _ cluster: Cluster<N>, network: NetworkSemantics = .unordered, faults: FaultBounds = FaultBounds(),
    clients: [NodeID: [N.Request]] = [:], properties: [Property<N>],
    symmetry: Symmetry<N>? = nil
  ) {
    self.cluster = cluster
    self.network = network
    self.faults = faults
    self.clients = clients
    self.properties = properties
    self.symmetry = symmetry
  }
}

/// What the network of an exploration does with messages that are in transit.
public enum NetworkSemantics: String, Hashable, Codable, Sendable, CaseIterable {
  /// Each message arrives once, in any order.
  case unordered
  /// Each message arrives once; on each link in the order in which they were sent.
  case ordered
  /// A message that was sent stays in transit for ever and may arrive again and again: a set that only grows, as in
  /// many TLA+ models. Sending it again changes nothing.
  case duplicating
}

/// Which faults may happen during an exploration, and how often at most.
public struct FaultBounds: Hashable, Codable, Sendable {
  /// How many messages the network may lose.
  public var drops: Int
  /// How many times a node may crash.
  public var crashes: Int
  /// How many times a crashed node may come back.
  public var recoveries: Int

  /// Makes bounds; without arguments nothing fails.
  public init(drops: Int = 0, crashes: Int = 0, recoveries: Int = 0) {
    self.drops = drops
    self.crashes = crashes
    self.recoveries = recoveries
  }
}

/// A problem for nodes of any type: what a model hands to the explorer.
public protocol Explorable: Sendable {
  /// The type of the nodes.
  associatedtype Explored: Node
  /// The problem itself.
  var problem: ExplorationProblem<Explored> { get set }
}

extension ExplorationProblem: Explorable {
  /// The problem itself.
  public var problem: ExplorationProblem<N> {
    get { self }
    set { self = newValue }
  }
}
