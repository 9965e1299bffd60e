import Atoll

/// Breadth-first search over configurations that fit into one machine word.
///
/// The word itself is the entry of the hash table: no fingerprint, no pointer, nothing is ever compared but words.
/// Successors are collected in batches; the table slots of a batch are touched before they are probed, so that the
/// memory system fetches them side by side. Distances are shortest, since the search is breadth-first.
///
/// - Complexity: O(transitions); 12 bytes a configuration, 8 more while it is not expanded, and 11 to 21 of table.
final class PackedSearch<Word: PackedWord>: Search {
  let maker: CellMaker
  let rules: PropertyRules
  let limits: SearchLimits
  let layout: PackedLayout
  let shifts: UnsafeMutablePointer<Word>
  let fieldMasks: UnsafeMutablePointer<UInt64>
  var result = SearchResult()
  /// Whether a component has more cells than its field can hold: the search stands before `next` and can go on
  /// with another layout.
  var isTooNarrow = false

  private let statesMemory: BigMemory
  private let parentsMemory: BigMemory
  private var sleepsMemory: BigMemory
  let states: UnsafeMutablePointer<Word>
  let parents: UnsafeMutablePointer<UInt32>
  /// The sleep sets of the configurations from `levelStart` on.
  let sleeps: UnsafeMutablePointer<UInt64>
  /// The most configurations that the limits and the memory allow, and which of them it is.
  let countMax: Int
  let boundAtMax: SearchEnd
  var count = 0
  var next = 0
  private var levelStart = 0
  private(set) var levelEnd = 0
  private var level = 0
  private var bytesMax = 0
  private var unasked = 0
  /// The first configuration that is not to be counted as expanded, since not all of its successors are there.
  var cutAt: Int?

  var table: PackedTable<Word>
  private let batch = SuccessorBuffer<Word>(capacity: 512)
  private static var batchSize: Int { 256 }
  var checksum: Word = 0
  /// What threads share; none where there is one only.
  private let team: PackedTeam<Word>?

  /// Makes a search; none where the system has no memory for it.
  init?(
    _ maker: CellMaker, _ rules: PropertyRules, _ limits: SearchLimits, _ plan: SearchPlan,
    layout: PackedLayout
  ) {
    self.maker = maker
    self.rules = rules
    self.limits = limits
    self.layout = layout
    let width = layout.shifts.count
    shifts = .allocate(capacity: width)
    fieldMasks = .allocate(capacity: width)
    for place in 0..<width {
      shifts[place] = Word(low: UInt64(layout.shifts[place]))
      fieldMasks[place] = 1 << UInt64(layout.widths[place]) - 1
    }
    let room = min(Self.countMax(limits.bytes), Int(UInt32.max) - 1)
    countMax = min(room, limits.states)
    boundAtMax = limits.states <= room ? .states : .memory
    guard let states = BigMemory(byteCount: countMax * MemoryLayout<Word>.stride),
      let parents = BigMemory(byteCount: countMax * 4), let sleeps = BigMemory(byteCount: countMax * 8),
      let table = PackedTable<Word>(countMax: countMax, owners: TableOwners(threads: limits.threads))
    else { return nil }
    (statesMemory, parentsMemory, sleepsMemory, self.table) = (states, parents, sleeps, table)
    self.states = states.start.bindMemory(to: Word.self, capacity: countMax)
    self.parents = parents.start.bindMemory(to: UInt32.self, capacity: countMax)
    self.sleeps = sleeps.start.bindMemory(to: UInt64.self, capacity: countMax)
    team = limits.threads > 1 ? PackedTeam(limits.threads, plan) : nil
  }

  deinit {
    statesMemory.free()
    parentsMemory.free()
    sleepsMemory.free()
    table.free()
    shifts.deallocate()
    fieldMasks.deallocate()
  }

  /// The parent of a configuration that has none.
  static var noParent: UInt32 { .max }

  // MARK: - Words

  /// Packs a row of cells.
  func pack(_ row: [Int32]) -> Word {
    var word: Word = 0
    for (place, cell) in row.enumerated() {
      word |= Word(low: UInt64(UInt32(bitPattern: cell))) &<< Word(low: UInt64(layout.shifts[place]))
    }
    return word
  }

  /// The cells of a configuration.
  func row(_ index: Int) -> [Int32] {
    layout.shifts.indices.map { place in
      Int32(truncatingIfNeeded: (states[index] &>> shifts[place]).low & fieldMasks[place])
    }
  }

  /// The configuration from which one was first reached.
  func parent(_ index: Int) -> Int? { parents[index] == Self.noParent ? nil : Int(parents[index]) }

  func sleepSet(_ index: Int) -> UInt64 { sleeps[index] }

  // MARK: - Memory

