import Atoll

/// What stub and server say to each other.
public enum AccountMessage: Hashable, Codable, Sendable {
  /// A stub to the server: deposit so much. Every copy of a call has the same number.
  case call(number: Int, amount: Int)
  /// The server to a stub: the call with this number took effect, and this was the balance then.
  case reply(number: Int, balance: Int)
}

/// What a program can ask of the stub on its node.
public enum AccountRequest: Hashable, Codable, Sendable {
  /// Add to the balance. The answer is the balance afterwards.
  case deposit(Int)
}

/// A node of a banking service: on one node it is the server, on all others a stub.
public protocol AccountProcess: ContractNode where Contract == AccountTypes {
  /// A node, and which node is the server.
  init(server: NodeID)

  /// The account, where this node is the server; else 0.
  var balance: Int { get }
}

/// The types of this exercise: for the grader.
public enum AccountTypes: NodeContract {
  /// What stub and server say to each other.
  public typealias Message = AccountMessage
  /// What a program asks.
  public typealias Request = AccountRequest
  /// The balance after a deposit.
  public typealias Reply = Int
  /// Which node is the server.
  public typealias Setup = NodeID
  /// What the grader sees of a node: its balance.
  public typealias Observation = Int
}

extension AccountProcess {
  /// Makes a node for the grader.
  public init(setup: NodeID) { self.init(server: setup) }

  /// What the grader sees.
  public var observation: Int { balance }
}
