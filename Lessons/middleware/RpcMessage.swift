import Atoll

/// What the account offers: the procedures that a client can call.
public enum RpcProcedure: Hashable, Codable, Sendable, CustomStringConvertible {
  /// Add to the balance.
  case deposit(Int)
  /// Put another balance in its place.
  case put(Int)
  /// Look at it.
  case balance

  /// The call as bytes: one for the procedure, one for its argument.
  var marshalled: [UInt8] {
    switch self {
    case .deposit(let amount): [1, UInt8(truncatingIfNeeded: amount)]
    case .put(let amount): [2, UInt8(truncatingIfNeeded: amount)]
    case .balance: [3]
    }
  }

  /// The call that some bytes stand for; none where they stand for none.
  init?(marshalled bytes: [UInt8]) {
    switch (bytes.first, bytes.count) {
    case (1, 2): self = .deposit(Int(bytes[1]))
    case (2, 2): self = .put(Int(bytes[1]))
    case (3, 1): self = .balance
    default: return nil
    }
  }

  /// The call in words.
  public var description: String {
    switch self {
    case .deposit(let amount): "deposit \(amount)"
    case .put(let amount): "put \(amount)"
    case .balance: "balance"
    }
  }
}

/// What the caller gets back.
public enum RpcAnswer: Hashable, Codable, Sendable, CustomStringConvertible {
  /// The balance afterwards.
  case balance(Int)
  /// The stub has given up: the procedure ran once or not at all.
  case unknown

  /// The answer in words.
  public var description: String {
    switch self {
    case .balance(let amount): "balance \(amount)"
    case .unknown: "unknown"
    }
  }
}

/// A call as it is sent. Every copy of it has the same number.
public struct RpcCall: Hashable, Codable, Sendable, CustomStringConvertible {
  let id: RequestID
  /// The life of the server for which it is meant: a server that crashes and recovers begins the next one.
  let life: Int
  let bytes: [UInt8]

  /// Number and bytes: `#1, 01 05`.
  public var description: String { "\(id), \(bytes.hexadecimal)" }
}

/// What stub and server say to each other.
public enum RpcMessage: Hashable, Codable, Sendable {
  case call(RpcCall)
  case reply(RequestID, balance: Int)
  /// The server has crashed since the call was made, and does not know what became of it.
  case restarted(RequestID, life: Int)
}

/// What the middleware promises of a call that is repeated.
public enum RpcSemantics: String, Hashable, Codable, Sendable {
  /// Repeat until answered; perform what arrives.
  case atLeastOnce = "at-least-once"
  /// Number the calls; perform each number once, and refuse calls that were made before a crash.
  case atMostOnce = "at-most-once"
  /// Number the calls; keep call and reply on disk, and repeat until answered.
  case exactlyOnce = "exactly-once"
  /// A mistake: as exactly-once, but the replies are kept in memory.
  case forgetful
}

extension [UInt8] {
  /// Each byte as two hexadecimal digits.
  var hexadecimal: String {
    map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined(separator: " ")
  }
}
