/// A number that clients add to.
public struct Counter: SequentialSpecification {
  /// What can be asked.
  public enum Request: Hashable, Sendable {
    /// How much is it?
    case read
    /// Add to it; a negative number takes away.
    case add(Int)
  }

  /// What is answered.
  public enum Reply: Hashable, Sendable {
    /// The number.
    case value(Int)
    /// It is added.
    case added
  }

  /// Zero.
  public let initial = 0

  /// A counter at zero.
  public init() {}

  /// Reads or adds. It wraps around, so that a malformed log cannot stop the checker.
  public func perform(_ request: Request, on number: inout Int) -> Reply {
    guard case .add(let amount) = request else { return .value(number) }
    number &+= amount
    return .added
  }

  /// Reads change nothing.
  public func isRead(_ request: Request, answered reply: Reply?) -> Bool { request == .read }
}
