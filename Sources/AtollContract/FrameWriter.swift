/// Puts the fields of a frame one after another.
public struct FrameWriter: Sendable {
  /// What has been written.
  public private(set) var bytes: [UInt8] = []

  /// Starts with nothing.
  public init() {}

  /// Adds one byte.
  public mutating func write(byte: UInt8) {
    bytes.append(byte)
  }

  /// Adds a number of 4 bytes, little-endian.
  public mutating func write(_ number: UInt32) {
    for shift in stride(from: 0, to: 32, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> UInt32(shift)))
    }
  }

  /// Adds a number of 8 bytes, little-endian.
  public mutating func write(_ number: Int) {
    let pattern = UInt64(bitPattern: Int64(number))
    for shift in stride(from: 0, to: 64, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: pattern >> UInt64(shift)))
    }
  }

  /// Adds bytes with their count before them.
  public mutating func write(_ block: [UInt8]) {
    write(UInt32(block.count))
    bytes.append(contentsOf: block)
  }

  /// Adds a text as UTF-8 with its count of bytes before it.
  public mutating func write(_ text: String) {
    write(Array(text.utf8))
  }
}

/// Takes the fields of a frame one after another, and never reads past the end.
public struct FrameReader: Sendable {
  private let bytes: [UInt8]
  private var position = 0

  /// Starts at the first byte.
  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// One byte.
  public mutating func readByte() throws(FrameError) -> UInt8 {
    guard position < bytes.count else { throw .truncated }
    defer { position += 1 }
    return bytes[position]
  }

  /// A number of 4 bytes, little-endian.
  public mutating func readUInt32() throws(FrameError) -> UInt32 {
    var number: UInt32 = 0
    for shift in stride(from: 0, to: 32, by: 8) { number |= UInt32(try readByte()) << UInt32(shift) }
    return number
  }

  /// A number of 8 bytes, little-endian.
  public mutating func readInt() throws(FrameError) -> Int {
    var pattern: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 8) { pattern |= UInt64(try readByte()) << UInt64(shift) }
    return Int(Int64(bitPattern: pattern))
  }

  /// Bytes with their count before them.
  public mutating func readBlock() throws(FrameError) -> [UInt8] {
    let count = Int(try readUInt32())
    guard count <= bytes.count - position else { throw .truncated }
    defer { position += count }
    return Array(bytes[position..<(position + count)])
  }

  /// A text with its count of bytes before it.
  public mutating func readText() throws(FrameError) -> String {
    let block = try readBlock()
    guard let text = String(validating: block, as: UTF8.self) else { throw .notText }
    return text
  }
}
