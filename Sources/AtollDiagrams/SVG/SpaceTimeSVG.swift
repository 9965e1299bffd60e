import Atoll
import AtollText

/// Draws a layout as SVG: time goes down the page as on the terminal, so that words stand level and a long run
/// makes a long page, not a wide one; messages are slanted arrows from their send to their delivery.
///
/// Each event has a row of its own, and its words stand in that row: words never meet words. Where a line runs
/// behind them, a halo in the page's colour keeps them readable.
struct SpaceTimeSVG {
  typealias Point = SVGWriter.Point

  let layout: SpaceTimeLayout
  let title: String
  /// From a lifeline to the next.
  let gap: Int
  /// Right of the last lifeline: its events' words stand there.
  let marginRight: Int
  let width: Int
  let bottom: Int
  let height: Int
  private let notesTop: Int
  /// The y of each row.
  let rowY: [Int]
  /// How many bars stand between an operation's own and its lifeline, by operation.
  private let slots: [Int]
  /// How many bars stand left of the lifeline at each row's event.
  private let barsAt: [Int]
  /// Where the ticks and numbers in the margin end, and where the first lifeline stands.
  let marginLeft: Int
  let laneLeft: Int

  static let top = 44
  private static let rowHeight = 26
  /// A higher picture has the nodes' names at its end too.
  private static let heightWithOneHeading = 800
  private static let barWidth = 10
  private static let slotWidth = 13
  /// More bars than these at one lifeline cover each other.
  private static let slotsMax = 6

  init(_ layout: SpaceTimeLayout, title: String?) {
    self.layout = layout
    let names = layout.lanes.map(\.name).joined(separator: ", ")
    self.title = SafeText.printable(title ?? "Space-time diagram of \(names)")
    gap = Self.gap(layout)
    marginRight = Self.marginRight(layout)
    slots = Self.slots(layout)
    barsAt = Self.barsAt(layout, slots)
    let most = zip(layout.operations, slots).filter { $0.0.lane == 0 }.map(\.1).max() ?? 0
    let last = layout.rows.last?.event
    let digits = String(max(layout.now, last?.time ?? 0)).count + String(last?.number ?? 0).count
    marginLeft = 42 + 7 * digits
    laneLeft = marginLeft + 24 + 7 * String(last?.number ?? 0).count + Self.slotWidth * most
    width = laneLeft + gap * max(0, layout.lanes.count - 1) + marginRight
    var y = Self.top + 8
    var ys: [Int] = []
    for (index, row) in layout.rows.enumerated() {
      // Ticks are not to scale; a longer pause is a little more air.
      let pause = index == 0 ? 0 : row.event.time &- layout.rows[index - 1].event.time
      y += Self.rowHeight + (pause > 1 ? min(20, 2 * min(pause, 10)) : 0)
      ys.append(y)
    }
    rowY = ys
    bottom = y + 34
    let footer = bottom - Self.top > Self.heightWithOneHeading ? 40 : 20
    notesTop = bottom + footer + 12
    height = notesTop + 18 * layout.notes.count
  }

  /// Wide enough for the words between two lifelines, within reason; fewer lanes leave more room.
  private static func gap(_ layout: SpaceTimeLayout) -> Int {
    let (least, most) =
      switch layout.lanes.count {
      case ...2: (300, 360)
      case 3: (230, 300)
      case 4: (190, 280)
      case 5: (165, 250)
      default: (145, 220)
      }
    let last = layout.lanes.count - 1
    let rows = layout.rows.filter { $0.lane != last || $0.peer != nil }
    return room(for: rows, layout, least...most, beside: 44)
  }

  private static func marginRight(_ layout: SpaceTimeLayout) -> Int {
    let last = layout.lanes.count - 1
    return room(for: layout.rows.filter { $0.lane == last && $0.peer == nil }, layout, 176...260, beside: 20)
  }

  private static func room(
    for rows: [SpaceTimeLayout.Row], _ layout: SpaceTimeLayout, _ range: ClosedRange<Int>, beside: Int
  ) -> Int {
    let longest = rows.map { layout.pictureWords($0).words.displayWidth }.max() ?? 0
    return min(range.upperBound, max(range.lowerBound, longest * SVGWriter.columnWidth + beside))
  }

  private static func slots(_ layout: SpaceTimeLayout) -> [Int] {
    var takenTo: [[Int]] = Array(repeating: [], count: layout.lanes.count)
    return layout.operations.map { operation in
      let first = operation.first ?? -1
      let last = operation.last ?? layout.rows.count
      if let free = takenTo[operation.lane].firstIndex(where: { $0 < first }) {
        takenTo[operation.lane][free] = last
        return free
      }
      guard takenTo[operation.lane].count < slotsMax else { return slotsMax - 1 }
      takenTo[operation.lane].append(last)
      return takenTo[operation.lane].count - 1
    }
  }

  private static func barsAt(_ layout: SpaceTimeLayout, _ slots: [Int]) -> [Int] {
    var bars = Array(repeating: 0, count: layout.rows.count)
    for (operation, slot) in zip(layout.operations, slots) where slot > 0 {
      let first = operation.first ?? 0
      let last = operation.last ?? layout.rows.count - 1
      guard first <= last else { continue }
      for row in first...last where layout.rows[row].lane == operation.lane {
        bars[row] = max(bars[row], slot)
      }
    }
    return bars
  }

