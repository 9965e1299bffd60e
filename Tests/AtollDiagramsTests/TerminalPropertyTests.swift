import Atoll
import AtollText
import Testing

@testable import AtollDiagrams

@Suite struct TerminalPropertyTests {
  private static let seeds = 0..<25

  private func trace(_ seed: Int) -> Trace {
    RandomTrace.make(
      seed: seed, nodes: 1 + seed % 9, events: 30 + seed * 3,
      labels: seed.isMultiple(of: 3) ? SampleTraces.hostileLabels : RandomTrace.plain)
  }

  @Test(arguments: seeds, DiagramGlyphs.allCases)
  func `no line is wider than the width`(_ seed: Int, _ glyphs: DiagramGlyphs) {
    for width in [40, 57, 80, 132] {
      for line in SpaceTimeDiagram(trace: trace(seed)).text(width: width, glyphs: glyphs, hint: "diagram all")
      {
        #expect(line.text.displayWidth <= width, "seed \(seed), width \(width): \(line.text)")
      }
    }
  }

  @Test(arguments: seeds)
  func `every event of the window has one row`(_ seed: Int) {
    let trace = trace(seed)
    let window = 5...(trace.events.count - 5)
    let lines = SpaceTimeDiagram(trace: trace, window: .events(window)).text(width: 120)
    let numbers = lines.compactMap { eventNumber($0.text) }
    #expect(numbers == Array(window), "seed \(seed)")
  }

  @Test(arguments: seeds)
  func `every event of the window has one sentence`(_ seed: Int) {
    let trace = trace(seed)
    let sentences = SpaceTimeDiagram(trace: trace, window: .events(3...20)).sentences()
    let numbers = sentences.compactMap { eventNumber($0.replacing(",", with: " ")) }
    #expect(numbers == Array(3...20), "seed \(seed)")
  }

  @Test(arguments: seeds)
  func `an arrow can be followed from its head to its send`(_ seed: Int) throws {
    let trace = trace(seed)
    let diagram = SpaceTimeDiagram(trace: trace)
    let layout = SpaceTimeLayout(diagram, nodes: SpaceTimeLayout.nodes(of: diagram))
    let columns = TextColumns(layout, width: 200, words: 30)
    let grid = TextGrid(layout, columns, .unicode)
    let ends = Set(layout.flights.filter { $0.end != .open }.compactMap(\.last))
    let arrivals = layout.rows.indices.filter { [.delivery, .drop].contains(layout.rows[$0].event.kind) }
    #expect(ends == Set(arrivals), "seed \(seed)")
    for (index, flight) in layout.flights.enumerated() {
      guard let first = flight.first, let last = flight.last, let track = columns.plan.flights[index] else {
        continue
      }
      #expect(layout.rows[last].event.cause == flight.send, "seed \(seed)")
      #expect(layout.rows[first].event.number == flight.send, "seed \(seed)")
      let gap = flight.from > flight.to ? flight.to + 1 : flight.to
      let x = columns.lifelines[gap] - track
      #expect("╮╭┬".contains(grid.cells[first][x].character), "seed \(seed), e\(flight.send)")
      #expect("╯╰×".contains(grid.cells[last][x].character), "seed \(seed), e\(flight.send)")
      for row in (first + 1)..<last where grid.cells[row][x].character != "┊" {
        Issue.record("seed \(seed): the track of e\(flight.send) is broken in row \(row)")
      }
    }
  }

  @Test(arguments: seeds)
  func `plain mode is ASCII`(_ seed: Int) {
    for line in SpaceTimeDiagram(trace: trace(seed)).text(width: 60, rows: 20, glyphs: .ascii, hint: "é") {
      #expect(line.text.utf8.allSatisfy { (0x20..<0x7F).contains($0) }, "seed \(seed): \(line.text)")
    }
  }