  /// How many configurations so many bytes hold, with their table and, at worst, a sleep set for each. It depends on
  /// nothing else, so that a limit on memory cuts every search in the same place.
  private static func countMax(_ bytes: Int) -> Int {
    let each = MemoryLayout<Word>.stride + 12
    var best = 0
    for bits in PackedTable<Word>.bitsMin...40 {
      let left = bytes - MemoryLayout<Word>.stride << bits
      guard left > 0 else { break }
      best = max(best, min(left / each, 6 << bits / 8))
    }
    return best
  }

  private var bytes: Int {
    count * (MemoryLayout<Word>.stride + 4) + (count - levelStart) * 8 + table.byteCount
  }

  private func beginLevel() {
    bytesMax = max(bytesMax, bytes)
    (levelStart, levelEnd, level) = (levelEnd, count, level + 1)
    sleepsMemory.release(upTo: levelStart * 8)
  }

  // MARK: - Adding

  /// Adds the batch: each word that is new becomes a configuration, and is held against the properties where
  /// something that they speak of has changed.
  private func flush() {
    let size = batch.count
    batch.count = 0
    guard size > 0, cutAt == nil else { return }
    table.grow(for: count)
    let (words, hashes, lefts, origins) = (batch.words, batch.hashes, batch.sleeps, batch.parents)
    let (states, parents, sleeps) = (states, parents, sleeps)
    let (ring, shift) = (table.ring, table.shift)
    // Touching the slots first lets the processor fetch them all at once.
    var touched: Word = 0
    for place in 0..<size { touched ^= table.slots[Int(truncatingIfNeeded: hashes[place] &>> shift)] }
    checksum ^= touched
    var count = count
    var judged: [Int] = []
    for place in 0..<size {
      guard table.insert(words[place], at: Int(truncatingIfNeeded: hashes[place] &>> shift), ring) else {
        continue
      }
      if count == countMax {
        cut(at: origins[place], boundAtMax)
        break
      }
      states[count] = words[place]
      parents[count] = origins[place]
      sleeps[count] = lefts[place] & ~SleepBits.open
      if lefts[place] & SleepBits.open != 0 { judged.append(count) }
      table.count(hashes[place])
      count &+= 1
    }
    self.count = count
    judge(judged)
  }

  /// Ends the search within the successors of a configuration.
  func cut(at parent: UInt32, _ end: SearchEnd) {
    result.end = end
    cutAt = parent == Self.noParent ? 0 : Int(parent)
  }

  /// Takes back what was counted of configurations whose successors are not all there.
  private func rewind() {
    guard let cutAt, next > cutAt else { return }
    let counts = counts(of: cutAt..<next)
    result.transitions -= counts.transitions
    result.idleTransitions -= counts.idle
    result.triedTransitions -= counts.tried
    next = cutAt
  }

  /// What is missing to expand a configuration.
  func miss(at index: Int) -> PackedExpander<Word>.Miss? {
    var counts = PackedExpander<Word>.Counts()
    batch.reserve(maker.tables.successorsMax)
    defer { batch.count = 0 }
    return expander.expand(index..<index + 1, until: .max, batch, &counts).miss
  }

  /// The counts of configurations that were expanded before.
  func counts(of range: Range<Int>) -> PackedExpander<Word>.Counts {
    var counts = PackedExpander<Word>.Counts()
    let expander = expander
    for index in range {
      batch.count = 0
      _ = expander.expand(index..<index + 1, until: .max, batch, &counts)
    }
    batch.count = 0
    return counts
  }

  /// Holds new configurations, in order, against the properties. Where the search is to stop at a violation, it is
  /// the last that there is.
  func judge(_ new: [Int]) {
    let width = maker.tables.flaggedWidth
    let (rows, states, shifts, fieldMasks) = (maker.tables.rows, states, shifts, fieldMasks)
    var masks = rules.masks
    for index in new {
      let word = states[index]
      var (union, shared): (UInt64, UInt64) = (0, 0)
      for place in 0..<width {
        let flags = rows[place][Int(truncatingIfNeeded: (word &>> shifts[place]).low & fieldMasks[place])]
          .flags
        shared |= union & flags
        union |= flags
      }
      if masks.mayHit(union, shared) {
        rules.record(rules.hits(union, shared), at: index, in: &result.firstHit)
        masks = rules.masks
      }
      if rules.configurationTests != 0 { judgeWhole(index) }
      if limits.stopsAtViolation, rules.firstViolation(result.firstHit) != nil {
        count = index + 1
        return cut(at: parents[index], .violation)
      }
    }
  }

  private func judgeWhole(_ index: Int) {
    let cells = row(index).dropLast().enumerated().map { maker.cells[$0][$1] }
    rules.record(
      rules.configurationHits(cells.map(\.local), cells.map(\.isUp)), at: index, in: &result.firstHit)
  }

  // MARK: - Searching

