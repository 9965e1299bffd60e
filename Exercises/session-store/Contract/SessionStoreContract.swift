import Atoll

/// What servers and the store say to each other.
public enum StoreMessage: Hashable, Codable, Sendable {
  /// A server to the store: what is in this session's cart?
  case get(String, ask: Int)
  /// The store to a server: these items, at this version.
  case cart([String], version: Int, ask: Int)
  /// A server to the store: put these items, if the cart still has this version.
  case put(String, [String], ifVersion: Int, ask: Int)
  /// The store to a server: it holds the items now.
  case stored(ask: Int)
  /// The store to a server: the version is another one; nothing was changed.
  case conflict(ask: Int)
}

/// What a client asks a server.
public enum CartRequest: Hashable, Codable, Sendable {
  /// What is in the session's cart?
  case cart(String)
  /// Put the item into the session's cart.
  case add(String, String)
}

/// What a client is told.
public enum CartReply: Hashable, Codable, Sendable {
  /// The items of the cart, sorted.
  case items([String])
}

/// A server that keeps carts in a store. It is a node (`import Atoll`): `handle` is called when a client asks, `receive` for
/// each message, `timeout` when a timer that it has set runs out. After a crash it is as it was made.
///
/// What it keeps in its state, and which timers it has, is up to you.
public protocol CartServing: ContractNode where Contract == SessionStoreTypes {
  /// A server, and which node is the store.
  init(store: NodeID)
}

/// The types of this exercise: for the grader.
public enum SessionStoreTypes: NodeContract {
  /// What servers and the store say.
  public typealias Message = StoreMessage
  /// What a client asks.
  public typealias Request = CartRequest
  /// What it is told.
  public typealias Reply = CartReply
  /// Which node is the store.
  public typealias Setup = NodeID
  /// The grader sees nothing of a server but what it says.
  public typealias Observation = Int
}

extension CartServing {
  /// Makes a server for the grader.
  public init(setup: NodeID) { self.init(store: setup) }

  /// Nothing to see.
  public var observation: Int { 0 }
}
