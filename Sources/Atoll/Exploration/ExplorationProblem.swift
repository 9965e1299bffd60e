/// What to explore: a system, what its network and its surroundings may do, and which properties are asked.
///
/// Exploration lets *every* enabled event happen next. A message may arrive at any moment, a client may ask at any
/// moment after its last answer, and a timer may run out at any moment after it was set, unless `timers` says otherwise.
public struct ExplorationProblem<N: Node>: Sendable {
  /// The system.
  public var cluster: Cluster<N>
  /// What the network does with messages.
  public var network: NetworkSemantics
  /// Which faults may happen, and how often.
  public var faults: FaultBounds
  /// When timers run out.
  public var timers = TimerSemantics.anyMoment
  /// The ways in which the network may split, each by the nodes of one of its two sides; all ways where none is named.
  public var cuts: [NodeSet] = []
  /// The messages that may be forged.
  public var forgeries: [Forgery<N>] = []
  /// The nodes that are Byzantine: instead of running its code, such a node sends those messages of `forgeries` that
  /// name it as their sender, each at any moment and again and again. What it receives is lost. No property of single
  /// nodes is asked of it.
  public var byzantine: NodeSet = []
  /// What each node's client asks, one after another; the next only after the answer to the one before.
  public var clients: [NodeID: [N.Request]]
  /// What is asked.
  public var properties: [Property<N>]
  /// How to look at a protocol with rounds modulo a shift of them; none where it has no rounds.
  public var rounds: RoundQuotient<N>?
  /// Which nodes are interchangeable; used where an exploration is asked to.
  public var symmetry: Symmetry<N>?
  /// Whether a node takes no more part because the *model* ends here, and not the protocol: after so many rounds of a
  /// protocol whose rounds have no end. That nothing more is decided there is not held against the protocol.
  public var isCutShort: (@Sendable (N) -> Bool)?

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

/// When the timers of an exploration run out.
public enum TimerSemantics: String, Hashable, Codable, Sendable, CaseIterable {
  /// A timer may run out at any moment after it was set: nothing is known of the speed of clocks and nodes.
  case anyMoment = "any"
  /// Timers run out in the order of their times. Time passes only when a timer runs out: then all others have so much
  /// less left. Messages arrive, and clients ask, at those moments, so what they set going counts from there.
  ///
  /// Every run that is looked at could really happen: a violation is one. Runs in which something happens *between* two
  /// time-outs are looked at only as far as they come to the same.
  case inOrder = "in-order"
}

/// A message that somebody else may forge, or that a Byzantine node may send.
public struct Forgery<N: Node>: Hashable, Sendable {
  /// What arrives.
  public var message: N.Message
  /// From whom it seems to come.
  public var sender: NodeID
  /// To whom it goes.
  public var destination: NodeID

  /// Makes an entry of the alphabet of forged messages.
  public init(_ message: N.Message, from sender: NodeID, to destination: NodeID) {
    self.message = message
    self.sender = sender
    self.destination = destination
  }
}

/// Which faults may happen during an exploration, and how often at most.
public struct FaultBounds: Hashable, Codable, Sendable {
  /// How many messages the network may lose.
  public var drops: Int
  /// How many times a node may crash.
  public var crashes: Int
  /// How many times a crashed node may come back.
  public var recoveries: Int
  /// How many times the network may split into two sides. It may heal at any moment, and splits only while it is whole.
  ///
  /// While it is split, what is sent across is lost, and what was in transit across may get lost, or arrive after the
  /// network has healed: as in a simulation, where a message that would arrive meanwhile is lost.
  public var partitions: Int
  /// How many messages may be forged, of the problem's `forgeries`.
  public var forgeries: Int

  /// Makes bounds; without arguments nothing fails.
  public init(
    drops: Int = 0, crashes: Int = 0, recoveries: Int = 0, partitions: Int = 0, forgeries: Int = 0
  ) {
    self.drops = drops
    self.crashes = crashes
    self.recoveries = recoveries
    self.partitions = partitions
    self.forgeries = forgeries
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
