/// One register that is read, written, and written on the condition that it holds a certain value.
public struct CompareAndSetRegister: SequentialSpecification {
  /// What can be asked.
  public enum Request: Hashable, Sendable {
    /// What is the value?
    case read
    /// Replace the value.
    case write(String)
    /// Replace the value if it is the first one.
    case compareAndSet(from: String, to: String)
  }

  /// What is answered.
  public enum Reply: Hashable, Sendable {
    /// The value read.
    case value(String)
    /// It is written.
    case written
    /// Nothing was written: the register held another value.
    case mismatch
  }

  /// What the register holds before any write.
  public let initial: String

  /// A register that holds a value at first, `nil` unless said otherwise.
  public init(initial: String = "nil") { self.initial = initial }

  /// Reads, writes, or compares and writes.
  public func perform(_ request: Request, on value: inout String) -> Reply {
    switch request {
    case .read: return .value(value)
    case .write(let new): value = new
    case .compareAndSet(let from, let to):
      guard value == from else { return .mismatch }
      value = to
    }
    return .written
  }

  /// Reads change nothing, nor does a comparison that failed.
  public func isRead(_ request: Request, answered reply: Reply?) -> Bool {
    request == .read || reply == .mismatch
  }

  /// What an operation does to the one register. What a pending compare-and-set has read is not known.
  public func access(_ request: Request, answered reply: Reply?) -> RegisterAccess? {
    var access = RegisterAccess("", initial: initial)
    switch request {
    case .read: if case .value(let value) = reply { access.reading = .value(value) }
    case .write(let value): access.written = value
    case .compareAndSet(let from, let to):
      switch reply {
      case .mismatch: access.reading = .otherThan(from)
      case nil: access.written = to
      default:
        access.reading = .value(from)
        access.written = to
      }
    }
    return access
  }
}
