import Atoll

/// What a client can ask of the router.
public enum ShardRequest: Hashable, Codable, Sendable {
  /// Stores so many keys, evenly spread over all that there are, each with itself as its value.
  case fill(Int)
  case put(Int, Int)
  case get(Int)
  /// Finds all keys within a range.
  case scan(Int, Int)
  /// The spare server takes part from now on.
  case join
}

/// What the router answers.
public enum ShardReply: Hashable, Codable, Sendable, CustomStringConvertible {
  case done
  /// A server was asked.
  case askRouter
  /// There is no server left that could join.
  case noSpare
  /// The values that were found, in order of their keys, and how many servers were asked.
  case found([Int], servers: Int)

  /// `0 166 333, asked 2 servers`.
  public var description: String {
    switch self {
    case .done: "done"
    case .askRouter: "ask the router"
    case .noSpare: "no spare server"
    case .found(let values, let servers):
      (values.isEmpty ? "nothing" : values.map(String.init).joined(separator: " "))
        + ", asked \(servers) server\(servers == 1 ? "" : "s")"
    }
  }
}

/// A key with its value.
public struct ShardPair: Hashable, Codable, Sendable, CustomStringConvertible {
  let key: Int
  var value: Int

  /// `17=5`.
  public var description: String { "\(key)=\(value)" }
}

/// What router and servers say to each other.
public enum ShardMessage: Hashable, Codable, Sendable {
  case store(ShardPair, RequestID)
  case find(from: Int, to: Int, RequestID)
  /// A server's answer: done, and what it found.
  case answer([ShardPair], RequestID)
  /// There is a new map: hand over what is not yours any more.
  case serve(ShardMap)
  case move(ShardPair)
}
