import Atoll

/// What a client can ask of a replicated register: one register for each key.
public enum RegisterRequest: Hashable, Codable, Sendable {
  case write(String, String)
  case read(String)

  var key: String {
    switch self {
    case .write(let key, _), .read(let key): key
    }
  }
}

/// What the register answers.
public enum RegisterReply: Hashable, Codable, Sendable {
  case ok
  case value(String)
  /// Several writes took effect side by side; the reader is shown all of them.
  case values([String])
  /// Refused: nothing was written, nothing is read.
  case unavailable
}

extension RegisterRequest: CustomStringConvertible {
  /// The request as a client types it, without the node.
  public var description: String {
    switch self {
    case .write(let key, let value): "write \(key)=\(value)"
    case .read(let key): "read \(key)"
    }
  }
}

extension RegisterReply: CustomStringConvertible {
  /// The reply as a client reads it.
  public var description: String {
    switch self {
    case .ok: "ok"
    case .value(let value): value
    case .values(let values): values.joined(separator: " and ")
    case .unavailable: "unavailable"
    }
  }
}

/// One read/write register, used by one client at a time. It holds 0 at first.
public struct RegisterSpecification: SequentialSpecification {
  /// What a register holds before any write.
  public let initial = "0"

  /// A write replaces the value; a read answers it.
  public func perform(_ request: RegisterRequest, on value: inout String) -> RegisterReply {
    switch request {
    case .write(_, let new):
      value = new
      return .ok
    case .read: return .value(value)
    }
  }

  /// Each key is a register by itself.
  public func object(of request: RegisterRequest) -> String? { request.key }

  /// Reads change nothing.
  public func isRead(_ request: RegisterRequest, answered reply: RegisterReply?) -> Bool {
    if case .read = request { true } else { false }
  }

  /// A refused operation took no effect.
  public func isRefusal(_ reply: RegisterReply) -> Bool { reply == .unavailable }

  /// A read or a write of the key's register; a reader who was shown several values has used no register.
  public func access(_ request: RegisterRequest, answered reply: RegisterReply?) -> RegisterAccess? {
    switch (request, reply) {
    case (.write(let key, let value), _): RegisterAccess(key, initial: initial, written: value)
    case (.read(let key), .value(let value)): RegisterAccess(key, initial: initial, reading: .value(value))
    case (.read, .values): nil
    case (.read(let key), _): RegisterAccess(key, initial: initial)
    }
  }
}

extension ClientCommand {
  /// `write NODE KEY=VALUE`
  static let write = ClientCommand(
    "write", "KEY=VALUE", "a client asks NODE to write VALUE into register KEY"
  ) {
    words, _ throws(ClientCommandError) in
    let parts = words.count == 1 ? words[0].split(separator: "=", maxSplits: 1).map(String.init) : []
    guard parts.count == 2 else {
      throw ClientCommandError("write which value into which key? Say: write a x=1")
    }
    return RegisterRequest.write(parts[0], parts[1])
  }

  /// `read NODE KEY`
  static let read = ClientCommand("read", "KEY", "a client asks NODE for the value of register KEY") {
    words, _ throws(ClientCommandError) in
    guard words.count == 1, !words[0].contains("=") else {
      throw ClientCommandError("read which key? Say: read a x")
    }
    return RegisterRequest.read(words[0])
  }
}
