import Foundation

/// The name of a run: all that is needed to come to the very same events again, in one word.
///
/// It holds the model, the settings that are not standard, the seed and the commands; not their outcomes. The form is
/// `r1` and base64url of a checksum and the text, in which the words that occur often are one byte.
public struct ReplayToken: Hashable, Sendable, CustomStringConvertible {
  /// `lesson/model`.
  public let model: String
  /// The settings that differ from the model's standard ones.
  public let settings: [Setting]
  /// The seed.
  public let seed: UInt64
  /// The commands since the beginning of the run.
  public let script: [String]

  /// A setting with its value.
  public struct Setting: Hashable, Sendable {
    /// Its name.
    public let name: String
    /// Its value.
    public let value: String
  }

  /// Makes the name of a run.
  public init(model: String, settings: [(name: String, value: String)], seed: UInt64, script: [String]) {
    self.model = model
    self.settings = settings.map { Setting(name: $0.name, value: $0.value) }
    self.seed = seed
    self.script = script
  }

  /// The token.
  public var description: String {
    let head = ([model, String(seed)] + settings.map { "\($0.name)=\($0.value)" }).joined(separator: " ")
    let packed = Self.pack(([head] + script).joined(separator: "\n"))
    let sum = Self.checksum(packed)
    let bytes = [UInt8(sum >> 8), UInt8(sum & 0xFF)] + packed
    return "r1" + Self.base64url(bytes)
  }

  /// Reads a token.
  ///
  /// - Throws: `CommandError` where the text is no token, is damaged, or is of a newer kind.
  public init(_ text: String) throws(CommandError) {
    guard text.hasPrefix("r") else {
      throw CommandError("\"\(text)\" is no replay token", next: "tokens begin with r1")
    }
    guard text.hasPrefix("r1") else {
      throw CommandError(
        "this token is of another version of atoll", next: "this one reads tokens that begin with r1")
    }
    guard let bytes = Self.bytes(base64url: String(text.dropFirst(2))), bytes.count > 2 else {
      throw CommandError("the replay token is damaged", next: "copy it again, to its end")
    }
    let packed = Array(bytes[2...])
    guard Int(bytes[0]) << 8 | Int(bytes[1]) == Self.checksum(packed), let plain = Self.unpack(packed) else {
      throw CommandError("the replay token is damaged", next: "copy it again, to its end")
    }
    var lines = plain.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let head = lines.removeFirst().split(separator: " ").map(String.init)
    guard head.count >= 2, let seed = UInt64(head[1]) else {
      throw CommandError("the replay token is damaged")
    }
    model = head[0]
    self.seed = seed
    settings = head.dropFirst(2).compactMap { pair in
      let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
      return parts.count == 2 ? Setting(name: parts[0], value: parts[1]) : nil
    }
    script = lines
  }

  /// The lines that come to the run again in a session.
  public var lines: [String] {
    let values = settings.map { " \($0.name)=\($0.value)" }.joined()
    return ["use \(model)\(values)", "seed \(seed)"] + script
  }

  // MARK: - Packing

  /// Words that become one byte, from 0x80 on. Appending is safe; any other change needs a new version.
  private static let words = [
    "partition {", "} {", "} -> {", "heal", "crash ", "recover ", "write ", "read ", "step", "run", "link ",
    "goto e",
    "policy=", "latency=", "timeout=", "patience=", "loss=", "duplication=", "cap/two-node", "time/lamport",
    "time/vector", "event ", "send ", "merge=", "union", "cp", "ap",
  ]

  private static func pack(_ text: String) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = Substring(text)
    while let character = rest.first {
      if let place = words.firstIndex(where: { rest.hasPrefix($0) }) {
        bytes.append(0x80 + UInt8(place))
        rest = rest.dropFirst(words[place].count)
      } else {
        for byte in String(character).utf8 {
          if byte >= 0x80 { bytes.append(0xFF) }
          bytes.append(byte)
        }
        rest = rest.dropFirst()
      }
    }
    return bytes
  }

  private static func unpack(_ bytes: [UInt8]) -> String? {
    var result: [UInt8] = []
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      if byte == 0xFF {
        place += 1
        guard place < bytes.count else { return nil }
        result.append(bytes[place])
      } else if byte >= 0x80 {
        guard words.indices.contains(Int(byte) - 0x80) else { return nil }
        result += Array(words[Int(byte) - 0x80].utf8)
      } else {
        result.append(byte)
      }
      place += 1
    }
    return String(validating: result, as: UTF8.self)
  }

  /// Fletcher's checksum of 16 bits: it finds the typing and copying errors that tokens suffer.
  private static func checksum(_ bytes: [UInt8]) -> Int {
    var (low, high) = (1, 0)
    for byte in bytes {
      low = (low + Int(byte)) % 255
      high = (high + low) % 255
    }
    return high << 8 | low
  }

  private static func base64url(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing(
      "=", with: "")
  }

  private static func bytes(base64url text: String) -> [UInt8]? {
    var base64 = text.replacing("-", with: "+").replacing("_", with: "/")
    while base64.count % 4 != 0 { base64 += "=" }
    return Data(base64Encoded: base64).map { Array($0) }
  }
}
