import Atoll

/// What client, name service and hosts say to each other.
public enum NamingMessage: Hashable, Codable, Sendable {
  /// The client to the name service: where is the counter?
  case lookUp
  /// The name service to the client: there.
  case found(NodeID)
  /// To a host: count one more.
  case count(Int, from: NodeID)
  /// A host to the client: the call with this number brought the counter to this value.
  case counted(Int, value: Int)
  /// A host to the client: the counter is not here.
  case notHere(Int)
  /// The counter itself, on its way to another host.
  case move(value: Int)
  /// A host to the name service: the counter is here now.
  case register
}

/// What one can ask: of the client, to count; of a host, to move the counter to another one.
public enum NamingRequest: Hashable, Codable, Sendable, CustomStringConvertible {
  case count
  case move(to: NodeID)

  /// The request in words.
  public var description: String {
    switch self {
    case .count: "count"
    case .move(let host): "move to \(["client", "names", "h1", "h2"][host.index % 4])"
    }
  }
}

/// What one is answered.
public enum NamingReply: Hashable, Codable, Sendable, CustomStringConvertible {
  /// The counter's value.
  case value(Int)
  /// The counter has left.
  case moved
  /// The counter was not there.
  case notHere

  /// The reply in words.
  public var description: String {
    switch self {
    case .value(let value): "\(value)"
    case .moved: "moved"
    case .notHere: "not here"
    }
  }
}
