/// Which client operation a request belongs to: counted from 1 in the order in which clients asked.
@frozen public struct RequestID: Hashable, Comparable, Codable, Sendable, CustomStringConvertible {
  /// The operation's number, from 1.
  public let number: Int

  /// Makes the identity of the operation with a number.
  public init(_ number: Int) { self.number = number }

  /// The earlier operation comes first.
  public static func < (a: RequestID, b: RequestID) -> Bool { a.number < b.number }

  /// The number with a hash sign.
  public var description: String { "#\(number)" }
}
