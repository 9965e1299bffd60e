import AtollText

/// Writes SVG elements, escaped, with coordinates that are the same bytes everywhere.
struct SVGWriter {
  /// The elements so far.
  private(set) var text = ""

  /// Where the x of a text is: its beginning, its middle or its end.
  enum Anchor: String { case start, middle, end }

  mutating func raw(_ markup: String) { text += markup + "\n" }

  mutating func line(_ a: Point, _ b: Point, _ style: String) {
    raw("<line class=\"\(style)\" x1=\"\(a.xText)\" y1=\"\(a.yText)\" x2=\"\(b.xText)\" y2=\"\(b.yText)\"/>")
  }

  mutating func circle(_ center: Point, radius: Int, _ style: String) {
    raw("<circle class=\"\(style)\" cx=\"\(center.xText)\" cy=\"\(center.yText)\" r=\"\(radius)\"/>")
  }

  mutating func rectangle(_ corner: Point, width: Int, height: Int, _ style: String) {
    let place = "x=\"\(corner.xText)\" y=\"\(corner.yText)\" width=\"\(width)\" height=\"\(height)\""
    raw("<rect class=\"\(style)\" \(place)/>")
  }

  mutating func path(_ points: [Point], closed: Bool, _ style: String) {
    let steps = points.enumerated().map { ($0 == 0 ? "M" : "L") + "\($1.xText) \($1.yText)" }
    raw("<path class=\"\(style)\" d=\"\(steps.joined())\(closed ? "Z" : "")\"/>")
  }

  /// A text of at most `room` units; where it is cut, the whole is its tooltip.
  mutating func label(_ words: String, _ place: Point, _ anchor: Anchor, room: Int, _ style: String) {
    label(words, place, anchor, columns: room / Self.columnWidth, style)
  }

  /// A text of at most so many columns; where it is cut, the whole is its tooltip.
  mutating func label(_ words: String, _ place: Point, _ anchor: Anchor, columns: Int, _ style: String) {
    let shown = DisplayWidth.fit(words, max(2, columns), ellipsis: "…")
    let tooltip = shown == words ? "" : "<title>\(words.markupEscaped)</title>"
    let anchor = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
    raw(
      "<text class=\"\(style)\" x=\"\(place.xText)\" y=\"\(place.yText)\"\(anchor)>"
        + "\(tooltip)\(shown.markupEscaped)</text>")
  }

  /// A text on a plate whose left edge has its middle at `place`: for words on a line.
  mutating func plate(_ words: String, _ place: Point, room: Int) {
    let columns = min(words.displayWidth, max(2, room / Self.columnWidthBold))
    let width = columns * Self.columnWidthBold + 12
    rectangle(place.moved(0, -10), width: width, height: 20, "plate")
    let middle = place.moved(width / 2, 4)
    label(words, middle, .middle, room: columns * Self.columnWidth, "strong")
  }

  /// The units that a column of text takes at most, on average: fonts differ from reader to reader.
  static let columnWidth = 7
  private static let columnWidthBold = 8

  /// A place in tenths of a unit: whole numbers have one spelling, and need no mathematics library.
  struct Point {
    var x10: Int
    var y10: Int

    init(_ x: Int, _ y: Int) {
      x10 = x * 10
      y10 = y * 10
    }

    /// The place `x10` and `y10` tenths to the right and down.
    func moved(x10 dx: Int, y10 dy: Int) -> Point {
      var point = self
      point.x10 += dx
      point.y10 += dy
      return point
    }

    /// The place `x` and `y` units to the right and down.
    func moved(_ x: Int, _ y: Int) -> Point { moved(x10: x * 10, y10: y * 10) }

    var xText: String { Self.spell(x10) }
    var yText: String { Self.spell(y10) }

    private static func spell(_ tenths: Int) -> String {
      let size = abs(tenths)
      let whole = (tenths < 0 ? "-" : "") + String(size / 10)
      return size % 10 == 0 ? whole : whole + "." + String(size % 10)
    }
  }
}
