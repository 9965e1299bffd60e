/// What can happen in configurations that are rows of cells; it asks the maker of cells for what is not known yet.
struct RowExpander {
  private let maker: CellMaker
  private let usesSleepSets: Bool
  private var scratch: [Int32]

  init(_ maker: CellMaker, usesSleepSets: Bool) {
    (self.maker, self.usesSleepSets) = (maker, usesSleepSets)
    scratch = Array(repeating: 0, count: maker.tables.width)
  }

  /// Calls `found` for each successor that is to be tried: with its row, with which of the events that change the
  /// configuration leads to it, and with its sleep set. Returns false where `found` did, or where the nodes' code
  /// failed; the counts have no meaning then.
  mutating func expand(
    _ row: UnsafePointer<Int32>, asleep: UInt64, _ counts: inout ExpansionCounts,
    _ found: (_ successor: UnsafePointer<Int32>, _ choice: Int, _ sleepSet: UInt64) -> Bool
  ) -> Bool {
    var passed = asleep
    let before = counts.transitions
    for node in 0..<maker.tables.width {
      let events = maker.events(node, row[node])
      let cell = maker.tables.rows[node][Int(row[node])]
      let left = usesSleepSets ? passed & maker.tables.sleepBits.kept[node] : 0
      passed |= cell.bits & ~SleepBits.open
      counts.idle += cell.idleCount
      for place in events {
        let event = maker.tables.events.start[place]
        let isAsleep = asleep >> UInt64(event.bit) & 1 != 0
        if isAsleep, !event.traits.contains(.isUnsure) {
          counts.transitions += 1
          continue
        }
        guard perform(event, of: node, in: row) else { continue }
        if event.effects != 0, isEqual(row) {
          counts.idle += 1
          continue
        }
        counts.transitions += 1
        if isAsleep { continue }
        counts.tried += 1
        let sleepSet = event.traits.contains(.isEntangled) ? 0 : left
        if !found(scratch, counts.transitions - before - 1, sleepSet) { return false }
      }
      if maker.failure != nil { return false }
    }
    return true
  }

  /// Puts the configuration after an event into `scratch`; returns false where the surroundings do not allow it.
  private mutating func perform(_ event: CellTables.Event, of node: Int, in row: UnsafePointer<Int32>) -> Bool
  {
    for place in scratch.indices { scratch[place] = row[place] }
    scratch[node] = event.new
    return maker.apply(event.effects, to: &scratch)
  }

  private func isEqual(_ row: UnsafePointer<Int32>) -> Bool {
    for place in scratch.indices where scratch[place] != row[place] { return false }
    return true
  }
}

/// What was counted of configurations all of whose events were looked at.
struct ExpansionCounts {
  var transitions = 0
  /// Events that change nothing.
  var idle = 0
  /// Transitions whose configuration was made; the others slept.
  var tried = 0

  static func += (a: inout ExpansionCounts, b: ExpansionCounts) {
    a.transitions += b.transitions
    a.idle += b.idle
    a.tried += b.tried
  }
}

extension PropertyRules {
  /// Holds a configuration against the properties.
  func judge(
    _ row: UnsafePointer<Int32>, _ maker: CellMaker, at index: Int, in firstHit: inout [Int: Int]
  ) {
    var (union, shared): (UInt64, UInt64) = (0, 0)
    for place in 0..<maker.tables.flaggedWidth {
      let flags = maker.tables.rows[place][Int(row[place])].flags
      shared |= union & flags
      union |= flags
    }
    var hits = masks.mayHit(union, shared) ? self.hits(union, shared) : 0
    if configurationTests != 0 {
      let cells = (0..<maker.space.nodeCount).map { maker.cells[$0][row[$0]] }
      hits |= configurationHits(cells.map(\.local), cells.map(\.isUp))
    }
    record(hits, at: index, in: &firstHit)
  }
}