  var position: SearchPosition {
    SearchPosition(
      count: count, next: next, levelStart: levelStart, levelEnd: levelEnd, level: level, unasked: unasked)
  }

  var isUnfinished: Bool { isTooNarrow && result.end == .complete }

  func canonical(_ row: [Int32]) -> [Int32] { row }

  func giveUp(_ end: SearchEnd) { result.end = end }

  /// Searches until everything is seen, a limit is reached, or a field is too narrow.
  func run() { Word.run(self) }

  /// `run`, for one type of words.
  @inline(__always) func search() {
    while result.end == .complete, !isTooNarrow {
      if next == levelEnd {
        flush()
        guard next < count, result.end == .complete else { break }
        beginLevel()
      }
      askProgress(upTo: levelEnd)
      guard result.end == .complete, !isTooNarrow else { break }
      if level == limits.depth { result.end = .depth }
      guard goesOn() else { break }
      if let team, let end = team.chunk(from: next, to: levelEnd, of: count) {
        flush()
        if result.end == .complete { expandSideBySide(upTo: end, team) }
      } else {
        expand(upTo: min(levelEnd, next + 4096))
      }
    }
    flush()
    rewind()
    if result.end.isCut { askProgress(upTo: count) }
    (result.states, result.bytes, result.depth) = (count, max(bytes, bytesMax), position.depth)
  }

  private func askProgress(upTo end: Int) {
    guard unasked < end else { return }
    var firstHit = result.firstHit
    judgeProgress(unasked..<end, rules, in: &firstHit)
    (result.firstHit, unasked) = (firstHit, end)
    isTooNarrow = isTooNarrow || isFull
    if limits.stopsAtViolation, rules.firstViolation(firstHit) != nil { result.end = .violation }
  }

  private func goesOn() -> Bool {
    let progress = SearchProgress(states: count, frontier: count - next, depth: level, bytes: bytes)
    if !limits.goesOn(progress) { result.end = .interrupted }
    return result.end == .complete
  }

  var expander: PackedExpander<Word> {
    PackedExpander(maker.tables, shifts, fieldMasks, states, sleeps, usesSleepSets: limits.usesSleepSets)
  }

  /// Expands configurations from `next` on.
  @inline(__always) func expand(upTo end: Int) {
    var expander = expander
    while next < end, result.end == .complete {
      batch.reserve(Self.batchSize + maker.tables.successorsMax)
      var counts = PackedExpander<Word>.Counts()
      let (reached, miss) = expander.expand(next..<end, until: Self.batchSize, batch, &counts)
      next = reached
      add(counts)
      if let miss {
        if !fill(miss) { break }
        expander = self.expander
      }
      if batch.count >= Self.batchSize { flush() }
    }
  }

  func add(_ counts: PackedExpander<Word>.Counts) {
    result.transitions += counts.transitions
    result.idleTransitions += counts.idle
    result.triedTransitions += counts.tried
  }

  /// Asks for what is missing in the memo tables; returns false where a field is now too narrow.
  func fill(_ miss: PackedExpander<Word>.Miss) -> Bool {
    if miss.bundle < 0 {
      maker.expand(miss.place, miss.cell)
    } else {
      _ = maker.inserted(miss.place, miss.cell, miss.bundle)
    }
    isTooNarrow = isFull || maker.failure != nil
    return !isTooNarrow
  }

  /// Whether a component has more cells than its field can tell apart.
  private var isFull: Bool {
    layout.widths.indices.contains { maker.tables.counts[$0] > 1 << layout.widths[$0] }
  }

  // MARK: - Another layout

  func takeOver(_ other: any Search) -> Bool {
    guard other.position.count <= countMax else { return false }
    result = other.result
    let position = other.position
    (count, next, level) = (position.count, position.next, position.level)
    (levelStart, levelEnd) = (position.levelStart, position.levelEnd)
    unasked = position.unasked
    switch other {
    case let other as PackedSearch<UInt64>: copy(from: other)
    case let other as PackedSearch<UInt128>: copy(from: other)
    default:
      for index in 0..<count {
        states[index] = pack(other.row(index))
        parents[index] = other.parent(index).map { UInt32($0) } ?? Self.noParent
      }
    }
    for index in levelStart..<count { sleeps[index] = other.sleepSet(index) }
    table.fill(states, count: count)
    return true
  }

  /// Copies the configurations of a search with other words, field by field.
  private func copy<Other: PackedWord>(from other: PackedSearch<Other>) {
    parents.update(from: other.parents, count: count)
    bytesMax = other.bytesMax
    let places = layout.shifts.indices
    for index in 0..<count {
      let old = other.states[index]
      var new: Word = 0
      for place in places {
        let cell = (old &>> other.shifts[place]).low & other.fieldMasks[place]
        new |= Word(low: cell) &<< shifts[place]
      }
      states[index] = new
    }
  }
}
