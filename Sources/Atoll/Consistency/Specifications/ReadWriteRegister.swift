/// One register that is read and written.
public struct ReadWriteRegister: SequentialSpecification {
  /// What can be asked.
  public enum Request: Hashable, Sendable {
    /// What is the value?
    case read
    /// Replace the value.
    case write(String)
  }

  /// What is answered.
  public enum Reply: Hashable, Sendable {
    /// The value read.
    case value(String)
    /// It is written.
    case written
  }

  /// What the register holds before any write.
  public let initial: String

  /// A register that holds a value at first, `nil` unless said otherwise.
  public init(initial: String = "nil") { self.initial = initial }

  /// A write replaces the value; a read answers it.
  public func perform(_ request: Request, on value: inout String) -> Reply {
    guard case .write(let new) = request else { return .value(value) }
    value = new
    return .written
  }

  /// Reads change nothing.
  public func isRead(_ request: Request, answered reply: Reply?) -> Bool { request == .read }

  /// A read or a write of the one register.
  public func access(_ request: Request, answered reply: Reply?) -> RegisterAccess? {
    switch (request, reply) {
    case (.write(let value), _): RegisterAccess("", initial: initial, written: value)
    case (.read, .value(let value)): RegisterAccess("", initial: initial, reading: .value(value))
    case (.read, _): RegisterAccess("", initial: initial)
    }
  }
}
