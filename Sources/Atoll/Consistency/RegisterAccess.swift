/// What one operation does to one read/write register: what it has read there, what it writes, or both.
///
/// A compare-and-set that succeeded has read one value and writes another. One that failed has read something else.
public struct RegisterAccess: Hashable, Sendable {
  /// What an operation has learned of the register's value.
  public enum Reading: Hashable, Sendable {
    /// Nothing.
    case nothing
    /// It held this value.
    case value(String)
    /// It held another value than this one.
    case otherThan(String)

    /// Whether a value fits what was learned.
    public func fits(_ value: String) -> Bool {
      switch self {
      case .nothing: true
      case .value(let read): read == value
      case .otherThan(let excluded): excluded != value
      }
    }
  }

  /// Which register.
  public var register: String
  /// What the register holds at first.
  public var initial: String
  /// What the operation has read.
  public var reading: Reading
  /// What it writes, or may write if it is pending; none if it only reads.
  public var written: String?

  /// Makes an access.
  public init(_ register: String, initial: String, reading: Reading = .nothing, written: String? = nil) {
    self.register = register
    self.initial = initial
    self.reading = reading
    self.written = written
  }
}
