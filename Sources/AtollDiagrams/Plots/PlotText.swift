import AtollText

extension Plot {
  /// The plot as lines of a terminal; none where there is no point, or no room.
  public func text(width: Int, glyphs: DiagramGlyphs) -> [DiagramLine] {
    guard width >= 30, series.contains(where: { !$0.points.isEmpty }) else { return [] }
    return PlotText(plot: self, width: width, glyphs: glyphs).lines
  }
}

/// Draws a plot in columns and rows of text.
struct PlotText {
  private let plot: Plot
  private let glyphs: DiagramGlyphs
  private let width: Int
  private let labels: [String]
  private let columns: Int
  private static let rows = 13
  private static let rowsPerTick = 3

  init(plot: Plot, width: Int, glyphs: DiagramGlyphs) {
    self.plot = plot
    self.glyphs = glyphs
    self.width = width
    let rows = Self.rows
    labels = (0..<rows).map { row in
      plot.yAxis.scale == .linear && row % Self.rowsPerTick == 0
        ? PlotNumber.text(plot.yAxis.number(at: 1 - Double(row) / Double(rows - 1))) : ""
    }
    columns = min(width - 14, 64)
  }

  var lines: [DiagramLine] {
    var labels = self.labels
    if plot.yAxis.scale == .logarithmic {
      for tick in plot.yAxis.ticks { labels[row(tick)] = PlotNumber.text(tick) }
    }
    let indent = max(5, labels.map(\.count).max() ?? 0)
    let scale = plot.yAxis.scale == .logarithmic ? " (logarithmic)" : ""
    var lines = [dim(fitted(plot.yName + scale))]
    for (label, cells) in zip(labels, drawn()) {
      let axis = String(repeating: " ", count: max(0, indent - label.count)) + label
      let drawn = String(cells).trimmingEnd
      lines.append(
        DiagramLine(spans: [
          .init(axis + " " + (label.isEmpty ? signs.axis : signs.tick), .dim), .init(drawn, .message),
        ]))
    }
    return lines + xLines(indent) + legend
  }

  // MARK: - Points

  private func drawn() -> [[Character]] {
    var cells = Array(repeating: Array(repeating: Character(" "), count: columns), count: Self.rows)
    for (place, series) in plot.curves.enumerated().reversed() {
      draw(curve: series, curveSign(place), &cells)
    }
    for series in plot.measured.reversed() {
      for point in series.points where point.error > 0 {
        for row in rows(from: point.y - point.error, to: point.y + point.error) {
          cells[row][column(point.x)] = signs.error
        }
      }
    }
    for (place, series) in plot.measured.enumerated().reversed() {
      for point in series.points { cells[row(point.y)][column(point.x)] = sign(place) }
    }
    return cells
  }

  /// A curve, at each column from its first point to its last.
  private func draw(curve: Plot.Series, _ sign: Character, _ cells: inout [[Character]]) {
    guard let first = curve.points.first else { return }
    var previous = (column: column(first.x), place: plot.yAxis.place(first.y))
    cells[row(first.y)][previous.column] = sign
    for point in curve.points.dropFirst() {
      let next = (column: column(point.x), place: plot.yAxis.place(point.y))
      let span = max(1, next.column - previous.column)
      for step in 0...span where previous.column + step < columns {
        let place = previous.place + (next.place - previous.place) * Double(step) / Double(span)
        cells[row(place: place)][previous.column + step] = sign
      }
      previous = next
    }
  }

  private func column(_ x: Double) -> Int { Int((plot.xAxis.place(x) * Double(columns - 1)).rounded()) }

  /// The rows whose middle lies between two heights.
  private func rows(from low: Double, to high: Double) -> [Int] {
    let last = Double(Self.rows - 1)
    let (lowest, highest) = (plot.yAxis.place(low) * last, plot.yAxis.place(high) * last)
    return (0..<Self.rows).filter { (lowest...highest).contains(last - Double($0)) }
  }

  private func row(_ y: Double) -> Int { row(place: plot.yAxis.place(y)) }

