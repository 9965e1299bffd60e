/// What every kind of search can tell of the configurations that it found.
protocol Search: AnyObject {
  var maker: CellMaker { get }
  var result: SearchResult { get }
  var position: SearchPosition { get }
  /// Whether it stopped only to let another search go on from where it stands.
  var isUnfinished: Bool { get }
  /// Goes on from where another search stopped; returns false where there is no room for what that one has found.
  func takeOver(_ other: any Search) -> Bool
  /// Searches until everything is seen, a limit is reached, or another search must go on.
  func run()
  /// The configuration that stands for a configuration's orbit; itself, unless the search uses symmetry.
  func canonical(_ row: [Int32]) -> [Int32]
  /// Ends an unfinished search.
  func giveUp(_ end: SearchEnd)
  /// The sleep set of a configuration that is not expanded.
  func sleepSet(_ index: Int) -> UInt64
  /// The cells of a configuration, the surroundings' last.
  func row(_ index: Int) -> [Int32]
  /// The configuration from which one was first reached; none for an initial one.
  func parent(_ index: Int) -> Int?
  /// A shortest path to a configuration: where it begins, and the events, each by its node and its label.
  func path(to index: Int) -> (start: [Int32], steps: [PathStep])
}

extension Search {
  /// Asks of configurations whether something can still happen there, if a property speaks of it.
  ///
  /// That takes the events of all of their cells, so it is done level by level, before a level is expanded, and not
  /// when a configuration is found.
  func judgeProgress(_ indices: Range<Int>, _ rules: PropertyRules, in firstHit: inout [Int: Int]) {
    guard rules.asksProgress else { return }
    for index in indices {
      let row = row(index)
      guard !maker.canProgress(row) else { continue }
      let cells = (0..<maker.space.nodeCount).filter(maker.rules.runs).map { maker.cells[$0][row[$0]] }
      rules.record(rules.standstillHits(cells), at: index, in: &firstHit)
    }
  }

  /// Where the configurations themselves are there, the path is read off them.
  ///
  /// Between two configurations the first event in the cell's order is taken, so that the path depends on the problem
  /// only.
  func path(to index: Int) -> (start: [Int32], steps: [PathStep]) {
    var rows = [row(index)]
    var place = index
    while let earlier = parent(place) {
      rows.append(row(earlier))
      place = earlier
    }
    rows.reverse()
    let start = maker.initialConfigurations().first { canonical($0) == rows[0] } ?? rows[0]
    var (now, steps): ([Int32], [PathStep]) = (start, [])
    for target in rows.dropFirst() {
      guard let found = maker.successors(now).first(where: { canonical($0.row) == target }) else {
        preconditionFailure("no event leads from configuration \(now) to \(target)")
      }
      steps.append(found.step)
      now = found.row
    }
    return (start, steps)
  }
}

/// One event of a path.
struct PathStep: Hashable {
  /// Where it happens; the place after the last node's where it happens to the network.
  let node: Int
  let label: EventLabel
  /// Which of all events that were enabled, in the order of nodes and of each cell's events.
  let choice: Int
}

extension CellMaker {
  /// The events that are enabled in a configuration and change it, with the configurations after them.
  func successors(_ row: [Int32]) -> [(step: PathStep, row: [Int32])] {
    var found: [(step: PathStep, row: [Int32])] = []
    for node in 0..<tables.width {
      for event in events(node, row[node]) {
        var after = row
        after[node] = tables.events.start[event].new
        guard apply(tables.events.start[event].effects, to: &after), after != row else { continue }
        found.append((PathStep(node: node, label: tables.labels[event], choice: found.count), after))
      }
    }
    return found
  }

  /// Whether something can happen in a configuration that changes it, faults apart.
  func canProgress(_ row: [Int32]) -> Bool {
    var after = row
    for node in 0..<space.nodeCount {
      for event in events(node, row[node]) where tables.labels[event].kind.isProgress {
        let fired = tables.events.start[event]
        after[node] = fired.new
        if apply(fired.effects, to: &after), after != row { return true }
        after = row
      }
    }
    return false
  }

  /// The places of a cell's events.
  func events(_ node: Int, _ cell: Int32) -> Range<Int> {
    if tables.rows[node][Int(cell)].firstEvent < 0 { expand(node, cell) }
    let row = tables.rows[node][Int(cell)]
    return Int(row.firstEvent)..<Int(row.firstEvent) + Int(row.eventCount)
  }
}
