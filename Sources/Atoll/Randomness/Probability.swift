/// A probability that is compared in integers, so that a draw has the same outcome on every machine.
@frozen public struct Probability: Hashable, Codable, Sendable {
  /// The probability times 2³².
  @usableFromInline let threshold: UInt64

  /// Makes a probability from a number from 0 to 1; numbers outside are taken to the nearer end.
  public init(_ value: Double) {
    threshold = UInt64(Swift.min(Swift.max(value, 0), 1) * 4_294_967_296 + 0.5)
  }

  /// Impossible.
  public static let never = Probability(0)

  /// The probability as a number from 0 to 1.
  public var value: Double { Double(threshold) / 4_294_967_296 }

  /// Draws once: whether the thing happens. Draws nothing where it cannot happen.
  @inlinable func happens(_ random: inout RandomStream) -> Bool {
    threshold != 0 && (random.next() >> 32) < threshold
  }
}

extension Probability: CustomStringConvertible {
  /// The probability to nine digits, which is as exact as it is kept: 0.3, not 0.30000000004656613.
  public var description: String { "\((value * 1e9).rounded() / 1e9)" }
}
