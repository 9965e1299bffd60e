import Atoll

/// What the signs of a terminal's diagram mean: those only that occur in it.
struct TextLegend {
  private let layout: SpaceTimeLayout
  private let glyphs: DiagramGlyphs
  private let grid: TextGrid

  init(_ layout: SpaceTimeLayout, _ grid: TextGrid, glyphs: DiagramGlyphs) {
    self.layout = layout
    self.grid = grid
    self.glyphs = glyphs
  }

  /// The legend in lines of at most `width` columns; none where there is nothing to explain.
  func lines(width: Int) -> [DiagramLine] {
    let items = entries().map { entry in
      DiagramLine(spans: [.init(entry.sign, entry.role), .init(" " + entry.meaning, .dim)])
    }
    if items.isEmpty { return [] }
    return LineBuilder.wrap(items, first: "signs:", width: width, ellipsis: glyphs.set.ellipsis)
  }

  private struct Entry {
    var sign: String
    var role: DiagramRole
    var meaning: String
  }

  private func entries() -> [Entry] {
    let kinds = Set(layout.rows.map(\.event.kind))
    let set = glyphs.set
    var entries: [Entry] = []
    func add(_ occurs: Bool, _ sign: [Character], _ role: DiagramRole, _ meaning: String) {
      if occurs { entries.append(Entry(sign: String(sign), role: role, meaning: meaning)) }
    }
    add(
      kinds.contains(.invocation), [set.operationTop, set.headRight, set.delivery], .operation, "client asks")
    add(
      kinds.contains(.response), [set.operationBottom, set.operationLine, set.operationEnd], .operation,
      "node answers")
    add(grid.shows(set.operation, .operation), [set.operation], .operation, "operation open")
    add(kinds.contains(.send), [set.send, set.horizontal, set.turnDownRight], .message, "send")
    add(grid.shows(set.flight, .message), [set.flight], .message, "in flight")
    add(kinds.contains(.delivery), [set.turnRight, set.headRight, set.delivery], .message, "delivery")
    add(grid.hasLooseEnds, [set.loose], .message, "sent, follow the event number")
    add(kinds.contains(.drop), [set.dropped], .drop, "lost")
    add(kinds.contains(.timeout), [set.timeout], .timer, "a timer runs out")
    add(kinds.contains(.crash), [set.crash], .fault, "crash")
    add(grid.shows(set.down, .fault), [set.down], .fault, "down")
    add(kinds.contains(.recovery), [set.recovery], .fault, "recovery")
    add(kinds.contains(.pause), [set.pause], .fault, "pause")
    add(grid.shows(set.paused, .fault), [set.paused], .fault, "paused")
    add(kinds.contains(.resumption), [set.recovery], .fault, "goes on")
    add(kinds.contains(.note), [set.note], .note, "note")
    add(grid.shows(set.splitSide, .network), [set.splitSide], .network, "network partition")
    return entries
  }
}
