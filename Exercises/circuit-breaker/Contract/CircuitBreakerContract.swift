import Atoll

/// What the breaker and the service say to each other.
public enum ServiceCall: Hashable, Codable, Sendable {
  /// The breaker to the service: do it; a number that is not used twice.
  case call(Int)
  /// The service: done.
  case ok(Int)
  /// The service: not done.
  case error(Int)
}

/// What a client asks of the breaker: there is one thing to ask.
public enum BreakerRequest: Hashable, Codable, Sendable {
  /// Call the service.
  case call
}

/// What a client is told.
public enum BreakerReply: String, Hashable, Codable, Sendable {
  /// The call has succeeded.
  case ok
  /// The call has failed.
  case failed
  /// The service was not asked.
  case refused
}

/// The states of a breaker.
public enum BreakerState: String, Hashable, Codable, Sendable {
  /// Calls go through.
  case closed
  /// Calls are refused.
  case open
  /// One call goes through, to try.
  case halfOpen
}

/// A circuit breaker. It is a node (`import Atoll`): `handle` is called when a client asks, `receive` for each message,
/// `timeout` when a timer that it has set runs out.
///
/// What else it keeps in its state, and which timers it has, is up to you.
public protocol BreakerNode: ContractNode where Contract == CircuitBreakerTypes {
  /// A closed breaker before a service.
  init(service: NodeID)

  /// The state in which it is.
  var state: BreakerState { get }
}

/// The types of this exercise: for the grader.
public enum CircuitBreakerTypes: NodeContract {
  /// What breaker and service say.
  public typealias Message = ServiceCall
  /// What a client asks.
  public typealias Request = BreakerRequest
  /// What it is told.
  public typealias Reply = BreakerReply
  /// Which node is the service.
  public typealias Setup = NodeID
  /// What the grader sees: the state.
  public typealias Observation = BreakerState
}

extension BreakerNode {
  /// Makes a breaker for the grader.
  public init(setup: NodeID) { self.init(service: setup) }

  /// What the grader sees.
  public var observation: BreakerState { state }
}
