import Atoll

/// What a proxy asks of a server.
public enum TransparencyCall: Hashable, Codable, Sendable {
  case read, write(Int)
  /// Put a gift into the list that is handed over.
  case fill([String])
}

/// What proxies and servers say to each other.
public enum TransparencyMessage: Hashable, Codable, Sendable {
  /// A proxy to a server; `insists` where the other server did not answer.
  case call(RequestID, TransparencyCall, from: NodeID, insists: Bool)
  /// A server to a proxy.
  case answer(RequestID, Int)
  /// The home server to the other one: a copy of the value.
  case copy(Int)
  /// A home server to the other one: you are the home now.
  case become(Int)
}

/// What a program asks of its proxy, as if that were the object; or a server, to move the object.
public enum TransparencyRequest: Hashable, Codable, Sendable, CustomStringConvertible {
  case get, put(Int), add(Int), fill, move

  /// The request in words.
  public var description: String {
    switch self {
    case .get: "get"
    case .put(let value): "put \(value)"
    case .add(let value): "add \(value)"
    case .fill: "fill"
    case .move: "move"
    }
  }
}

/// What it is answered.
public enum TransparencyReply: Hashable, Codable, Sendable, CustomStringConvertible {
  case done, value(Int)
  /// The object is not there, or not at home there.
  case notHere
  /// The program's own list, after the call to which it was handed.
  case list([String])

  /// The reply in words.
  public var description: String {
    switch self {
    case .done: "done"
    case .notHere: "not here"
    case .value(let value): "\(value)"
    case .list(let words): "[\(words.joined(separator: ", "))]"
    }
  }
}

/// The object as one program on one computer uses it: what the answers are held against.
struct TransparencyObject: SequentialSpecification {
  let initial = 0

  func perform(_ request: TransparencyRequest, on value: inout Int) -> TransparencyReply {
    switch request {
    case .get: return .value(value)
    case .put(let new): value = new
    case .add(let more):
      value += more
      return .value(value)
    case .fill: return .list(["gift"])
    case .move: break
    }
    return .done
  }
}
