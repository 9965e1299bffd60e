import Atoll

/// Breadth-first search that keeps 64 bits of each configuration in place of the configuration.
///
/// For systems whose configurations do not fit into memory. A configuration itself is kept until it is expanded only;
/// of the others the search keeps the fingerprint, the parent, and by which of its parent's events it was found. A path
/// is carried out again from the beginning, so that a counterexample is a real run whatever the fingerprints are.
///
/// Two configurations with the same fingerprint are taken for one: the second and what only it leads to are missed.
/// See `Fingerprints` for how likely that is.
///
/// - Complexity: 8 bytes a configuration and 11 to 21 of table; 12 and 4 for each component more while it is not
///   expanded.
final class FingerprintSearch: Search {
  let maker: CellMaker
  private let rules: PropertyRules
  private let limits: SearchLimits
  private let fingerprints: Fingerprints
  private(set) var result = SearchResult()
  private(set) var position = SearchPosition()
  private let width: Int
  private var expander: RowExpander

  private var rowsMemory: BigMemory
  private var sleepsMemory: BigMemory
  private let originsMemory: BigMemory
  private let rows: UnsafeMutablePointer<Int32>
  private let sleeps: UnsafeMutablePointer<UInt64>
  private let origins: UnsafeMutablePointer<Origin>
  private var table: PackedTable<UInt64>
  /// Whether the one fingerprint was found that the table cannot hold.
  private var hasLast = false
  private let countMax: Int
  private var bytesMax = 0

  /// How a configuration was found.
  private struct Origin {
    /// The configuration before, `UInt32.max` for none.
    let parent: UInt32
    /// Which of the events that change it; for an initial configuration which of those it is.
    let choice: UInt32
  }

  /// Makes a search; none where the system has no memory for it.
  init?(_ maker: CellMaker, _ rules: PropertyRules, _ limits: SearchLimits, _ fingerprints: Fingerprints) {
    (self.maker, self.rules, self.limits, self.fingerprints) = (maker, rules, limits, fingerprints)
    width = maker.tables.width
    expander = RowExpander(maker, usesSleepSets: limits.usesSleepSets)
    countMax = max(1, min(limits.states, limits.bytes / 8, Int(UInt32.max) - 1))
    guard let rows = BigMemory(byteCount: countMax * width * 4),
      let sleeps = BigMemory(byteCount: countMax * 8),
      let origins = BigMemory(byteCount: countMax * 8),
      let table = PackedTable<UInt64>(countMax: countMax, owners: TableOwners(threads: 1))
    else { return nil }
    (rowsMemory, sleepsMemory, originsMemory, self.table) = (rows, sleeps, origins, table)
    self.rows = rows.start.bindMemory(to: Int32.self, capacity: countMax * width)
    self.sleeps = sleeps.start.bindMemory(to: UInt64.self, capacity: countMax)
    self.origins = origins.start.bindMemory(to: Origin.self, capacity: countMax)
  }

  deinit {
    rowsMemory.free()
    sleepsMemory.free()
    originsMemory.free()
    table.free()
  }

  // MARK: - What it found

  /// With which probability, at most, some two of so many fingerprints are equal.
  var errorProbability: Double { fingerprints.collisionProbability(position.count) }

  /// It never hands over to another search.
  var isUnfinished: Bool { false }

  func takeOver(_ other: any Search) -> Bool { false }

  func giveUp(_ end: SearchEnd) { result.end = end }

  func canonical(_ row: [Int32]) -> [Int32] { row }

  func row(_ index: Int) -> [Int32] { Array(UnsafeBufferPointer(start: rows + index * width, count: width)) }

  func sleepSet(_ index: Int) -> UInt64 { sleeps[index] }

  func parent(_ index: Int) -> Int? { origins[index].parent == .max ? nil : Int(origins[index].parent) }

  func path(to index: Int) -> (start: [Int32], steps: [PathStep]) {
    var choices: [Int] = []
    var place = index
    while let earlier = parent(place) {
      choices.append(Int(origins[place].choice))
      place = earlier
    }
    let start = maker.initialConfigurations()[Int(origins[place].choice)]
    var (now, steps): ([Int32], [PathStep]) = (start, [])
    for choice in choices.reversed() {
      let next = maker.successors(now)[choice]
      steps.append(next.step)
      now = next.row
    }
    return (start, steps)
  }

