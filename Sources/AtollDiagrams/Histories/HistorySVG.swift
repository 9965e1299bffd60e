import AtollText

/// Draws the bars of a history as SVG.
struct HistorySVG {
  private let layout: HistoryLayout
  private let title: String
  private let notes: [String]
  private let labelWidth: Int
  private let width: Int
  private let height: Int

  private static let top = 24
  private static let rowHeight = 30
  private static let columnWidth = 34
  private static let noteWidthMin = 640

  init(_ layout: HistoryLayout, title: String, notes: [String]) {
    self.layout = layout
    self.title = SafeText.printable(title)
    let longest = layout.bars.map { ($0.operation.name + "  " + $0.operation.words).displayWidth }.max() ?? 0
    labelWidth = min(60, longest) * SVGWriter.columnWidth + 40
    width = max(Self.noteWidthMin, labelWidth + layout.columnCount * Self.columnWidth + 40)
    let room = (width - 40) / SVGWriter.columnWidth
    self.notes = notes.flatMap { SafeText.printable($0).linesOfWords(width: room) }
    height = Self.top + layout.bars.count * Self.rowHeight + 24 + self.notes.count * 18
  }

  func document() -> String {
    var svg = SVGWriter()
    svg.raw(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"atoll-diagram\" role=\"img\" width=\"\(width)\" "
        + "height=\"\(height)\" viewBox=\"0 0 \(width) \(height)\">")
    svg.raw("<title>\(title.markupEscaped)</title>")
    let words = layout.bars.map { "\($0.operation.name): \($0.operation.words)" } + notes
    svg.raw("<desc>\(SafeText.printable(words.joined(separator: "; ")).markupEscaped)</desc>")
    svg.raw(SVGStyle.sheet)
    svg.rectangle(SVGWriter.Point(0, 0), width: width, height: height, "page")
    let bottom = Self.top + layout.bars.count * Self.rowHeight
    for bar in layout.bars where bar.last != nil {
      let x = x(bar.last ?? 0)
      svg.line(SVGWriter.Point(x, Self.top - 8), SVGWriter.Point(x, bottom), "tick")
    }
    for (row, bar) in layout.bars.enumerated() { draw(bar, y: Self.top + row * Self.rowHeight, &svg) }
    for (row, note) in notes.enumerated() {
      svg.label(note, SVGWriter.Point(20, bottom + 22 + row * 18), .start, room: width, "ink")
    }
    svg.raw("</svg>")
    return svg.text
  }

  private func x(_ column: Int) -> Int { labelWidth + column * Self.columnWidth }

  private func draw(_ bar: HistoryLayout.Bar, y: Int, _ svg: inout SVGWriter) {
    let label = SafeText.printable("\(bar.operation.name)  \(bar.operation.words)")
    svg.label(
      label, SVGWriter.Point(20, y + 13), .start, room: labelWidth - 30, bar.isCulprit ? "strong" : "ink")
    let (left, right) = (x(bar.first), bar.last.map(x) ?? width - 16)
    let corners = [
      SVGWriter.Point(left, y), SVGWriter.Point(right, y), SVGWriter.Point(right, y + 18),
      SVGWriter.Point(left, y + 18),
    ]
    if bar.last == nil {
      // Open to the right: it may take effect at any later time, or never.
      svg.path([corners[1], corners[0], corners[3], corners[2]], closed: false, "open")
    } else {
      svg.path(corners, closed: true, "bar")
    }
    if let point = bar.point {
      svg.circle(SVGWriter.Point(x(point.column), y + 9), radius: 8, "hollow")
      svg.label("\(point.number)", SVGWriter.Point(x(point.column), y + 13), .middle, room: 20, "strong")
    } else if bar.isCulprit {
      let (middle, center) = ((left + right) / 2, y + 9)
      svg.line(SVGWriter.Point(middle - 6, center - 6), SVGWriter.Point(middle + 6, center + 6), "cross")
      svg.line(SVGWriter.Point(middle - 6, center + 6), SVGWriter.Point(middle + 6, center - 6), "cross")
    }
  }
}
