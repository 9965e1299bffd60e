/// A configuration as one machine word: each component's cell in a field of its own.
protocol PackedWord: FixedWidthInteger, UnsignedInteger, BitwiseCopyable, Sendable {
  var low: UInt64 { get }
  /// 64 well-mixed bits.
  var mixed: UInt64 { get }
  init(low: UInt64)
  /// Runs a search over words of this type. Each type calls it for itself, so that the inner loop is specialised.
  static func run(_ search: PackedSearch<Self>)
}

extension UInt64: PackedWord {
  @inline(__always) var low: UInt64 { self }
  @inline(__always) init(low: UInt64) { self = low }
  static func run(_ search: PackedSearch<UInt64>) { search.search() }

  @inline(__always) var mixed: UInt64 {
    var x = self &* 0x9E37_79B9_7F4A_7C15
    x ^= x >> 32
    return x &* 0xD6E8_FEB8_6659_FD93
  }
}

extension UInt128: PackedWord {
  @inline(__always) var low: UInt64 { UInt64(truncatingIfNeeded: self) }
  @inline(__always) init(low: UInt64) { self = UInt128(truncatingIfNeeded: low) }
  static func run(_ search: PackedSearch<UInt128>) { search.search() }

  @inline(__always) var mixed: UInt64 {
    let high = UInt64(truncatingIfNeeded: self >> 64)
    return (low ^ (high &* 0xAF25_1AF3_B0F0_25B5 ^ (high >> 29))).mixed
  }
}

/// Where each component's field is in a packed word.
struct PackedLayout: Equatable {
  let shifts: [Int]
  let widths: [Int]

  init(widths: [Int]) {
    self.widths = widths
    var shift = 0
    shifts = widths.map { width in
      defer { shift += width }
      return shift
    }
  }

  /// A layout in which every component has room for the cells that it has now, and the rest of `bits` is shared out
  /// in proportion: a component that already has many cells will have many more.
  ///
  /// One bit stays free, since a word plus one marks a used slot of the table. None where it does not fit.
  init?(counts: [Int], bits: Int, isTight: Bool = false) {
    var widths = counts.map { max(1, Int.bitWidth - ($0 - 1).leadingZeroBitCount) }
    var free = bits - 1 - widths.reduce(0, +)
    guard free >= 0 else { return nil }
    if isTight { free = 0 }
    // A component that has one cell so far may never get another, but it must be able to.
    let (first, widest) = (widths, 24)
    while free > 0 {
      let open = widths.indices.filter { widths[$0] < widest }
      let next = open.min { (widths[$0] - first[$0]) * first[$1] < (widths[$1] - first[$1]) * first[$0] }
      guard let next else { break }
      widths[next] += 1
      free -= 1
    }
    self.init(widths: widths)
  }
}
