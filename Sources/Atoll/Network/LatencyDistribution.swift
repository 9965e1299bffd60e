/// How long a message is under way, in ticks.
@frozen public enum LatencyDistribution: Hashable, Codable, Sendable {
  /// Always the same.
  case fixed(Int)
  /// Every whole number of ticks in the range is equally likely.
  case uniform(ClosedRange<Int>)
  /// `minimum` plus an exponentially distributed time with the given mean, rounded down.
  case exponential(minimum: Int, mean: Int)

  /// Draws one latency, at least 0.
  @inlinable func draw(_ random: inout RandomStream) -> Int {
    switch self {
    case .fixed(let ticks): return ticks
    case .uniform(let range): return random.number(in: range)
    case .exponential(let minimum, let mean):
      return minimum + LatencyDistribution.exponential(mean: mean, &random)
    }
  }

  /// Draws from the exponential distribution by comparing uniform numbers, so that no logarithm, whose last bit
  /// differs between machines, can reach a result.
  ///
  /// - SeeAlso: von Neumann 1951, "Various techniques used in connection with random digits".
  @usableFromInline static func exponential(mean: Int, _ random: inout RandomStream) -> Int {
    var whole = 0
    while true {
      let first = random.next() >> 1
      var last = first
      var length = 1
      while true {
        let next = random.next() >> 1
        guard next < last else { break }
        last = next
        length += 1
      }
      if length % 2 == 1 {
        let fraction = UInt64(mean).multipliedFullWidth(by: first << 1).high
        return whole * mean + Int(truncatingIfNeeded: fraction)
      }
      whole += 1
    }
  }
}

extension LatencyDistribution: CustomStringConvertible {
  /// `5`, `5...9`, or `5+exp(20)`: the form that the `link` command reads.
  public var description: String {
    switch self {
    case .fixed(let ticks): "\(ticks)"
    case .uniform(let range): "\(range.lowerBound)...\(range.upperBound)"
    case .exponential(let minimum, let mean): "\(minimum)+exp(\(mean))"
    }
  }

  /// The longest latency, in ticks, that is read: the sum of very many of them is still a tick.
  static let readTicksMax = 1_000_000_000

  /// Reads `5`, `5...9`, or `5+exp(20)`; none where the text is neither, or a number is above 1,000,000,000.
  public init?(_ text: String) {
    func ticks(_ digits: Substring) -> Int? {
      guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
        return nil
      }
      return Int(digits).flatMap { $0 <= LatencyDistribution.readTicksMax ? $0 : nil }
    }
    if let ticks = ticks(text[...]) {
      self = .fixed(ticks)
    } else if let dots = text.firstIndex(of: "."), text[dots...].hasPrefix("...") {
      guard let low = ticks(text[..<dots]), let high = ticks(text[dots...].dropFirst(3)), low <= high
      else { return nil }
      self = .uniform(low...high)
    } else if let plus = text.firstIndex(of: "+"), text[plus...].hasPrefix("+exp("), text.hasSuffix(")") {
      guard let minimum = ticks(text[..<plus]), let mean = ticks(text[plus...].dropFirst(5).dropLast())
      else { return nil }
      self = .exponential(minimum: minimum, mean: mean)
    } else {
      return nil
    }
  }
}
