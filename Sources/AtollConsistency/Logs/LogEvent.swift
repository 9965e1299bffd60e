/// One line of a log: a client asks, or gets an answer.
struct LogEvent {
  /// What has happened.
  enum Kind: String {
    /// The client asks.
    case invoke
    /// It was done.
    case ok
    /// It was not done.
    case fail
    /// Nobody knows whether it was done.
    case info
  }

  let line: Int
  let process: String
  let kind: Kind
  /// What is asked: `read`, `write`, ….
  let function: String
  let key: String?
  let value: LogValue
}

/// The forms in which operations are logged, one event a line.
enum LogForm: CaseIterable {
  /// `INFO  jepsen.util - 0 :invoke :write 1`
  case jepsen
  /// `{:process 0, :type :invoke, :f :write, :value 1}`; with `:key`, as in porcupine's key–value logs.
  case edn
  /// `{"process": "0", "type": "invoke", "f": "write", "value": 1}`: our own, the same fields as JSON.
  case json

  /// The form of a line.
  init(of line: Substring) {
    let characters = line.filter { !$0.isWhitespace }
    self = !characters.hasPrefix("{") ? .jepsen : characters.hasPrefix("{\"") ? .json : .edn
  }

  /// The event of a line; none where no client has to do with it.
  func event(_ text: Substring, line: Int) throws(LogError) -> LogEvent? {
    switch self {
    case .jepsen: return try Self.jepsenEvent(text, line)
    case .edn, .json:
      var scanner = ValueScanner(text, self == .edn ? .edn : .json)
      let value: LogValue
      do { value = try scanner.value() } catch { throw LogError(line, error.what) }
      guard case .map(let fields) = value else {
        throw LogError(line, "this is no map", next: "each line is one map with process, type, f and value")
      }
      return try Self.event(fields, line)
    }
  }

  private static func event(_ fields: [String: LogValue], _ line: Int) throws(LogError) -> LogEvent? {
    func field(_ name: String) throws(LogError) -> String {
      guard let value = fields[name] else {
        throw LogError(line, "\(name) is missing", next: "each line has process, type, f and value")
      }
      return value.text
    }
    let process = try field("process")
    if process == "nemesis" { return nil }  // what Jepsen calls who breaks the network: no client
    return LogEvent(
      line: line, process: process, kind: try kind(field("type"), line), function: try field("f"),
      key: fields["key"].map(\.text), value: fields["value"] ?? .nothing)
  }

  private static func kind(_ word: String, _ line: Int) throws(LogError) -> LogEvent.Kind {
    guard let kind = LogEvent.Kind(rawValue: word) else {
      throw LogError(line, "\"\(word)\" is no type of event", next: "there are: invoke, ok, fail, info")
    }
    return kind
  }

  private static func jepsenEvent(_ text: Substring, _ line: Int) throws(LogError) -> LogEvent? {
    let expected = "a line is: INFO jepsen.util - PROCESS :invoke|:ok|:fail|:info :FUNCTION VALUE"
    let words = text.split(maxSplits: 6, whereSeparator: \.isWhitespace)
    guard words.count >= 3, words[0] == "INFO", words[2] == "-" else {
      throw LogError(line, "this is no operation", next: expected)
    }
    guard words.count > 3, words[3] != ":nemesis" else {
      if words.count > 3 { return nil }
      throw LogError(line, "the line ends too early", next: expected)
    }
    guard words.count == 7, words[4].hasPrefix(":"), words[5].hasPrefix(":") else {
      throw LogError(
        line, words.count < 7 ? "the line ends too early" : "this is no operation", next: expected)
    }
    var scanner = ValueScanner(words[6], .edn)
    let value: LogValue
    do { value = try scanner.value() } catch { throw LogError(line, error.what) }
    return LogEvent(
      line: line, process: String(words[3]), kind: try kind(String(words[4].dropFirst()), line),
      function: String(words[5].dropFirst()), key: nil, value: value)
  }
}
