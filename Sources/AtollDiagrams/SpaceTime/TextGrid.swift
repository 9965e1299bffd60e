import Atoll

/// The cells of the lifelines and all that runs between them, a row of cells for each row of the layout and one
/// more for what is open at its end.
struct TextGrid {
  struct Cell: Hashable {
    var character: Character = " "
    var role: DiagramRole = .dim
  }

  private(set) var cells: [[Cell]]
  private let layout: SpaceTimeLayout
  private let columns: TextColumns
  private let glyphs: GlyphSet
  private var isLoose = false

  /// Whether a message or an operation has no track and is told by its event number alone.
  var hasLooseEnds: Bool { isLoose }

  /// Whether a sign stands somewhere.
  func shows(_ sign: Character, _ role: DiagramRole) -> Bool {
    cells.contains { $0.contains(Cell(character: sign, role: role)) }
  }

  init(_ layout: SpaceTimeLayout, _ columns: TextColumns, _ glyphs: GlyphSet) {
    self.layout = layout
    self.columns = columns
    self.glyphs = glyphs
    let width = (columns.lifelines.last ?? -1) + 1
    cells = Array(repeating: Array(repeating: Cell(), count: width), count: layout.rows.count + 1)
    drawLifelines()
    drawSplits()
    drawTracks()
    for (row, content) in layout.rows.enumerated() { drawBand(content, row) }
    drawFlightEnds()
    drawOperationEnds()
    for (row, content) in layout.rows.enumerated() { drawSign(content, row) }
  }

  // MARK: What runs down

  private mutating func drawLifelines() {
    for row in cells.indices {
      for x in columns.lifelines { cells[row][x] = Cell(character: glyphs.lifeline, role: .lifeline) }
    }
    for pause in layout.pauses {
      let x = columns.lifelines[pause.lane]
      for row in (pause.first ?? 0)..<(pause.last ?? cells.count) {
        cells[row][x] = Cell(character: glyphs.paused, role: .fault)
      }
    }
    for downtime in layout.downtimes {
      let x = columns.lifelines[downtime.lane]
      for row in (downtime.first ?? 0)..<(downtime.last ?? cells.count) {
        cells[row][x] = Cell(character: glyphs.down, role: .fault)
      }
    }
  }

  private mutating func drawSplits() {
    let x = columns.left - 1
    for split in layout.splits {
      for row in (split.first ?? 0)..<(split.last ?? cells.count) {
        cells[row][x] = Cell(character: glyphs.splitSide, role: .network)
      }
      // The next partition begins where this one ends: its row carries one sign for both.
      if let first = split.first {
        let continues = layout.splits.contains { $0.last == first }
        cells[first][x] = Cell(character: continues ? glyphs.splitBetween : glyphs.splitTop, role: .network)
      }
      if let last = split.last, split.isHealed {
        cells[last][x] = Cell(character: glyphs.splitBottom, role: .network)
      }
    }
  }

  private mutating func drawTracks() {
    for (index, flight) in layout.flights.enumerated() {
      guard let x = column(ofFlight: index) else { continue }
      run(flight.first, flight.last, x, Cell(character: glyphs.flight, role: .message))
    }
    for (index, operation) in layout.operations.enumerated() {
      guard let x = column(ofOperation: index) else { continue }
      run(operation.first, operation.last, x, Cell(character: glyphs.operation, role: .operation))
    }
  }

  private mutating func run(_ first: Int?, _ last: Int?, _ x: Int, _ cell: Cell) {
    let start = (first ?? -1) + 1
    let end = last ?? cells.count
    if start < end { for row in start..<end { cells[row][x] = cell } }
  }

  private func column(ofFlight index: Int) -> Int? {
    let flight = layout.flights[index]
    let gap = flight.from > flight.to ? flight.to + 1 : flight.to
    return columns.plan.flights[index].map { columns.lifelines[gap] - $0 }
  }

  private func column(ofOperation index: Int) -> Int? {
    columns.plan.operations[index].map { columns.lifelines[layout.operations[index].lane] - $0 }
  }

  // MARK: What runs across

  private mutating func drawBand(_ content: SpaceTimeLayout.Row, _ row: Int) {
    guard [.partition, .heal, .link, .loop].contains(content.event.kind) else { return }
    for x in columns.left..<max(columns.left, cells[row].count) {
      switch cells[row][x].character {
      case " ": cells[row][x] = Cell(character: glyphs.band, role: .network)
      case glyphs.lifeline where columns.lifelines.contains(x):
        cells[row][x] = Cell(character: glyphs.bandLifeline, role: .network)
      default: break
      }
    }
  }