  @Test(arguments: seeds)
  func `no line holds a control character`(_ seed: Int) {
    for line in SpaceTimeDiagram(trace: trace(seed)).text(width: 60) {
      for scalar in line.text.unicodeScalars {
        #expect(![.control, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory))
        #expect(!(0x202A...0x202E).contains(scalar.value))
      }
    }
  }

  @Test(arguments: [12, 16, 24, 50])
  func `the page keeps to its rows and says what it leaves out`(_ rows: Int) {
    let trace = RandomTrace.make(seed: 7, nodes: 3, events: 200)
    let lines = SpaceTimeDiagram(trace: trace).text(width: 100, rows: rows, hint: "diagram e1 e100")
    #expect(lines.count <= rows)
    let numbers = lines.compactMap { eventNumber($0.text) }
    #expect(numbers.last == trace.events.count)
    let missing = trace.events.count - numbers.count
    #expect(lines.contains { $0.text == "… \(missing) earlier events not drawn: diagram e1 e100" })
  }

  @Test(arguments: seeds)
  func `a small terminal shows events before anything else`(_ seed: Int) {
    for rows in [12, 20] {
      let lines = SpaceTimeDiagram(trace: trace(seed)).text(width: 50, rows: rows, hint: "diagram all")
      #expect(lines.count <= rows, "seed \(seed)")
      #expect(lines.contains { eventNumber($0.text) != nil }, "seed \(seed)")
    }
  }

  @Test func `nodes that do not fit are named`() throws {
    let trace = RandomTrace.make(seed: 2, nodes: 12, events: 60)
    let lines = SpaceTimeDiagram(trace: trace).text(width: 40).map(\.text)
    let notice = try #require(lines.first { $0.contains("nodes not drawn") })
    let drawn = trace.names.filter { name in lines[0].split(separator: " ").contains { $0 == name } }
    #expect(!drawn.isEmpty)
    let missing = trace.names.count - drawn.count
    #expect(notice.hasPrefix("… \(missing) nodes not drawn ("))
  }

  @Test func `chosen nodes only are drawn and the others' events are counted`() {
    let diagram = SpaceTimeDiagram(trace: SampleTraces.quorum(), nodes: [NodeID(0), NodeID(1)])
    let lines = diagram.text(width: 80).map(\.text)
    #expect(lines.contains { $0.contains("1 node not drawn (6 events): gamma") })
  }

  @Test func `an empty trace and an empty window are drawn`() {
    let empty = Trace(names: ["a", "b"], events: [], now: 0)
    #expect(SpaceTimeDiagram(trace: empty).text(width: 80).map(\.text).contains { $0.hasSuffix("now") })
    #expect(SpaceTimeDiagram(trace: Trace(names: [], events: [], now: 0)).text(width: 80).count >= 1)
    let diagram = SpaceTimeDiagram(trace: SampleTraces.quorum(), window: .ticks(900...999))
    #expect(diagram.text(width: 80).compactMap { eventNumber($0.text) } == [])
  }

  @Test func `the same trace gives the same lines`() {
    let diagram = SpaceTimeDiagram(trace: trace(11))
    #expect(diagram.text(width: 80) == diagram.text(width: 80))
    #expect(diagram.svg() == diagram.svg())
  }

  @Test(.timeLimit(.minutes(1))) func `a run of ten thousand events is drawn at once`() {
    let trace = RandomTrace.make(seed: 1, nodes: 5, events: 10_000)
    #expect(SpaceTimeDiagram(trace: trace).text(width: 80, rows: 40).count <= 40)
    #expect(SpaceTimeDiagram(trace: trace).text(width: 80).count > 10_000)
    #expect(SpaceTimeDiagram(trace: trace).sentences().count >= 10_000)
    #expect(SpaceTimeDiagram(trace: trace).svg().utf8.count > 100_000)
  }

  /// The number of the event in whose row a line is.
  private func eventNumber(_ line: String) -> Int? {
    guard let word = line.split(separator: " ").first, word.first == "e" else { return nil }
    return Int(word.dropFirst())
  }
}
