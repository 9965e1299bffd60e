import Atoll

/// What clients, the balancer and servers say to each other.
public enum BalancerMessage: Hashable, Codable, Sendable {
  /// A client to the balancer, or the balancer to a server: request number n.
  case request(Int)
  /// A server to the balancer, or the balancer to a client: request number n is done.
  case answer(Int)
  /// The balancer to a server: are you there?
  case ping
  /// A server to the balancer: yes.
  case pong
}

/// A load balancer. It is a node (`import Atoll`): `start` is called once, `receive` for each message, `timeout` when a
/// timer that it has set runs out.
///
/// What it keeps in its state, and which timers it has, is up to you.
public protocol LoadBalancing: ContractNode where Contract == LoadBalancerTypes {
  /// A balancer in front of these servers.
  init(servers: [NodeID])

  /// The servers that it would send a request to, in the order of `servers`.
  var healthy: [NodeID] { get }
}

/// The types of this exercise: for the grader.
public enum LoadBalancerTypes: NodeContract {
  /// What the nodes say to each other.
  public typealias Message = BalancerMessage
  /// The servers.
  public typealias Setup = [NodeID]
  /// What the grader sees of a balancer: the healthy servers.
  public typealias Observation = [NodeID]
}

extension LoadBalancing {
  /// Makes a balancer for the grader.
  public init(setup: [NodeID]) { self.init(servers: setup) }

  /// What the grader sees.
  public var observation: [NodeID] { healthy }
}
