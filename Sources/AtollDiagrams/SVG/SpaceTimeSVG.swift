import Atoll

/// Draws a layout as SVG: time goes down the page as on the terminal, so that words stand level and a long run
/// makes a long page, not a wide one; messages are slanted arrows from their send to their delivery.
///
/// Each event has a row of its own, and its words stand in that row: words never meet words. Where a line runs
/// behind them, a halo in the page's colour keeps them readable.
struct SpaceTimeSVG {
  typealias Point = SVGWriter.Point

  let layout: SpaceTimeLayout
  let title: String
  let gap: Int
  let width: Int
  let bottom: Int
  let height: Int
  /// The y of each row.
  let rowY: [Int]
  /// How far apart the bars of operations stand that are open at once, by operation; the most in each lane.
  let slots: [Int]
  let slotsMost: [Int]

  static let top = 44
  static let laneLeft = 132
  static let marginRight = 176
  private static let rowHeight = 26
  private static let barWidth = 10
  private static let slotWidth = 13

  init(_ layout: SpaceTimeLayout, title: String?) {
    self.layout = layout
    let names = layout.lanes.map(\.name).joined(separator: ", ")
    self.title = SafeText.printable(title ?? "Space-time diagram of \(names)")
    gap = Self.gap(lanes: layout.lanes.count)
    width = Self.laneLeft + gap * max(0, layout.lanes.count - 1) + Self.marginRight
    var y = Self.top + 8
    var ys: [Int] = []
    for (index, row) in layout.rows.enumerated() {
      // Ticks are not to scale; a longer pause is a little more air.
      let pause = index == 0 ? 0 : row.event.time - layout.rows[index - 1].event.time
      y += Self.rowHeight + (pause > 1 ? min(20, 2 * min(pause, 10)) : 0)
      ys.append(y)
    }
    rowY = ys
    bottom = y + 34
    height = bottom + (layout.notes.isEmpty ? 0 : 4 + 18 * layout.notes.count) + 34
    (slots, slotsMost) = Self.slots(layout)
  }

  /// Fewer lanes leave more room for the words between them.
  private static func gap(lanes: Int) -> Int {
    switch lanes {
    case ...2: 300
    case 3: 230
    case 4: 190
    case 5: 165
    default: 145
    }
  }

  private static func slots(_ layout: SpaceTimeLayout) -> ([Int], [Int]) {
    var takenTo: [[Int]] = Array(repeating: [], count: layout.lanes.count)
    let slots = layout.operations.map { operation in
      let first = operation.first ?? -1
      let last = operation.last ?? layout.rows.count
      if let free = takenTo[operation.lane].firstIndex(where: { $0 < first }) {
        takenTo[operation.lane][free] = last
        return free
      }
      takenTo[operation.lane].append(last)
      return takenTo[operation.lane].count - 1
    }
    return (slots, takenTo.map(\.count))
  }

  func document() -> String {
    var writer = SVGWriter()
    let size = "width=\"\(width)\" height=\"\(height)\" viewBox=\"0 0 \(width) \(height)\""
    writer.raw(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"atoll-diagram\" role=\"img\" \(size) "
        + "style=\"max-width:100%;height:auto\">")
    writer.raw("<title>\(SVGWriter.escape(title))</title>")
    writer.raw("<desc>\(SVGWriter.escape(layout.sentences().joined(separator: "\n")))</desc>")
    writer.raw(SVGStyle.sheet)
    writer.rectangle(Point(0, 0), width: width, height: height, "page")
    drawSplits(&writer)
    drawTicks(&writer)
    drawLifelines(&writer)
    drawOperations(&writer)
    for flight in layout.flights { drawFlight(flight, &writer) }
    for index in layout.rows.indices { drawEvent(index, &writer) }
    for index in layout.rows.indices { drawWords(index, &writer) }
    drawMargins(&writer)
    writer.raw("</svg>")
    return writer.text
  }

  func laneX(_ lane: Int) -> Int { Self.laneLeft + gap * lane }

