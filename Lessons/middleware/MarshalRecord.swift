import Atoll

/// What two programs tell each other: a customer.
public struct MarshalRecord: Hashable, Codable, Sendable, CustomStringConvertible {
  /// A whole number.
  var id: Int
  /// A name.
  var name: String
  /// A town; the first version of the schema does not have it.
  var town: String?

  /// `id=300 name=Zoë town=Ulm`
  public var description: String {
    "id=\(id) name=\(name)" + (town.map { " town=\($0)" } ?? "")
  }
}

/// How a computer keeps numbers and text in its memory.
public enum MarshalMachine: String, Hashable, Codable, Sendable, CaseIterable {
  /// Least significant byte first, 4 bytes a number, text in UTF-8.
  case little32
  /// The same with 8 bytes a number.
  case little64
  /// Most significant byte first, 4 bytes a number, text in UTF-8.
  case big32
  /// Least significant byte first, 4 bytes a number, text in Latin-1.
  case latin32

  var width: Int { self == .little64 ? 8 : 4 }

  /// Whether a record has a place in this machine's memory: its number is not too great, and its texts are in its table.
  func holds(_ record: MarshalRecord) -> Bool {
    let text = record.name + (record.town ?? "")
    return (self == .little64 || Int32(exactly: record.id) != nil)
      && (self != .latin32 || text.unicodeScalars.allSatisfy { $0.value < 256 })
  }

  /// A number as it stands in this machine's memory; what it does not hold is cut off.
  func bytes(_ number: Int) -> [UInt8] {
    let little = (0..<width).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    return self == .big32 ? little.reversed() : little
  }

  /// The number that some bytes are in this machine's memory.
  func number(_ bytes: ArraySlice<UInt8>) -> Int {
    let little = self == .big32 ? Array(bytes.reversed()) : Array(bytes)
    let bits = little.enumerated().reduce(UInt64(0)) { $0 | UInt64($1.element) << UInt64(8 * $1.offset) }
    // The first bit of the highest byte is the sign.
    let unused = 64 - 8 * UInt64(little.count)
    return Int(Int64(bitPattern: bits << unused) >> Int64(unused))
  }

  /// A text that it holds, as it stands in this machine's memory.
  func bytes(_ text: String) -> [UInt8] {
    self == .latin32
      ? text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } : Array(text.utf8)
  }

  /// The text that some bytes are in this machine's memory; � stands for what is no UTF-8.
  func text(_ bytes: some Sequence<UInt8>) -> String {
    if self != .latin32 { return String(decoding: Array(bytes), as: UTF8.self) }
    var text = ""
    for byte in bytes { text.unicodeScalars.append(Unicode.Scalar(byte)) }
    return text
  }
}
