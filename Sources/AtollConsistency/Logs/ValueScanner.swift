/// Reads one value of EDN or JSON from one line of text.
struct ValueScanner {
  /// How values are written.
  enum Notation { case edn, json }

  /// What is wrong with a line.
  struct Problem: Error { let what: String }

  private let bytes: [UInt8]
  private let notation: Notation
  private var place = 0
  private static let depthMax = 32

  init(_ text: Substring, _ notation: Notation) {
    bytes = Array(text.utf8)
    self.notation = notation
  }

  /// The value of the whole line.
  mutating func value() throws(Problem) -> LogValue {
    let value = try value(depth: 0)
    skipBlanks()
    guard place == bytes.count else { throw Problem(what: "there is something behind the value") }
    return value
  }

  private mutating func value(depth: Int) throws(Problem) -> LogValue {
    guard depth < Self.depthMax else { throw Problem(what: "values are nested too deeply") }
    skipBlanks()
    guard let byte = peek else { throw Problem(what: "the line ends where a value is expected") }
    switch byte {
    case UInt8(ascii: "\""): return .text(try quoted())
    case UInt8(ascii: "["): return .list(try list(until: UInt8(ascii: "]"), depth))
    case UInt8(ascii: "(") where notation == .edn: return .list(try list(until: UInt8(ascii: ")"), depth))
    case UInt8(ascii: "{"): return .map(try map(depth))
    case UInt8(ascii: "#") where notation == .edn && bytes.dropFirst(place + 1).first == UInt8(ascii: "{"):
      place += 1
      return .list(try list(until: UInt8(ascii: "}"), depth))
    default: return try word()
    }
  }

  private mutating func list(until end: UInt8, _ depth: Int) throws(Problem) -> [LogValue] {
    place += 1
    var items: [LogValue] = []
    while true {
      skipBlanks()
      if take(end) { return items }
      if !items.isEmpty { try separator() }
      items.append(try value(depth: depth + 1))
    }
  }

  private mutating func map(_ depth: Int) throws(Problem) -> [String: LogValue] {
    place += 1
    var fields: [String: LogValue] = [:]
    while true {
      skipBlanks()
      if take(UInt8(ascii: "}")) { return fields }
      if !fields.isEmpty { try separator() }
      let name = try value(depth: depth + 1).text
      skipBlanks()
      if notation == .json, !take(UInt8(ascii: ":")) {
        throw Problem(what: "\"\(name)\" has no colon behind it")
      }
      guard fields.updateValue(try value(depth: depth + 1), forKey: name) == nil else {
        throw Problem(what: "\"\(name)\" stands there twice")
      }
    }
  }

  /// JSON wants commas; to EDN they are blanks.
  private mutating func separator() throws(Problem) {
    skipBlanks()
    guard notation == .json, !take(UInt8(ascii: ",")) else { return }
    throw Problem(what: peek == nil ? "a bracket is not closed" : "a comma is missing")
  }

  private mutating func quoted() throws(Problem) -> String {
    place += 1
    var text: [UInt8] = []
    while let byte = peek {
      place += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): text += try escape().utf8
      default: text.append(byte)
      }
    }
    throw Problem(what: "a quotation mark is not closed")
  }

  private mutating func escape() throws(Problem) -> String {
    guard let byte = peek else { throw Problem(what: "a quotation mark is not closed") }
    place += 1
    switch byte {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "/"):
      return String(UnicodeScalar(byte))
    case UInt8(ascii: "u"): return String(try unicodeScalar())
    default: throw Problem(what: "\\\(UnicodeScalar(byte)) is no escape")
    }
  }

  /// The character of `\uXXXX`, or of a pair of them.
  private mutating func unicodeScalar() throws(Problem) -> Unicode.Scalar {
    let first = try hexadecimal()
    if let scalar = UnicodeScalar(first) { return scalar }
    guard (0xD800..<0xDC00).contains(first), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
      throw Problem(what: "half of a surrogate pair stands alone")
    }
    let second = try hexadecimal()
    guard (0xDC00..<0xE000).contains(second),
      let scalar = UnicodeScalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw Problem(what: "half of a surrogate pair stands alone") }
    return scalar
  }

  private mutating func hexadecimal() throws(Problem) -> UInt32 {
    let digits = String(decoding: bytes.dropFirst(place).prefix(4), as: UTF8.self)
    guard digits.utf8.count == 4, digits.allSatisfy(\.isHexDigit), let number = UInt32(digits, radix: 16)
    else {
      throw Problem(what: "\\u takes four hexadecimal digits")
    }
    place += 4
    return number
  }

  private mutating func word() throws(Problem) -> LogValue {
    let start = place
    while let byte = peek, !Self.endsWord.contains(byte), notation == .edn || byte != UInt8(ascii: ":") {
      place += 1
    }
    var text = String(decoding: bytes[start..<place], as: UTF8.self)
    guard !text.isEmpty else {
      throw Problem(what: "\"\(String(decoding: bytes[place...place], as: UTF8.self))\" is not expected here")
    }
    if text == "nil" || text == "null" { return .nothing }
    if let number = Int(text) { return .integer(number) }
    if notation == .json {
      guard text == "true" || text == "false" || Double(text) != nil else {
        throw Problem(what: "\"\(text)\" is no JSON value")
      }
    }
    if text.hasPrefix(":") { text.removeFirst() }
    return .word(text)
  }

  private static let endsWord = Set(" \t\r\n,\"()[]{}".utf8)

  private var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    place += 1
    return true
  }

  private mutating func skipBlanks() {
    while let byte = peek, byte == 0x20 || (0x09...0x0D).contains(byte) || (byte == 0x2C && notation == .edn)
    {
      place += 1
    }
  }
}
