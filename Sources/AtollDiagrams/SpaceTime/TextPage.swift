import Atoll
import AtollText

/// A terminal's page: the lifelines' names, the rows, what is not drawn, the legend.
struct TextPage {
  var width: Int
  var glyphs: DiagramGlyphs
  var legend: Bool
  var hint: String

  /// With more rows than this the nodes' names stand below the last row too.
  private static let rowsWithOneHeading = 24
  /// With less room for the words beside the rows, or where many would be cut, they leave out what the drawing
  /// shows.
  private static let wordsForLongForm = 36

  /// The nodes that get a lifeline: all, or where they do not fit those of the window's last events.
  func nodesThatFit(_ nodes: [NodeID], in diagram: SpaceTimeDiagram) -> [NodeID] {
    let events = diagram.trace.events
    let most = TextColumns.lanesMax(
      width: width, number: events.last?.number ?? 0, time: max(diagram.trace.now, events.last?.time ?? 0))
    guard nodes.count > most else { return nodes }
    let candidates = Set(nodes)
    var chosen: Set<NodeID> = []
    for place in SpaceTimeLayout.range(of: diagram).reversed() {
      for case .some(let node) in [events[place].node, events[place].peer]
      where candidates.contains(node) && chosen.count < most {
        chosen.insert(node)
      }
      if chosen.count == most { break }
    }
    for node in nodes where chosen.count < most { chosen.insert(node) }
    return nodes.filter(chosen.contains)
  }

  /// The lines of a layout.
  func lines(_ layout: SpaceTimeLayout) -> [DiagramLine] {
    var (words, columns) = beside(layout, short: false)
    let cut = words.count { $0.displayWidth > columns.wordsWidth }
    if cut > 0, columns.wordsWidth < Self.wordsForLongForm || cut > words.count / 4 {
      (words, columns) = beside(layout, short: true)
    }
    let grid = TextGrid(layout, columns, glyphs.set)
    let heading = self.heading(layout, columns)
    var result = [heading]
    if layout.before > 0 { result.append(notDrawn(layout.before, "earlier", layout)) }
    for (index, row) in layout.rows.enumerated() {
      result += folded(above: index, layout)
      result.append(line(row, cells: grid.cells[index], words: words[index], layout, columns))
    }
    result += folded(above: layout.rows.count, layout)
    result += layout.after > 0 ? [notDrawn(layout.after, "later", layout)] : end(layout, grid, columns)
    if layout.rows.count > Self.rowsWithOneHeading { result.append(heading) }
    result += notes(layout, columns)
    if legend { result += TextLegend(layout, grid, glyphs: glyphs).lines(width: width) }
    return result
  }

  /// The words of the rows, and the columns where they leave room for them.
  private func beside(_ layout: SpaceTimeLayout, short: Bool) -> (words: [String], columns: TextColumns) {
    let words = layout.rows.map { glyphs.spell(layout.words($0, short: short)) }
    return (words, TextColumns(layout, width: width, words: widest(words)))
  }

  private func widest(_ words: [String]) -> Int { words.map { min($0.displayWidth, width) }.max() ?? 0 }

  // MARK: Rows

  private func line(
    _ row: SpaceTimeLayout.Row, cells: [TextGrid.Cell], words: String, _ layout: SpaceTimeLayout,
    _ columns: TextColumns
  ) -> DiagramLine {
    let number = pad("e\(row.event.number)", columns.numbers - 1) + " "
    let tick = row.isNewTick ? "t=\(row.event.time)" : ""
    return line(
      gutter: number + pad(tick, columns.ticks - 1) + " ", cells, words, role(row.event.kind), columns)
  }

  private func line(
    gutter: String, _ cells: [TextGrid.Cell], _ words: String, _ role: DiagramRole, _ columns: TextColumns
  ) -> DiagramLine {
    var spans = LineBuilder()
    spans.append(gutter, .dim)
    for cell in cells.dropFirst(columns.numbers + columns.ticks) { spans.append(cell.character, cell.role) }
    if !words.isEmpty {
      let column = max(columns.words, columns.left + 1)
      spans.append(String(repeating: " ", count: max(1, column - max(cells.count, columns.left))), .dim)
      spans.append(DisplayWidth.fit(words, columns.wordsWidth, ellipsis: glyphs.set.ellipsis), role)
    }
    return spans.line
  }

