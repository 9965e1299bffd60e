/// A store of texts by key: one register for each key, to which text can be appended, too.
public struct KeyValueStore: SequentialSpecification {
  /// What can be asked.
  public enum Request: Hashable, Sendable {
    /// What is the value of a key?
    case get(String)
    /// Replace the value of a key.
    case put(String, String)
    /// Put a text behind the value of a key.
    case append(String, String)

    var key: String {
      switch self {
      case .get(let key), .put(let key, _), .append(let key, _): key
      }
    }
  }

  /// What is answered.
  public enum Reply: Hashable, Sendable {
    /// The value of the key.
    case value(String)
    /// It is written.
    case written
  }

  /// The keys that were written, with their values.
  public typealias State = [String: String]

  /// Nothing is written yet.
  public let initial: State = [:]
  /// What a key holds before any write.
  public let missing: String

  /// A store whose keys hold a value at first, the empty text unless said otherwise.
  public init(missing: String = "") { self.missing = missing }

  /// Gets, puts, or appends.
  public func perform(_ request: Request, on state: inout State) -> Reply {
    switch request {
    case .get(let key): return .value(state[key] ?? missing)
    case .put(let key, let value): state[key] = value
    case .append(let key, let text): state[key, default: missing] += text
    }
    return .written
  }

  /// Each key by itself.
  public func object(of request: Request) -> String? { request.key }

  /// Gets change nothing.
  public func isRead(_ request: Request, answered reply: Reply?) -> Bool {
    if case .get = request { true } else { false }
  }

  /// A read or a write of a key. An append is neither: what it writes depends on what it finds.
  public func access(_ request: Request, answered reply: Reply?) -> RegisterAccess? {
    switch (request, reply) {
    case (.append, _): nil
    case (.put(let key, let value), _): RegisterAccess(key, initial: missing, written: value)
    case (.get(let key), .value(let value)): RegisterAccess(key, initial: missing, reading: .value(value))
    case (.get(let key), _): RegisterAccess(key, initial: missing)
    }
  }
}
