import Atoll

/// One machine of this lesson's systems: somebody who asks, somebody who serves, somebody who sends on.
///
/// A node has one of the roles; each role has a file of its own. `RequestSource` stands for all clients of a service,
/// `Station` for a server with a waiting line, `BalancerRole` for what stands between the two, `TierMachine` for a machine
/// that carries some of the layers, `ThreadServer` for a server of which one looks at the threads, `ReplicaFront` for what keeps
/// copies alike.
public struct ServiceNode: Node {
  /// What the nodes say to each other.
  public enum Message: Hashable, Codable, Sendable {
    /// Somebody wants something.
    case request(Ticket)
    /// It is done.
    case reply(Ticket)
    /// It will not be done.
    case refusal(Ticket)
    /// A health check, and its answer.
    case ping
    case pong
  }

  /// What a client is told.
  public enum Reply: Hashable, Codable, Sendable { case done, refused }

  /// What the nodes wait for.
  public enum TimerName: Hashable, Codable, Sendable {
    /// The next request of an open workload.
    case arrival
    /// A user of a closed workload has thought.
    case thought(Int)
    /// A client has waited too long for this request.
    case patience(Ticket)
    /// A worker is done.
    case work(Int)
    /// A thread has got, or created, what it waited for.
    case ready(Int)
    /// Health checks go out, and are evaluated.
    case check
    /// An autoscaler looks at the load; a machine that it has started is ready.
    case scale
    case booted(Int)
  }

  var source: RequestSource?
  var station: Station?
  var balancer: BalancerRole?
  var machine: TierMachine?
  var threads: ThreadServer?
  var replicas: ReplicaFront?

  /// What a server holds is on disk, so to speak: nothing of it is of interest here. Clients remember what they asked.
  public static var stable: StableState<Self> { StableState(\.source) }

  /// Clients and health checks begin by themselves.
  public mutating func start(_ context: inout Context) {
    source?.start(&context)
    balancer?.start(&context)
  }

  /// A recovered client does not begin anew.
  public mutating func recover(_ context: inout Context) { balancer?.start(&context) }

  /// A client asks by hand.
  public mutating func handle(_ kind: Ticket.Kind, id: RequestID, _ context: inout Context) {
    source?.ask(kind, for: id, &context)
  }

  /// Passes a message to the role.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    source?.receive(message, &context)
    station?.receive(message, from: sender, &context)
    balancer?.receive(message, from: sender, &context)
    machine?.receive(message, from: sender, &context)
    threads?.receive(message, from: sender, &context)
    replicas?.receive(message, from: sender, &context)
  }

  /// Passes a timer to the role.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    source?.timeout(timer, &context)
    station?.timeout(timer, &context)
    balancer?.timeout(timer, &context)
    machine?.timeout(timer, &context)
    threads?.timeout(timer, &context)
  }
}

/// Which request it is: the client's number for it, and which attempt.
public struct Ticket: Hashable, Codable, Sendable, CustomStringConvertible {
  /// What is asked for: most models have one kind only.
  public enum Kind: String, Hashable, Codable, Sendable { case work, page, quote, order, slow, read, write }

  let number: Int
  var attempt = 1
  var kind = Kind.work
  /// Which of the node's users asks; 0 where they are not told apart.
  var user = 0

  /// `#3`, `#3 order`, or `#3 again`.
  public var description: String {
    "#\(number)" + (kind == .work ? "" : " \(kind.rawValue)") + (attempt > 1 ? " again" : "")
  }
}