  private func role(_ kind: TraceEvent.Kind) -> DiagramRole {
    switch kind {
    case .invocation, .response: .operation
    case .send, .delivery: .label
    case .drop: .drop
    case .timeout: .timer
    case .crash, .recovery, .pause, .resumption: .fault
    case .partition, .heal, .link, .loop: .network
    case .modification, .forgery: .fault
    case .note: .note
    }
  }

  /// The row below the last event, which shows the lines that go on, and what they are: beside it where it fits,
  /// below it otherwise.
  private func end(_ layout: SpaceTimeLayout, _ grid: TextGrid, _ columns: TextColumns) -> [DiagramLine] {
    var open = layout.operations.filter { $0.last == nil }.map { "#\($0.number) pending" }
    let flights = layout.flights.filter { $0.end == .open }.map { "e\($0.send)" }
    if !flights.isEmpty { open.append("in flight: " + flights.joined(separator: ", ")) }
    let tick = pad("t=\(layout.now)", columns.numbers + columns.ticks - 1) + " "
    let words = glyphs.spell((["now"] + open).joined(separator: " · "))
    let cells = grid.cells[layout.rows.count]
    if words.displayWidth <= columns.wordsWidth {
      return [line(gutter: tick, cells, words, .dim, columns)]
    }
    return [line(gutter: tick, cells, "now", .dim, columns), dimLine(words)]
  }

  // MARK: Around the rows

  private func heading(_ layout: SpaceTimeLayout, _ columns: TextColumns) -> DiagramLine {
    var spans = LineBuilder()
    var used = 0
    for (index, x) in columns.lifelines.enumerated() {
      let name = shown(layout.lanes[index].name, columns)
      let size = name.displayWidth
      let start = max(used, x - (size - 1) / 2)
      spans.append(String(repeating: " ", count: start - used), .dim)
      spans.append(name, .heading)
      used = start + size
    }
    return spans.line
  }

  /// A node's name as it stands over its lifeline.
  private func shown(_ name: String, _ columns: TextColumns) -> String {
    let x = columns.lifelines
    let room = x.count < 2 ? 12 : x[1] - x[0] - 1
    return DisplayWidth.fit(glyphs.spell(name), max(1, room), ellipsis: glyphs.set.ellipsis)
  }

  private func notDrawn(_ count: Int, _ which: String, _ layout: SpaceTimeLayout) -> DiagramLine {
    dimLine("… \(count.of("\(which) event")) not drawn\(how)")
  }

  private var how: String { hint.isEmpty ? "" : ": \(hint)" }

  private func folded(above row: Int, _ layout: SpaceTimeLayout) -> [DiagramLine] {
    layout.folds.filter { $0.row == row }.map { dimLine("… \(layout.words($0))\(how)") }
  }

  /// Which lifelines are missing, and the names that are cut short.
  private func notes(_ layout: SpaceTimeLayout, _ columns: TextColumns) -> [DiagramLine] {
    var result: [DiagramLine] = []
    if !layout.hiddenNodes.isEmpty {
      let events = layout.hiddenEvents.of("event")
      let names = layout.hiddenNodes.joined(separator: ", ")
      let count = layout.hiddenNodes.count.of("node")
      result.append(dimLine("… \(count) not drawn (\(events)): \(names)"))
    }
    let names = layout.lanes.map { glyphs.spell($0.name) }
    if names.contains(where: { shown($0, columns) != $0 }) {
      result += LineBuilder.wrap(
        names.enumerated().map { DiagramLine(spans: [.init("\($0 + 1) \($1)", .dim)]) },
        first: "from the left:", width: width, ellipsis: glyphs.set.ellipsis)
    }
    return result
  }

  private func dimLine(_ text: String) -> DiagramLine {
    let text = DisplayWidth.fit(glyphs.spell(text), width, ellipsis: glyphs.set.ellipsis)
    return DiagramLine(spans: [.init(text, .dim)])
  }

  private func pad(_ text: String, _ columns: Int) -> String {
    String(repeating: " ", count: max(0, columns - text.count)) + text
  }
}
