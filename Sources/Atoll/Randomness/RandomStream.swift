/// A seeded stream of random numbers that is the same on every machine: xoshiro256**, seeded by SplitMix64.
///
/// Streams can be split by a label, so that every node and every link draws from a stream of its own: one node's
/// draws do not shift another's. Not for secrets.
///
/// - SeeAlso: Blackman & Vigna 2021, "Scrambled linear pseudorandom number generators";
///   Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators".
@frozen public struct RandomStream: RandomNumberGenerator, Hashable, Codable, Sendable {
  @usableFromInline var a: UInt64
  @usableFromInline var b: UInt64
  @usableFromInline var c: UInt64
  @usableFromInline var d: UInt64

  /// Makes the stream of a seed.
  public init(seed: UInt64) {
    var state = seed
    a = RandomStream.splitMix(&state)
    b = RandomStream.splitMix(&state)
    c = RandomStream.splitMix(&state)
    d = RandomStream.splitMix(&state)
  }

  /// Makes the stream that belongs to a seed and a label (a purpose and an index, say).
  ///
  /// Equal arguments give equal streams; the streams of different arguments are independent for all that a
  /// simulation can tell.
  public init(seed: UInt64, purpose: UInt64, index: Int) {
    var state = seed
    let first = RandomStream.splitMix(&state) ^ (purpose &* 0xD134_2543_DE82_EF95)
    state = first
    let second = RandomStream.splitMix(&state) ^ (UInt64(bitPattern: Int64(index)) &* 0xAF25_1AF3_B0F0_25B5)
    self.init(seed: second)
  }

  @inlinable static func splitMix(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// The next 64 random bits.
  @inlinable public mutating func next() -> UInt64 {
    let product = b &* 5
    let result = ((product << 7) | (product >> 57)) &* 9
    let shifted = b << 17
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = (d << 45) | (d >> 19)
    return result
  }

  /// A number from 0 up to, not including, `bound`, each as likely as the others (but for 1 part in 2⁶⁴/bound).
  ///
  /// - Precondition: `bound` is at least 1.
  @inlinable public mutating func below(_ bound: Int) -> Int {
    precondition(bound > 0, "RandomStream.below(\(bound)): the bound must be at least 1")
    return Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A number in a range, each as likely as the others.
  @inlinable public mutating func number(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.upperBound - range.lowerBound + 1)
  }
}
