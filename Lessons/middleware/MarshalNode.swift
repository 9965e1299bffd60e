import Atoll

/// What a client asks a program to tell the other one.
public struct MarshalRequest: Hashable, Codable, Sendable, CustomStringConvertible {
  let record: MarshalRecord
  /// `send id=300 name=Zoë`
  public var description: String { "send \(record)" }
}

/// What came of it.
public enum MarshalReply: Hashable, Codable, Sendable, CustomStringConvertible {
  /// The other program has read this.
  case read(MarshalRecord)
  /// The other program could make nothing of the bytes.
  case unreadable
  /// The record has no place in the format: nothing was sent.
  case doesNotFit

  /// The reply in words.
  public var description: String {
    switch self {
    case .read(let record): "read as \(record)"
    case .unreadable: "unreadable"
    case .doesNotFit: "does not fit"
    }
  }
}

/// What the programs say to each other: bytes, and in return what was read (which the model shows, and no format changes).
public enum MarshalMessage: Hashable, Codable, Sendable, CustomStringConvertible {
  case bytes([UInt8], RequestID)
  case read(MarshalRecord?, RequestID)

  /// The bytes themselves, in hexadecimal.
  public var description: String {
    switch self {
    case .bytes(let bytes, _): bytes.hexadecimal
    case .read(let record, _): record.map { "read \($0)" } ?? "unreadable"
    }
  }
}

/// A program on a computer of some make.
public struct MarshalNode: Node {
  /// What it sends and receives.
  public typealias Message = MarshalMessage
  /// What a client asks.
  public typealias Request = MarshalRequest
  /// What it answers.
  public typealias Reply = MarshalReply

  let machine: MarshalMachine
  let schema: MarshalSchema
  let format: MarshalFormat

  /// Makes bytes and sends them. A program of the first version has no field for the town.
  public mutating func handle(_ request: MarshalRequest, id: RequestID, _ context: inout Context) {
    var record = request.record
    record.town = schema.hasTown ? record.town ?? "" : nil
    guard let bytes = format.encode(record, schema, on: machine) else {
      return context.reply(.doesNotFit, to: id)
    }
    for peer in context.peers { context.send(.bytes(bytes, id), to: peer) }
  }

  /// Makes a record of bytes, and says which.
  public mutating func receive(_ message: MarshalMessage, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .bytes(let bytes, let id):
      context.send(.read(format.decode(bytes, schema, on: machine), id), to: sender)
    case .read(let record, let id):
      context.reply(record.map { .read($0) } ?? .unreadable, to: id)
    }
  }
}
