/// A probability that is compared in integers, so that a draw has the same outcome on every machine.
@frozen public struct Probability: Hashable, Codable, Sendable {
  /// The probability times 2³².
  @usableFromInline let threshold: UInt64

  /// Makes a probability from a number from 0 to 1; numbers outside are taken to the nearer end.
  ///
  /// - Precondition: `value` is a number.
  public init(_ value: Double) {
    precondition(!value.isNaN, "a probability cannot be \(value)")
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
  /// The shortest decimal number that means this probability: `0.2`, although its value differs from 0.2 by up to 2⁻³³.
  public var description: String {
    var scale = 1.0
    for _ in 0...10 {
      let rounded = (value * scale).rounded() / scale
      if Probability(rounded) == self { return "\(rounded)" }
      scale *= 10
    }
    return "\(value)"
  }
}
