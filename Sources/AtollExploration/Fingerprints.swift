/// Fingerprints of configurations: 64 bits that two different configurations hardly ever share.
///
/// Each cell of each component has a key of 64 bits; a configuration's fingerprint is the exclusive or of the keys of
/// its cells. If the keys are independent and evenly distributed, two different configurations have the same
/// fingerprint with a probability of exactly 2⁻⁶⁴, since the keys in which they differ make any sum equally likely. So
/// among n configurations some two have with a probability of at most n(n - 1)/2 · 2⁻⁶⁴. The keys are not drawn but made
/// by SplitMix64 of the seed, the component and the cell; that they behave as if drawn is an assumption, which another
/// seed puts to the test.
///
/// - SeeAlso: Zobrist 1970, "A new hashing method with application for game playing"; Wolper & Leroy 1993, "Reliable
///   hashing without collision detection".
struct Fingerprints {
  let seed: UInt64
  /// How many bits of a fingerprint count: fewer show in a test what equal fingerprints do.
  var bits = 64

  /// The fingerprint of a row of cells.
  @inline(__always) func fingerprint(_ row: UnsafePointer<Int32>, _ width: Int) -> UInt64 {
    var fingerprint: UInt64 = 0
    for place in 0..<width { fingerprint ^= key(place, row[place]) }
    return fingerprint >> UInt64(64 - bits)
  }

  /// The key of a cell. Different cells have different numbers, so SplitMix64, which is a bijection, never makes two
  /// keys equal.
  @inline(__always) private func key(_ place: Int, _ cell: Int32) -> UInt64 {
    var x =
      seed &+ (UInt64(UInt32(bitPattern: cell)) << 32 | UInt64(truncatingIfNeeded: place))
      &* 0x9E37_79B9_7F4A_7C15
    x = (x ^ x >> 30) &* 0xBF58_476D_1CE4_E5B9
    x = (x ^ x >> 27) &* 0x94D0_49BB_1331_11EB
    return x ^ x >> 31
  }

  /// With which probability, at most, some two of so many configurations share a fingerprint.
  func collisionProbability(_ count: Int) -> Double {
    min(
      1, Double(count) * Double(max(0, count - 1)) / 2 / Double(sign: .plus, exponent: bits, significand: 1))
  }
}
