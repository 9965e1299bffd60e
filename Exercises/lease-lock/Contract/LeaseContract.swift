import Atoll

/// What workers, the lock service and the store say to each other.
public enum LeaseMessage: Hashable, Codable, Sendable {
  /// A worker to the lock service: I want the lock.
  case acquire
  /// The lock service to a worker: the lock is yours for one lease. Each grant has a greater token than all before.
  case granted(token: Int)
  /// A worker to the lock service: I give the lock back that I got with this token.
  case release(token: Int)
  /// A worker to the store: what is the value?
  case read(token: Int)
  /// The store to a worker: the value.
  case value(Int, token: Int)
  /// A worker to the store: let this be the value.
  case write(Int, token: Int)
  /// The store to a worker: it was written.
  case written(token: Int)
  /// The store to a worker: it was not read, or not written, for there is a newer token.
  case refused(token: Int)
}

/// What a program asks of a worker.
public enum LeaseRequest: Hashable, Codable, Sendable {
  /// Add 1 to the value in the store, under the lock.
  case increment
}

/// What the worker answers.
public enum LeaseReply: Hashable, Codable, Sendable {
  /// The store has taken this value.
  case wrote(Int)
  /// The store has refused it.
  case refused
}

/// What a node does.
public enum LeaseRole: Hashable, Codable, Sendable {
  /// It is the lock service, whose leases last so many ticks.
  case lock(lease: Int)
  /// It is the store.
  case store
  /// It is a worker.
  case worker(lock: NodeID, store: NodeID)
}

/// A node of the system: lock service, store or worker.
public protocol LeaseProcess: ContractNode where Contract == LeaseTypes {
  /// A node with its role.
  init(role: LeaseRole)

  /// The store's value; 0 at first, and at all other nodes.
  var value: Int { get }
  /// How many increments of this worker the store has confirmed.
  var confirmed: Int { get }
}

/// What the grader sees of a node.
public struct LeaseView: Hashable, Codable, Sendable {
  /// The store's value.
  public let value: Int
  /// How many increments of this worker the store has confirmed.
  public let confirmed: Int
}

/// The types of this exercise: for the grader.
public enum LeaseTypes: NodeContract {
  /// What the nodes say to each other.
  public typealias Message = LeaseMessage
  /// What a program asks.
  public typealias Request = LeaseRequest
  /// What it is answered.
  public typealias Reply = LeaseReply
  /// What the node does.
  public typealias Setup = LeaseRole
  /// What the grader sees.
  public typealias Observation = LeaseView
}

extension LeaseProcess {
  /// Makes a node for the grader.
  public init(setup: LeaseRole) { self.init(role: setup) }

  /// What the grader sees.
  public var observation: LeaseView { LeaseView(value: value, confirmed: confirmed) }
}