  // MARK: - Adding

  private func isNew(_ fingerprint: UInt64) -> Bool {
    guard fingerprint != .max else {
      defer { hasLast = true }
      return !hasLast
    }
    return table.insert(
      fingerprint, at: Int(truncatingIfNeeded: fingerprint.mixed >> table.shift), table.ring)
  }

  /// Adds a configuration unless its fingerprint is known; returns whether the search goes on.
  private func add(_ row: UnsafePointer<Int32>, _ origin: Origin, sleepSet: UInt64) -> Bool {
    let index = position.count
    guard isNew(fingerprints.fingerprint(row, width)) else { return true }
    guard index < countMax else {
      result.end = index == limits.states ? .states : .memory
      return false
    }
    (rows + index * width).update(from: row, count: width)
    (sleeps[index], origins[index]) = (sleepSet, origin)
    position.count += 1
    judge(index)
    guard table.isCrowded(with: position.count) else { return result.end == .complete }
    if bytes + table.byteCount > limits.bytes { result.end = .memory }
    table.grow(for: position.count)
    return result.end == .complete
  }

  private func judge(_ index: Int) {
    rules.judge(rows + index * width, maker, at: index, in: &result.firstHit)
    if limits.stopsAtViolation, rules.firstViolation(result.firstHit) != nil { result.end = .violation }
  }

  // MARK: - Searching

  /// Begins with the initial configurations.
  func begin(_ initial: [[Int32]]) {
    for (choice, row) in initial.enumerated() where result.end == .complete {
      _ = row.withUnsafeBufferPointer { buffer in
        buffer.baseAddress.map { add($0, Origin(parent: .max, choice: UInt32(choice)), sleepSet: 0) }
      }
    }
    position.levelEnd = position.count
  }

  func run() {
    while result.end == .complete, position.next < position.count {
      if position.next == position.levelEnd { beginLevel() }
      askProgress(upTo: position.levelEnd)
      guard result.end == .complete else { break }
      if position.level == limits.depth { result.end = .depth }
      guard result.end == .complete, position.next % 4096 != 0 || goesOn() else { break }
      expand(position.next)
    }
    if result.end.isCut { askProgress(upTo: position.count) }
    (result.states, result.bytes, result.depth) = (position.count, max(bytes, bytesMax), position.depth)
  }

  private func beginLevel() {
    bytesMax = max(bytesMax, bytes)
    (position.levelStart, position.levelEnd) = (position.levelEnd, position.count)
    position.level += 1
    rowsMemory.release(upTo: position.levelStart * width * 4)
    sleepsMemory.release(upTo: position.levelStart * 8)
  }

  private func askProgress(upTo end: Int) {
    guard position.unasked < end else { return }
    var firstHit = result.firstHit
    judgeProgress(position.unasked..<end, rules, in: &firstHit)
    (result.firstHit, position.unasked) = (firstHit, end)
    if limits.stopsAtViolation, rules.firstViolation(firstHit) != nil { result.end = .violation }
  }

  private var bytes: Int {
    position.count * 8 + (position.count - position.levelStart) * (width * 4 + 8) + table.byteCount
  }

  private func goesOn() -> Bool {
    if let end = limits.end(at: position, bytes: bytes) { result.end = end }
    return result.end == .complete
  }

  /// Expands a configuration; where that does not come to its end, counts nothing of it.
  private func expand(_ index: Int) {
    var counts = ExpansionCounts()
    let isWhole = expander.expand(rows + index * width, asleep: sleeps[index], &counts) {
      row, choice, sleepSet in
      add(row, Origin(parent: UInt32(index), choice: UInt32(choice)), sleepSet: sleepSet)
    }
    if maker.failure != nil { result.end = .interrupted }
    guard isWhole, result.end == .complete else { return }
    result.count(counts)
    position.next += 1
  }
}