  // MARK: Behind the events

  private func drawSplits(_ writer: inout SVGWriter) {
    for split in layout.splits {
      let from = split.first.map { rowY[$0] } ?? Self.top
      let to = split.last.map { rowY[$0] } ?? bottom
      writer.rectangle(Point(74, from), width: width - 82, height: to - from, "split")
      writer.line(Point(74, from), Point(74, to), "edge")
      writer.line(Point(width - 8, from), Point(width - 8, to), "edge")
    }
  }

  private func drawTicks(_ writer: inout SVGWriter) {
    for (index, row) in layout.rows.enumerated() where row.isNewTick {
      writer.line(Point(74, rowY[index]), Point(width - 8, rowY[index]), "tick")
      writer.label("t=\(row.event.time)", Point(8, rowY[index] + 4), .start, room: 64, "dim")
    }
  }

  private func drawLifelines(_ writer: inout SVGWriter) {
    for (lane, content) in layout.lanes.enumerated() {
      let x = laneX(lane)
      writer.label(content.name, Point(x, 28), .middle, room: gap - 16, "name")
      if height > 900 {
        writer.label(content.name, Point(x, bottom + 18), .middle, room: gap - 16, "name")
      }
      var y = Self.top - 6
      for downtime in layout.downtimes where downtime.lane == lane {
        let from = downtime.first.map { rowY[$0] } ?? y
        let to = downtime.last.map { rowY[$0] } ?? bottom
        if from > y { writer.line(Point(x, y), Point(x, from), "life") }
        writer.line(Point(x, from), Point(x, to), "down")
        y = to
      }
      if y < bottom { writer.line(Point(x, y), Point(x, bottom), "life") }
    }
  }

  /// A bar for each operation; where it began before or goes on after the rows, or for ever, its end is ragged.
  private func drawOperations(_ writer: inout SVGWriter) {
    for (index, operation) in layout.operations.enumerated() {
      let left = laneX(operation.lane) - Self.barWidth / 2 - slots[index] * Self.slotWidth
      let right = left + Self.barWidth
      let from = operation.first.map { rowY[$0] - 7 } ?? Self.top
      let to = operation.last.map { rowY[$0] + 7 } ?? bottom - 2
      var outline = [Point(left, from)]
      if operation.first == nil { outline += [Point(left + 3, from + 5), Point(right - 3, from - 5)] }
      outline += [Point(right, from), Point(right, to)]
      if operation.last == nil { outline += [Point(right - 3, to - 5), Point(left + 3, to + 5)] }
      outline.append(Point(left, to))
      writer.path(outline, closed: operation.first != nil && operation.last != nil, "bar")
      if operation.last == nil {
        let words = "op \(operation.number) " + (operation.isPending ? "pending" : "goes on")
        writer.label(words, Point(left, to + 16 + 11 * slots[index]), .middle, room: 90, "dim")
      }
    }
  }

  // MARK: Around

  private func drawMargins(_ writer: inout SVGWriter) {
    for (index, note) in layout.notes.enumerated() {
      writer.label(note, Point(8, bottom + 34 + 18 * index), .start, room: width - 16, "dim")
    }
    if layout.after == 0 { writer.label("t=\(layout.now)", Point(8, bottom + 4), .start, room: 64, "dim") }
  }

  /// The columns of the bars left of a lifeline: event numbers stand beyond them.
  func clearLeft(_ lane: Int) -> Int { 10 + max(0, slotsMost[lane] - 1) * Self.slotWidth }
}

extension SpaceTimeLayout {
  /// What a picture leaves out, a line each.
  fileprivate var notes: [String] {
    var notes: [String] = []
    if before + after > 0 {
      notes.append("Not drawn: \(count(before, "earlier event")), \(count(after, "later event")).")
    }
    if !hiddenNodes.isEmpty {
      notes.append("Not drawn: \(hiddenNodes.joined(separator: ", ")) (\(count(hiddenEvents, "event"))).")
    }
    return notes
  }
}