  private mutating func drawFlightEnds() {
    for (index, flight) in layout.flights.enumerated() {
      let fromRight = flight.from > flight.to
      let sender = columns.lifelines[flight.from]
      let receiver = columns.lifelines[flight.to]
      let head = fromRight ? receiver + 1 : receiver - 1
      let track = column(ofFlight: index)
      if track == nil { isLoose = true }
      if let row = flight.first {
        let corner = fromRight || flight.from == flight.to ? glyphs.turnDownLeft : glyphs.turnDownRight
        line(row, sender, track ?? head, .message)
        turn(row, track ?? head, track == nil ? glyphs.loose : corner)
      }
      guard let row = flight.last else { continue }
      if flight.end == .dropped {
        cells[row][track ?? head] = Cell(character: glyphs.dropped, role: .drop)
      } else {
        if let track {
          line(row, track, head, .message)
          cells[row][track] = Cell(character: fromRight ? glyphs.turnLeft : glyphs.turnRight, role: .message)
        }
        cells[row][head] = Cell(character: fromRight ? glyphs.headLeft : glyphs.headRight, role: .message)
      }
    }
  }

  /// A horizontal line between two columns, both left out.
  private mutating func line(_ row: Int, _ a: Int, _ b: Int, _ role: DiagramRole) {
    let isOperation = role == .operation
    guard min(a, b) + 1 < max(a, b) else { return }
    for x in (min(a, b) + 1)..<max(a, b) {
      switch cells[row][x].character {
      case glyphs.lifeline where columns.lifelines.contains(x):
        cells[row][x] = Cell(character: glyphs.crossing, role: .lifeline)
      case glyphs.operation where cells[row][x].role == .operation && !isOperation:
        cells[row][x] = Cell(character: glyphs.operationCrossing, role: .operation)
      case glyphs.flight where cells[row][x].role == .message: break
      case glyphs.turnDownLeft, glyphs.turnDownRight, glyphs.branch:
        cells[row][x] = Cell(character: glyphs.branch, role: role)
      default:
        cells[row][x] = Cell(character: isOperation ? glyphs.operationLine : glyphs.horizontal, role: role)
      }
    }
  }

  private mutating func turn(_ row: Int, _ x: Int, _ corner: Character) {
    let isOnLine = cells[row][x].character == glyphs.horizontal && cells[row][x].role == .message
    cells[row][x] = Cell(character: isOnLine ? glyphs.branch : corner, role: .message)
  }

  private mutating func drawOperationEnds() {
    for (index, operation) in layout.operations.enumerated() {
      let lifeline = columns.lifelines[operation.lane]
      let track = column(ofOperation: index)
      if track == nil { isLoose = true }
      if let row = operation.first {
        if let track {
          line(row, track, lifeline - 1, .operation)
          cells[row][track] = Cell(character: glyphs.operationTop, role: .operation)
        }
        if lifeline > columns.left {
          cells[row][lifeline - 1] = Cell(character: glyphs.headRight, role: .operation)
        }
      }
      if let row = operation.last {
        if let track {
          line(row, track, lifeline, .operation)
          cells[row][track] = Cell(character: glyphs.operationBottom, role: .operation)
        } else if lifeline > columns.left {
          cells[row][lifeline - 1] = Cell(character: glyphs.operationLine, role: .operation)
        }
      }
    }
  }

  // MARK: The events themselves

  private mutating func drawSign(_ content: SpaceTimeLayout.Row, _ row: Int) {
    guard let lane = content.lane, content.event.kind != .drop else { return }
    let (character, role) = sign(content, lane)
    cells[row][columns.lifelines[lane]] = Cell(character: character, role: role)
  }

  private func sign(_ content: SpaceTimeLayout.Row, _ lane: Int) -> (Character, DiagramRole) {
    switch content.event.kind {
    case .invocation: return (glyphs.delivery, .operation)
    case .response: return (glyphs.operationEnd, .operation)
    case .send: return ((content.peer ?? .max) <= lane ? glyphs.sendLeft : glyphs.send, .message)
    case .delivery: return (glyphs.delivery, .message)
    case .timeout: return (glyphs.timeout, .timer)
    case .crash: return (glyphs.crash, .fault)
    case .recovery, .resumption: return (glyphs.recovery, .fault)
    case .pause: return (glyphs.pause, .fault)
    case .note: return (glyphs.note, .note)
    case .drop, .partition, .heal, .link, .loop: return (glyphs.lifeline, .lifeline)
    }
  }
}
