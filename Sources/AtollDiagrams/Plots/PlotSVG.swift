import AtollText

extension Plot {
  /// The plot as an SVG document of 720 by 440 units; a background, and colours for light and for dark.
  public func svg(title: String, notes: [String] = []) -> String {
    PlotSVG(plot: self, title: title, notes: notes).document()
  }
}

/// Draws a plot as SVG.
struct PlotSVG {
  let plot: Plot
  let title: String

  private typealias Point = SVGWriter.Point
  private static let width = 720
  private static let (left, right) = (76, 700)
  /// The columns of a title's bold letters and of a note's small ones in the picture's width.
  private static let (titleColumns, noteColumns) = (80, 118)
  private static let titleRow = 20

  private let titleLines: [String]
  private let noteLines: [String]
  private let top: Int
  private let bottom: Int

  init(plot: Plot, title: String, notes: [String]) {
    self.plot = plot
    self.title = SafeText.printable(title)
    titleLines = self.title.linesOfWords(width: Self.titleColumns)
    noteLines = notes.flatMap { SafeText.printable($0).linesOfWords(width: Self.noteColumns) }
    top = 36 + Self.titleRow * max(1, titleLines.count)
    bottom = top + 304
  }

  func document() -> String {
    var svg = SVGWriter()
    let rows = legendRows
    let height = bottom + 62 + rows.count * 20 + noteLines.count * 18
    svg.raw(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"atoll-diagram\" role=\"img\" width=\"\(Self.width)\" "
        + "height=\"\(height)\" viewBox=\"0 0 \(Self.width) \(height)\">")
    svg.raw("<title>\(title.markupEscaped)</title>")
    svg.raw("<desc>\(SafeText.printable(plot.sentences().joined(separator: ". ")).markupEscaped)</desc>")
    svg.raw(SVGStyle.sheet)
    svg.rectangle(Point(0, 0), width: Self.width, height: height, "page")
    for (row, line) in titleLines.enumerated() {
      svg.label(line, Point(16, 22 + row * Self.titleRow), .start, columns: Self.titleColumns, "name")
    }
    drawAxes(&svg)
    for (place, curve) in plot.curves.enumerated() { draw(curve: curve, place, &svg) }
    for (place, series) in plot.measured.enumerated().reversed() { draw(points: series, place, &svg) }
    for (row, entry) in rows.enumerated() {
      let y = bottom + 66 + row * 20
      switch entry.sign {
      case .point(let place): drawSign(place, Point(90, y - 4), &svg)
      case .curve(let place): drawCurve([Point(76, y - 4), Point(104, y - 4)], place, &svg)
      case .error: svg.line(Point(90, y - 11), Point(90, y + 3), "life")
      }
      svg.label(SafeText.printable(entry.words), Point(114, y), .start, room: Self.width - 130, "ink")
    }
    for (row, note) in noteLines.enumerated() {
      let y = bottom + 64 + rows.count * 20 + row * 18
      svg.label(note, Point(16, y), .start, columns: Self.noteColumns, "dim")
    }
    svg.raw("</svg>")
    return svg.text
  }

  private struct LegendRow {
    enum Sign { case point(Int), curve(Int), error }
    let words: String
    let sign: Sign
  }

  private var legendRows: [LegendRow] {
    var rows: [LegendRow] = []
    if plot.series.count > 1 || plot.measured.first?.name != plot.yName {
      rows += plot.measured.enumerated().map { LegendRow(words: $1.name, sign: .point($0)) }
      rows += plot.curves.enumerated().map {
        LegendRow(words: "\($1.name) (computed)", sign: .curve($0))
      }
    }
    if plot.hasErrors {
      rows.append(LegendRow(words: "one standard error up and down", sign: .error))
    }
    return rows
  }

  // MARK: - Axes

  private func drawAxes(_ svg: inout SVGWriter) {
    let isLogarithmic = (x: plot.xAxis.scale == .logarithmic, y: plot.yAxis.scale == .logarithmic)
    let (xName, yName) = (SafeText.printable(plot.xName), SafeText.printable(plot.yName))
    let height = yName + (isLogarithmic.y ? " (logarithmic)" : "")
    svg.label(height, Point(16, top - 12), .start, room: 600, "ink")
    for tick in plot.yAxis.ticks {
      let y = y(tick)
      svg.line(Point(Self.left, y), Point(Self.right, y), "tick")
      svg.label(PlotNumber.text(tick), Point(Self.left - 8, y + 4), .end, room: 66, "dim")
    }
    for tick in plot.xAxis.ticks {
      let x = x(tick)
      svg.line(Point(x, bottom), Point(x, bottom + 5), "life")
      svg.label(PlotNumber.text(tick), Point(x, bottom + 18), .middle, room: 66, "dim")
    }
    svg.line(Point(Self.left, top), Point(Self.left, bottom), "life")
    svg.line(Point(Self.left, bottom), Point(Self.right, bottom), "life")
    let middle = Point((Self.left + Self.right) / 2, bottom + 40)
    svg.label(xName + (isLogarithmic.x ? " (logarithmic)" : ""), middle, .middle, room: 600, "ink")
  }

  private func x(_ value: Double) -> Int {
    Self.left + Int((plot.xAxis.place(value) * Double(Self.right - Self.left)).rounded())
  }

  private func y(_ value: Double) -> Int {
    bottom - Int((plot.yAxis.place(value) * Double(bottom - top)).rounded())
  }

  // MARK: - Series

  private func draw(curve: Plot.Series, _ place: Int, _ svg: inout SVGWriter) {
    drawCurve(curve.points.map { Point(x($0.x), y($0.y)) }, place, &svg)
  }

  private func drawCurve(_ points: [Point], _ place: Int, _ svg: inout SVGWriter) {
    svg.path(points, closed: false, ["curve", "curve dashes", "curve dots"][place % 3])
  }

  private func draw(points series: Plot.Series, _ place: Int, _ svg: inout SVGWriter) {
    for point in series.points {
      let center = Point(x(point.x), y(point.y))
      if point.error > 0 {
        svg.line(
          Point(x(point.x), y(point.y + point.error)), Point(x(point.x), y(point.y - point.error)), "life")
      }
      drawSign(place, center, &svg)
    }
  }

  /// A sign of its own shape for each series: no two differ by colour alone.
  private func drawSign(_ place: Int, _ center: Point, _ svg: inout SVGWriter) {
    let square = [center.moved(-4, -4), center.moved(4, -4), center.moved(4, 4), center.moved(-4, 4)]
    let triangle = [center.moved(0, -5), center.moved(5, 4), center.moved(-5, 4)]
    switch place % 6 {
    case 0: svg.circle(center, radius: 4, "head")
    case 1: svg.circle(center, radius: 4, "hollow")
    case 2: svg.path(square, closed: true, "ink")
    case 3: svg.path(square, closed: true, "hollow")
    case 4: svg.path(triangle, closed: true, "ink")
    default: svg.path(triangle, closed: true, "hollow")
    }
  }
}