  func document() -> String {
    var writer = SVGWriter()
    let size = "width=\"\(width)\" height=\"\(height)\" viewBox=\"0 0 \(width) \(height)\""
    writer.raw(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"atoll-diagram\" role=\"img\" \(size) "
        + "style=\"max-width:100%;height:auto\">")
    writer.raw("<title>\(title.markupEscaped)</title>")
    writer.raw("<desc>\(layout.sentences().joined(separator: "\n").markupEscaped)</desc>")
    writer.raw(SVGStyle.sheet)
    writer.rectangle(Point(0, 0), width: width, height: height, "page")
    drawSplits(&writer)
    drawTicks(&writer)
    // The lifeline runs over the bars: a crash during an operation stays visible.
    drawOperations(&writer)
    drawLifelines(&writer)
    for flight in layout.flights { drawFlight(flight, &writer) }
    for index in layout.rows.indices { drawEvent(index, &writer) }
    for index in layout.rows.indices { drawWords(index, &writer) }
    drawPending(&writer)
    drawMargins(&writer)
    writer.raw("</svg>")
    return writer.text
  }

  func laneX(_ lane: Int) -> Int { laneLeft + gap * lane }

  // MARK: Behind the events

  private func drawSplits(_ writer: inout SVGWriter) {
    for split in layout.splits {
      let from = split.first.map { rowY[$0] } ?? Self.top
      let to = split.last.map { rowY[$0] } ?? bottom
      writer.rectangle(Point(marginLeft, from), width: width - 8 - marginLeft, height: to - from, "split")
      writer.line(Point(marginLeft, from), Point(marginLeft, to), "edge")
      writer.line(Point(width - 8, from), Point(width - 8, to), "edge")
    }
  }

  private func drawTicks(_ writer: inout SVGWriter) {
    for (index, row) in layout.rows.enumerated() where row.isNewTick {
      writer.line(Point(marginLeft, rowY[index]), Point(width - 8, rowY[index]), "tick")
      writer.label("t=\(row.event.time)", Point(8, rowY[index] + 4), .start, room: 64, "dim")
    }
  }

  private func drawLifelines(_ writer: inout SVGWriter) {
    for (lane, content) in layout.lanes.enumerated() {
      let x = laneX(lane)
      writer.label(content.name, Point(x, 28), .middle, room: gap - 16, "name")
      if bottom - Self.top > Self.heightWithOneHeading {
        writer.label(content.name, Point(x, bottom + 32), .middle, room: gap - 16, "name")
      }
      var y = Self.top - 6
      for silence in silences(lane) {
        let from = silence.first.map { rowY[$0] } ?? y
        let to = silence.last.map { rowY[$0] } ?? bottom
        if from > y { writer.line(Point(x, y), Point(x, from), "life") }
        writer.line(Point(x, from), Point(x, to), silence.style)
        y = to
      }
      if y < bottom { writer.line(Point(x, y), Point(x, bottom), "life") }
    }
  }

  /// When a node is down or paused, in order.
  private func silences(_ lane: Int) -> [(first: Int?, last: Int?, style: String)] {
    let down = layout.downtimes.filter { $0.lane == lane }.map {
      (first: $0.first, last: $0.last, style: "down")
    }
    let paused = layout.pauses.filter { $0.lane == lane }.map {
      (first: $0.first, last: $0.last, style: "paused")
    }
    return (down + paused).sorted { ($0.first ?? -1) < ($1.first ?? -1) }
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
      writer.path(outline, closed: true, "bar")
    }
  }

  /// Below each lifeline, which of its operations are still open.
  private func drawPending(_ writer: inout SVGWriter) {
    for lane in layout.lanes.indices {
      let open = layout.operations.filter { $0.lane == lane && $0.last == nil }
      guard !open.isEmpty else { continue }
      let numbers = open.map { "#\($0.number)" }.joined(separator: ", ")
      let words = "\(numbers) \(open.allSatisfy(\.isPending) ? "pending" : "open")"
      writer.label(words, Point(laneX(lane), bottom + 14), .middle, room: gap - 16, "dim")
    }
  }

  // MARK: Around

  private func drawMargins(_ writer: inout SVGWriter) {
    for (index, note) in layout.notes.enumerated() {
      writer.label(note, Point(8, notesTop + 18 * index), .start, room: width - 16, "dim")
    }
    // The last row has said its tick.
    if layout.after == 0, layout.rows.last?.event.time != layout.now {
      writer.label("t=\(layout.now)", Point(8, bottom + 4), .start, room: 64, "dim")
    }
  }

  /// How far left of the lifeline an event's number stands: beyond the bars.
  func clearLeft(_ row: Int) -> Int { 10 + barsAt[row] * Self.slotWidth }
}

extension SpaceTimeLayout {
  /// The words at a mark; a message's stand at its send, and at its delivery only where the send is not drawn.
  func pictureWords(_ row: Row) -> (words: String, style: String) {
    switch row.event.kind {
    case _ where Self.isOfNetwork(row.event.kind), .drop: ("", "said")
    case .invocation: (words(row, short: true), "strong")
    case .response: (words(row, short: true), "strong")
    case .send: (row.peer == nil ? words(row, short: true) : row.label, "said")
    case .delivery: (isSendDrawn(row) ? "" : words(row, short: true), "dim")
    case .note: (row.label, "note")
    default: (words(row, short: true), "said")
    }
  }

  private func isSendDrawn(_ row: Row) -> Bool {
    guard row.repeatsSend, let cause = row.event.cause, let first = rows.first?.event.number else {
      return false
    }
    return cause >= first && row.peer != nil
  }

  /// What a picture leaves out, a line each.
  fileprivate var notes: [String] {
    var notes: [String] = []
    if before + after > 0 {
      notes.append("Not drawn: \(before.of("earlier event")), \(after.of("later event")).")
    }
    if !hiddenNodes.isEmpty {
      notes.append("Not drawn: \(hiddenNodes.joined(separator: ", ")) (\(hiddenEvents.of("event"))).")
    }
    return notes
  }
}
