internal import Foundation

/// A call of one of the contract's methods, on its way to the worker.
struct Call {
  /// Says that a call is not about a value: a static method, or one that makes the first value.
  static let noHandle = -1

  let method: String
  /// The value that the method is called on, as the worker's table numbers it.
  let handle: Int
  /// Each argument in JSON.
  let arguments: [[UInt8]]

  init<each Argument: Encodable>(_ method: String, on handle: Int, _ argument: repeat each Argument) throws {
    let encoder = JSONEncoder()
    var encoded: [[UInt8]] = []
    for each in repeat each argument { encoded.append(Array(try encoder.encode(each))) }
    self.method = method
    self.handle = handle
    self.arguments = encoded
  }

  init(payload: [UInt8]) throws(FrameError) {
    var reader = FrameReader(payload)
    method = try reader.readText()
    handle = try reader.readInt()
    var blocks: [[UInt8]] = []
    for _ in 0..<(try reader.readByte()) { blocks.append(try reader.readBlock()) }
    arguments = blocks
  }

  var payload: [UInt8] {
    var writer = FrameWriter()
    writer.write(method)
    writer.write(handle)
    writer.write(byte: UInt8(arguments.count))
    for argument in arguments { writer.write(argument) }
    return writer.bytes
  }
}

/// What a call brought back.
struct Returned {
  /// The number of the value that the call made, or ``Call/noHandle``.
  let handle: Int
  /// The result in JSON; empty for none.
  let result: [UInt8]

  init(handle: Int, result: [UInt8]) {
    self.handle = handle
    self.result = result
  }

  init(payload: [UInt8]) throws(FrameError) {
    var reader = FrameReader(payload)
    handle = try reader.readInt()
    result = try reader.readBlock()
  }

  var payload: [UInt8] {
    var writer = FrameWriter()
    writer.write(handle)
    writer.write(result)
    return writer.bytes
  }

  func decoded<Result: Decodable>(as type: Result.Type) throws -> Result {
    try JSONDecoder().decode(type, from: Data(result))
  }
}

/// The arguments of a call, decoded one by one.
struct Arguments {
  private let blocks: [[UInt8]]
  private var position = 0

  init(_ blocks: [[UInt8]]) {
    self.blocks = blocks
  }

  mutating func next<Value: Decodable>(_ type: Value.Type) throws -> Value {
    guard position < blocks.count else { throw FrameError.truncated }
    defer { position += 1 }
    do {
      return try JSONDecoder().decode(type, from: Data(blocks[position]))
    } catch {
      throw FrameError.notAValue
    }
  }
}
