/// Points over an axis, with their errors: what people would rather look at than read.
///
/// It is drawn for terminals, with axes and units; whoever cannot see it gets the same in words. No smoothing, no line
/// between points: what is drawn was measured.
public struct Plot: Hashable, Sendable {
  /// A measured point.
  public struct Point: Hashable, Sendable {
    /// Where on the axis from left to right.
    public let x: Double
    /// How high.
    public let y: Double
    /// One standard error of the height; 0 where it is exact.
    public let error: Double

    /// Makes a point.
    public init(x: Double, y: Double, error: Double = 0) {
      (self.x, self.y, self.error) = (x, y, error)
    }
  }

  /// What the axis from left to right shows, with its unit.
  public let xName: String
  /// What the heights are, with their unit.
  public let yName: String
  /// The lowest and the highest that is drawn.
  public let yRange: ClosedRange<Double>
  /// From left to right.
  public let points: [Point]

  /// Makes a plot; points outside the range are drawn at its edge.
  public init(xName: String, yName: String, yRange: ClosedRange<Double>, points: [Point]) {
    (self.xName, self.yName, self.yRange) = (xName, yName, yRange)
    self.points = points.sorted { $0.x < $1.x }
  }
}

extension Plot {
  private static let heightMax = 11

  /// The plot as lines of a terminal; none where there is no point, or no room.
  public func text(width: Int, glyphs: DiagramGlyphs) -> [DiagramLine] {
    guard let first = points.first, let last = points.last, width >= 30 else { return [] }
    let columns = min(width - 10, 61)
    let rows = Plot.heightMax
    let xSpan = max(last.x - first.x, 1e-9)
    let ySpan = yRange.upperBound - yRange.lowerBound
    func column(_ x: Double) -> Int { Int(((x - first.x) / xSpan * Double(columns - 1)).rounded()) }
    func row(_ y: Double) -> Int {
      let share = (min(max(y, yRange.lowerBound), yRange.upperBound) - yRange.lowerBound) / ySpan
      return rows - 1 - Int((share * Double(rows - 1)).rounded())
    }
    var cells = Array(repeating: Array(repeating: Character(" "), count: columns), count: rows)
    let signs = Signs(glyphs)
    for point in points {
      for place in row(point.y + point.error)...row(point.y - point.error) {
        cells[place][column(point.x)] = signs.error
      }
    }
    for point in points { cells[row(point.y)][column(point.x)] = signs.point }
    var lines = [DiagramLine(spans: [.init("\(yName)", .dim)])]
    for (place, line) in cells.enumerated() {
      let isTick = place % 5 == 0
      let y = yRange.upperBound - ySpan * Double(place) / Double(rows - 1)
      let label = isTick ? Plot.number(y) : ""
      let axis =
        String(repeating: " ", count: 7 - label.count) + label + " " + (isTick ? signs.tick : signs.axis)
      let drawn = String(line).trimmingEnd
      lines.append(DiagramLine(spans: [.init(axis, .dim), .init(drawn, .message)]))
    }
    return lines + axis(columns, first.x, last.x, signs)
  }

  /// The axis from left to right, with its ends and its name.
  private func axis(_ columns: Int, _ first: Double, _ last: Double, _ signs: Signs) -> [DiagramLine] {
    let line = String(repeating: " ", count: 8) + signs.corner + String(repeating: signs.line, count: columns)
    let (left, right) = (Plot.number(first), Plot.number(last))
    let middle = " \(xName) "
    let room = max(1, columns - left.count - right.count)
    let before = max(0, (room - middle.count) / 2)
    let words =
      String(repeating: " ", count: 9) + left + String(repeating: " ", count: before) + middle
      + String(repeating: " ", count: max(0, room - before - middle.count)) + right
    return [DiagramLine(spans: [.init(line, .dim)]), DiagramLine(spans: [.init(words, .dim)])]
  }

  /// The plot in words: a sentence for each point.
  public func sentences() -> [String] {
    points.map { point in
      let error = point.error > 0 ? ", with a standard error of \(Plot.number(point.error))" : ""
      return "\(xName) \(Plot.number(point.x)): \(yName) \(Plot.number(point.y))\(error)"
    }
  }

  private struct Signs {
    let (point, error, axis, tick, corner, line): (Character, Character, String, String, String, String)

    init(_ glyphs: DiagramGlyphs) {
      switch glyphs {
      case .unicode: (point, error, axis, tick, corner, line) = ("●", "│", "│", "┤", "└", "─")
      case .ascii: (point, error, axis, tick, corner, line) = ("o", "|", "|", "+", "+", "-")
      }
    }
  }

  /// A number with at most three digits after the point, whatever the locale.
  static func number(_ value: Double) -> String {
    let thousandths = Int((value * 1000).rounded())
    let (whole, rest) = (abs(thousandths) / 1000, abs(thousandths) % 1000)
    let sign = thousandths < 0 ? "-" : ""
    guard rest != 0 else { return "\(sign)\(whole)" }
    var digits = String(repeating: "0", count: 3 - "\(rest)".count) + "\(rest)"
    while digits.hasSuffix("0") { digits.removeLast() }
    return "\(sign)\(whole).\(digits)"
  }
}

extension String {
  fileprivate var trimmingEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
