/// One axis of a plot: which numbers it shows, where each one stands, and where it is marked.
public struct PlotAxis: Hashable, Sendable {
  /// Whether equal steps add or multiply.
  public enum Scale: Hashable, Sendable { case linear, logarithmic }

  /// Whether equal steps add or multiply.
  let scale: Scale
  /// The numbers at its ends; they differ.
  let range: ClosedRange<Double>
  /// Whether it shows whole numbers only, and is marked at such.
  private var isWhole = false
  /// Whether it ends at 1, 2 or 5 times a power of ten.
  private var isRound = false

  /// An axis with given ends.
  init(_ scale: Scale, _ range: ClosedRange<Double>) {
    self.scale = scale
    self.range = range.lowerBound < range.upperBound ? range : range.lowerBound...range.lowerBound + 1
  }

  /// A linear axis that ends where the numbers end.
  init(exactly values: [Double]) {
    let low = values.min() ?? 0
    self.init(.linear, low...max(low, values.max() ?? 1))
    isWhole = values.allSatisfy { $0 == $0.rounded() }
  }

  private static let quarters = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8]

  /// A linear axis of four round steps, from 0 unless there are negative numbers.
  init(covering values: [Double]) {
    let (low, high) = (min(0, values.min() ?? 0), max(0, values.max() ?? 1))
    var step = Self.roundUp((high > low ? high - low : 1) / 4, among: Self.quarters)
    func first() -> Double { (low / step).rounded(.down) * step }
    while first() + 4 * step < high { step = Self.roundUp(step * 1.1, among: Self.quarters) }
    self.init(.linear, first()...max(high, first() + 4 * step))
  }

  /// A logarithmic axis over the positive ones among the numbers: between round numbers unless tight.
  init(logarithmic values: [Double], isTight: Bool) {
    let positive = values.filter { $0 > 0 }
    guard let low = positive.min(), let high = positive.max() else {
      self.init(.logarithmic, 1...10)
      return
    }
    if isTight {
      self.init(.logarithmic, low...(high > low ? high : low * 10))
    } else {
      let first = Self.roundDown(low)
      let last = max(Self.roundUp(high), first * 10)
      self.init(.logarithmic, min(first, low)...max(last, high))
      isRound = true
    }
  }

  /// Where a number stands, from 0 at the beginning to 1 at the end; what is beyond stands at the edge.
  func place(_ value: Double) -> Double {
    let value = min(max(value, range.lowerBound), range.upperBound)
    switch scale {
    case .linear: return (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    case .logarithmic:
      let low = Self.binaryLogarithm(range.lowerBound)
      return (Self.binaryLogarithm(value) - low) / (Self.binaryLogarithm(range.upperBound) - low)
    }
  }

  /// The number that stands at a place of a linear axis.
  func number(at place: Double) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * place
  }

  /// Round numbers at which it is marked, few enough to be read.
  var ticks: [Double] {
    switch scale {
    case .linear: return evenTicks
    case .logarithmic:
      let tens = powers(of: 10)
      if isRound, range.upperBound <= 1000 * range.lowerBound { return rounds }
      if tens.count >= 3 { return thinned(tens) }
      let twos = powers(of: 2)
      return twos.count >= 3 ? thinned(twos) : evenTicks
    }
  }

  private var evenTicks: [Double] {
    let least = Self.roundUp((range.upperBound - range.lowerBound) / 5)
    let step = isWhole ? max(1, least) : least
    let first = (range.lowerBound / step).rounded(.up)
    let last = (range.upperBound / step).rounded(.down)
    return stride(from: first, through: last, by: 1).map { $0 * step }.filter(range.contains)
  }

  private func powers(of base: Double) -> [Double] {
    var power = 1.0
    while power > range.lowerBound { power /= base }
    while power < range.lowerBound { power *= base }
    var powers: [Double] = []
    while power <= range.upperBound {
      powers.append(power)
      power *= base
    }
    return powers
  }

  /// All of 1, 2 and 5 times a power of ten.
  private var rounds: [Double] {
    var tick = range.lowerBound
    var ticks: [Double] = []
    while tick <= range.upperBound * (1 + 1e-12) {
      ticks.append(tick)
      tick = Self.roundUp(tick * 1.1)
    }
    return ticks
  }

  private func thinned(_ ticks: [Double]) -> [Double] {
    let step = (ticks.count + 6) / 7
    return stride(from: 0, to: ticks.count, by: max(1, step)).map { ticks[$0] }
  }

  /// The smallest of some round numbers, times a power of ten, that is not smaller.
  private static func roundUp(_ value: Double, among round: [Double] = [1, 2, 5]) -> Double {
    guard value > 0, value.isFinite else { return 1 }
    let power = powerOfTen(below: value)
    return round.map { $0 * power }.first { $0 >= value * (1 - 1e-12) } ?? 10 * power
  }

  /// The largest of 1, 2 and 5, times a power of ten, that is not greater.
  private static func roundDown(_ value: Double) -> Double {
    let power = powerOfTen(below: value)
    return [5, 2, 1].map { $0 * power }.first { $0 <= value * (1 + 1e-12) } ?? power
  }

  /// The largest power of ten that is not greater.
  private static func powerOfTen(below value: Double) -> Double {
    var power = 1.0
    while power > value { power /= 10 }
    while power * 10 <= value * (1 + 1e-12) { power *= 10 }
    return power
  }

  /// A logarithm from arithmetic alone, to 30 binary digits: mathematics libraries differ in their last digit, and a
  /// plot is the same bytes everywhere.
  private static func binaryLogarithm(_ value: Double) -> Double {
    var rest = value.significand
    var sum = Double(value.exponent)
    var digit = 0.5
    for _ in 0..<30 {
      rest *= rest
      if rest >= 2 {
        rest /= 2
        sum += digit
      }
      digit /= 2
    }
    return sum
  }
}