  private func row(place: Double) -> Int { Self.rows - 1 - Int((place * Double(Self.rows - 1)).rounded()) }

  // MARK: - Words

  private func xLines(_ indent: Int) -> [DiagramLine] {
    var line = Array(repeating: signs.line, count: columns)
    var words = Array(repeating: Character(" "), count: columns + 6)
    var free = 0
    for tick in plot.xAxis.ticks {
      let (at, label) = (column(tick), Array(PlotNumber.text(tick)))
      let begin = max(0, at - (label.count - 1) / 2)
      guard begin >= free, begin + label.count <= words.count else { continue }
      line[at] = signs.mark
      words.replaceSubrange(begin..<begin + label.count, with: label)
      free = begin + label.count + 2
    }
    let before = String(repeating: " ", count: indent + 1)
    let scale = plot.xAxis.scale == .logarithmic ? " (logarithmic)" : ""
    let name = fitted(plot.xName + scale, room: columns)
    let middle = String(repeating: " ", count: max(0, (columns - name.displayWidth) / 2))
    return [
      dim(before + signs.corner + String(line)), dim((before + " " + String(words)).trimmingEnd),
      dim(before + " " + middle + name),
    ]
  }

  /// What the signs stand for, where there is more than one series, and what the bars are.
  private var legend: [DiagramLine] {
    var lines = plot.measured.enumerated().map { "\(sign($0)) \($1.name)" }
    lines += plot.curves.enumerated().map { "\(curveSign($0)) \($1.name) (computed)" }
    if hasHiddenSigns { lines.append("where signs meet, the one named first is drawn") }
    if lines.count == 1, plot.measured.count == 1, plot.measured.first?.name == plot.yName { lines = [] }
    if plot.hasErrors {
      lines.append("\(signs.error) one standard error up and down; none where it is less than the sign")
    }
    return lines.flatMap { line in
      SafeText.printable(line).linesOfWords(width: width - 6).enumerated().map { place, words in
        dim((place == 0 ? "  " : "    ") + fitted(words, room: width - 4))
      }
    }
  }

  /// Whether a point of one series stands where one of another does.
  private var hasHiddenSigns: Bool {
    let places = plot.measured.map { series in
      series.points.map { row($0.y) * columns + column($0.x) }
    }
    return places.indices.contains { one in
      places[..<one].contains { other in other.contains(where: places[one].contains) }
    }
  }

  private func dim(_ text: String) -> DiagramLine { DiagramLine(spans: [.init(text, .dim)]) }

  private func fitted(_ text: String, room: Int? = nil) -> String {
    DisplayWidth.fit(glyphs.spell(SafeText.printable(text)), room ?? width, ellipsis: glyphs.set.ellipsis)
  }

  private func curveSign(_ place: Int) -> Character { signs.curves[place % signs.curves.count] }

  private func sign(_ place: Int) -> Character { signs.points[place % signs.points.count] }

  private var signs: Signs { glyphs == .unicode ? .unicode : .ascii }

  private struct Signs {
    let (points, curves): ([Character], [Character])
    let (error, line, mark): (Character, Character, Character)
    let (axis, tick, corner): (String, String, String)

    static let unicode = Signs(
      points: ["●", "○", "■", "□", "▲", "△"], curves: ["·", "~", ":"], error: "│", line: "─", mark: "┬",
      axis: "│", tick: "┤", corner: "└")
    static let ascii = Signs(
      points: ["o", "x", "#", "+", "*", "@"], curves: [".", "~", ":"], error: "|", line: "-", mark: "+",
      axis: "|", tick: "+", corner: "+")

    init(
      points: [Character], curves: [Character], error: Character, line: Character, mark: Character,
      axis: String, tick: String, corner: String
    ) {
      (self.points, self.curves) = (points, curves)
      (self.error, self.line, self.mark) = (error, line, mark)
      (self.axis, self.tick, self.corner) = (axis, tick, corner)
    }
  }
}

extension String {
  fileprivate var trimmingEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
