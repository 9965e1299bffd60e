import Atoll

extension SpaceTimeSVG {
  // MARK: Messages

  /// A slanted arrow to the delivery, or a line to the × where the message was lost, or a dashed line without a
  /// head where it is still on its way. Where the send lies before the rows, the arrow comes in dashed.
  func drawFlight(_ flight: SpaceTimeLayout.Flight, _ writer: inout SVGWriter) {
    let from = laneX(flight.from)
    let to = laneX(flight.to)
    if flight.from == flight.to { return drawLoop(flight, from, &writer) }
    let first = flight.first.map { rowY[$0] }
    switch (flight.end, flight.last.map { rowY[$0] }) {
    case (.delivered, let last?):
      let edge = Point(to + (from > to ? 5 : -5), last)
      let start = first.map { Point(from, $0) } ?? Point(to + (from - to) * 3 / 10, max(Self.top, last - 50))
      writer.line(start, edge, first == nil ? "open" : "message")
      drawHead(from: start, to: edge, &writer)
    case (.dropped, let last?):
      let end = Point(crossX(from, to), last)
      let start =
        first.map { Point(from, $0) } ?? Point(from + (to - from) * 2 / 10, max(Self.top, last - 30))
      writer.line(start, end, first == nil ? "open" : "lost")
      drawCross(end, 5, &writer)
    default:
      let start = first.map { Point(from, $0) } ?? Point(from + (from < to ? gap : -gap) / 4, Self.top)
      let isRightward = from < to
      let startY = first ?? Self.top
      let end = Point(from + (isRightward ? gap : -gap) * 4 / 10, min(bottom, startY + 44))
      writer.line(start, end, "open")
      writer.circle(end, radius: 3, "hollow")
      let beside = end.moved(isRightward ? 7 : -7, 4)
      let words = "to \(layout.lanes[flight.to].name)"
      writer.label(words, beside, isRightward ? .start : .end, room: gap / 2 - 10, "dim")
    }
  }

  /// Where on its way a message that was lost ends in the picture.
  func crossX(_ from: Int, _ to: Int) -> Int { from + (to - from) * 4 / 10 }

  /// A message to the sender itself: a loop at the right of the lifeline.
  private func drawLoop(_ flight: SpaceTimeLayout.Flight, _ x: Int, _ writer: inout SVGWriter) {
    let first = flight.first.map { rowY[$0] } ?? Self.top
    let last = flight.last.map { rowY[$0] } ?? min(bottom, first + 30)
    let out = x + 18
    var corners = [Point(out, first), Point(out, last)]
    if flight.first != nil { corners.insert(Point(x, first), at: 0) }
    let style = flight.first == nil || flight.end == .open ? "open" : "message"
    switch flight.end {
    case .delivered:
      corners.append(Point(x + 5, last))
      writer.path(corners, closed: false, style)
      drawHead(from: Point(out, last), to: Point(x + 5, last), &writer)
    case .dropped:
      writer.path(corners, closed: false, style)
      drawCross(Point(out, last), 5, &writer)
    case .open:
      writer.path(corners, closed: false, style)
      writer.circle(Point(out, last), radius: 3, "hollow")
    }
  }

  /// An arrow head of 10 units' length and 9 units' width.
  private func drawHead(from: Point, to tip: Point, _ writer: inout SVGWriter) {
    let dx = tip.x10 - from.x10
    let dy = tip.y10 - from.y10
    let length = Self.root(dx * dx + dy * dy)
    guard length > 0 else { return }
    let base = tip.moved(x10: -100 * dx / length, y10: -100 * dy / length)
    let (sideX, sideY) = (-45 * dy / length, 45 * dx / length)
    let corners = [tip, base.moved(x10: sideX, y10: sideY), base.moved(x10: -sideX, y10: -sideY)]
    writer.path(corners, closed: true, "head")
  }

  /// The whole part of a square root, by Newton's method: a module without Foundation has no `sqrt` to link to.
  private static func root(_ square: Int) -> Int {
    guard square > 1 else { return max(0, square) }
    var root = square
    while root > square / root { root = (root + square / root) / 2 }
    return root
  }

  private func drawCross(_ center: Point, _ size: Int, _ writer: inout SVGWriter) {
    writer.line(center.moved(-size, -size), center.moved(size, size), "cross")
    writer.line(center.moved(-size, size), center.moved(size, -size), "cross")
  }

  // MARK: Events

  /// The mark of an event on its lifeline, or the line across all of them.
  func drawEvent(_ index: Int, _ writer: inout SVGWriter) {
    let row = layout.rows[index]
    let y = rowY[index]
    if SpaceTimeLayout.isOfNetwork(row.event.kind) {
      let style = row.event.kind == .partition || row.event.kind == .heal ? "edge" : "change"
      return writer.line(Point(marginLeft, y), Point(width - 8, y), style)
    }
    guard let lane = row.lane, row.event.kind != .drop else { return }
    let center = Point(laneX(lane), y)
    switch row.event.kind {
    case .crash: drawCross(center, 7, &writer)
    case .recovery, .resumption:
      writer.circle(center, radius: 6, "hollow")
      writer.circle(center, radius: 2, "ink")
    case .pause:
      for side in [-3, 3] { writer.line(center.moved(side, -6), center.moved(side, 6), "stroke") }
    case .timeout:
      writer.circle(center, radius: 7, "hollow")
      writer.path([center.moved(0, -5), center, center.moved(4, 0)], closed: false, "stroke")
    case .note:
      let corners = [center.moved(0, -6), center.moved(6, 0), center.moved(0, 6), center.moved(-6, 0)]
      writer.path(corners, closed: true, "hollow")
    case .invocation, .response: writer.circle(center, radius: 3, "ink")
    default: writer.circle(center, radius: 4, "ink")
    }
  }

  /// The event's number and its words, on the sides where its arrow is not.
  func drawWords(_ index: Int, _ writer: inout SVGWriter) {
    let row = layout.rows[index]
    let y = rowY[index] + 4
    let number = "e\(row.event.number)"
    switch row.event.kind {
    case _ where SpaceTimeLayout.isOfNetwork(row.event.kind):
      writer.label(number, Point(marginLeft - 4, y), .end, room: 60, "dim")
      let words = layout.words(row, short: false)
      writer.plate(words, Point(laneLeft + 14, rowY[index]), room: width - laneLeft - 46)
    case .drop: drawLoss(row, y, &writer)
    default: drawLocalWords(index, y, number, &writer)
    }
  }

  private func drawLocalWords(_ index: Int, _ y: Int, _ number: String, _ writer: inout SVGWriter) {
    let row = layout.rows[index]
    guard let lane = row.lane else { return }
    let x = laneX(lane)
    let leftX = x - clearLeft(index)
    // An arrow on the left side pushes the number to the right and, for a send, the words to the left.
    let isLeftward = (row.peer ?? .max) < lane
    let (words, style) = layout.pictureWords(row)
    let room = lane == layout.lanes.count - 1 ? marginRight - 20 : gap - 44
    switch row.event.kind {
    case .send where isLeftward:
      writer.label(number, Point(x + 11, y), .start, room: 50, "dim")
      writer.label(words, Point(leftX - 2, y - 7), .end, room: gap - 44, style)
    case .delivery where isLeftward:
      writer.label(joined(number, words), Point(x + 11, y), .start, room: room, "dim")
    default:
      writer.label(number, Point(leftX, y), .end, room: 50, "dim")
      let isOutgoing = row.event.kind == .send && row.peer != nil && row.peer != lane
      let place = Point(x + (row.peer == lane ? 26 : 12), isOutgoing ? y - 7 : y)
      writer.label(words, place, .start, room: room, style)
    }
  }

  private static let lossWidth = 260

  private func drawLoss(_ row: SpaceTimeLayout.Row, _ y: Int, _ writer: inout SVGWriter) {
    // Of two nodes it is plain which one it was for.
    let receiver = layout.lanes.count > 2 ? " to \(layout.name(row.event.node)):" : ""
    let words = "e\(row.event.number)\(receiver) \(layout.lost(row))"
    guard let to = row.lane, let from = row.peer else {
      let x = laneX(row.lane ?? row.peer ?? 0) + 12
      return writer.label(words, Point(x, y), .start, room: gap - 24, "said")
    }
    if from == to { return writer.label(words, Point(laneX(to) + 28, y), .start, room: gap - 44, "said") }
    let x = crossX(laneX(from), laneX(to))
    if from < to {
      writer.label(words, Point(x + 11, y), .start, room: min(Self.lossWidth, width - x - 16), "said")
    } else {
      writer.label(words, Point(x - 11, y), .end, room: min(Self.lossWidth, x - marginLeft - 6), "said")
    }
  }

  private func joined(_ number: String, _ words: String) -> String {
    words.isEmpty ? number : "\(number) \(words)"
  }
}
