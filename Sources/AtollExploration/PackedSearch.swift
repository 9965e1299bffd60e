import Atoll

/// Breadth-first search over configurations that fit into one machine word.
///
/// The word itself is the entry of the hash table: no fingerprint, no pointer, nothing is ever compared but words.
/// Successors are collected in batches; the table slots of a batch are touched before they are probed, so that the
/// memory system fetches them side by side. Distances are shortest, since the search is breadth-first.
///
/// - Complexity: O(transitions); 12 bytes a configuration, and 11 to 21 of table.
final class PackedSearch<Word: PackedWord>: Search {
  let maker: CellMaker
  let rules: PropertyRules
  let limits: SearchLimits
  let layout: PackedLayout
  private let shifts: UnsafeMutablePointer<Word>
  private let fieldMasks: UnsafeMutablePointer<UInt64>
  private(set) var result = SearchResult()
  /// Whether a component has more cells than its field can hold: the search stands before `next` and can go on
  /// with another layout.
  private var isTooNarrow = false

  private let statesMemory: BigMemory
  private let parentsMemory: BigMemory
  private let states: UnsafeMutablePointer<Word>
  private let parents: UnsafeMutablePointer<UInt32>
  private let capacity: Int
  private var count = 0
  private var next = 0
  private var levelEnd = 0
  private var level = 0
  private var unasked = 0
  /// The first configuration that is not to be counted as expanded, since not all of its successors are there.
  private var cutAt: Int?

  /// Room for the largest table that the limits allow; only `1 << tableBits` slots are in use.
  private let table: BigMemory
  private let tableBitsMax: Int
  private var tableBits = 14

  private static var batchMax: Int { 256 }
  private let batchWords = UnsafeMutablePointer<Word>.allocate(capacity: 256)
  private let batchHashes = UnsafeMutablePointer<UInt64>.allocate(capacity: 256)
  private let batchParents = UnsafeMutablePointer<UInt32>.allocate(capacity: 256)
  private var batchCount = 0
  private var checksum: Word = 0

  /// Makes a search; none where the system has no memory for it.
  init?(_ maker: CellMaker, _ rules: PropertyRules, _ limits: SearchLimits, layout: PackedLayout) {
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
    let room = max(1, min(limits.bytes / (MemoryLayout<Word>.stride + 4), Int(UInt32.max) - 1))
    let slots = max(1 << 14, limits.bytes / MemoryLayout<Word>.stride)
    tableBitsMax = min(40, Int.bitWidth - (slots - 1).leadingZeroBitCount)
    guard let states = BigMemory(byteCount: room * MemoryLayout<Word>.stride),
      let parents = BigMemory(byteCount: room * 4),
      let table = BigMemory(byteCount: MemoryLayout<Word>.stride << tableBitsMax)
    else { return nil }
    capacity = room
    (statesMemory, parentsMemory, self.table) = (states, parents, table)
    self.states = states.start.bindMemory(to: Word.self, capacity: room)
    self.parents = parents.start.bindMemory(to: UInt32.self, capacity: room)
  }

  deinit {
    statesMemory.free()
    parentsMemory.free()
    table.free()
    shifts.deallocate()
    fieldMasks.deallocate()
    batchWords.deallocate()
    batchHashes.deallocate()
    batchParents.deallocate()
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

  // MARK: - The table

  /// Makes room for so many configurations more; returns false where the limit on memory forbids it.
  private func growTable(for more: Int) -> Bool {
    while isCrowded(with: more) {
      let isAllowed = bytes + MemoryLayout<Word>.stride << tableBits <= limits.bytes
      guard tableBits < tableBitsMax, isAllowed else { return false }
      doubleTable()
    }
    return true
  }

  /// Whether so many more configurations would fill the table beyond three quarters.
  private func isCrowded(with more: Int) -> Bool { (count + more) * 8 > 6 << tableBits }

  /// Doubles the table where it stands.
  ///
  /// A slot is the first bits of a word's hash, so each word now belongs at about twice its place: from the last slot
  /// to the first, words move to where none is left to be moved. Those that would not step aside until the end. Only
  /// half of it is new to the system, which fills it with zeros at a price.
  private func doubleTable() {
    let slots = table.start.assumingMemoryBound(to: Word.self)
    let oldCount = 1 << tableBits
    tableBits += 1
    let shift = UInt64(64 - tableBits)
    var aside: [Word] = []
    for old in stride(from: oldCount - 1, through: 0, by: -1) {
      let key = slots[old]
      guard key != 0 else { continue }
      slots[old] = 0
      var slot = Int(truncatingIfNeeded: (key &- 1).mixed &>> shift)
      if old < 1024 || slot < old { slot = oldCount * 2 }
      while slot < oldCount * 2, slots[slot] != 0 { slot &+= 1 }
      if slot < oldCount * 2 { slots[slot] = key } else { aside.append(key) }
    }
    for key in aside {
      var slot = Int(truncatingIfNeeded: (key &- 1).mixed &>> shift)
      while slots[slot] != 0 { slot = (slot &+ 1) & (oldCount * 2 - 1) }
      slots[slot] = key
    }
  }

  /// Enters all configurations into an empty table.
  private func fillTable() {
    let slots = table.start.assumingMemoryBound(to: Word.self)
    let shift = UInt64(64 - tableBits)
    let mask = (1 << tableBits) - 1
    for index in 0..<count {
      var slot = Int(states[index].mixed >> shift)
      while slots[slot] != 0 { slot = (slot &+ 1) & mask }
      slots[slot] = states[index] &+ 1
    }
  }

  private var bytes: Int { count * (MemoryLayout<Word>.stride + 4) + MemoryLayout<Word>.stride << tableBits }

  // MARK: - Adding

  /// Adds the batch: each word that is new becomes a configuration, and is held against the properties.
  @inline(never) private func flush(_ batchCount: Int) {
    self.batchCount = 0
    guard batchCount > 0, cutAt == nil else { return }
    guard growTable(for: batchCount) else { return cut(at: batchParents[0], .memory) }
    let slots = table.start.assumingMemoryBound(to: Word.self)
    let (states, parents) = (states, parents)
    let (words, hashes, origins) = (batchWords, batchHashes, batchParents)
    let shift = UInt64(64 - tableBits)
    let mask = (1 << tableBits) - 1
    // Touching the slots first lets the processor fetch them all at once.
    var touched: Word = 0
    for place in 0..<batchCount { touched ^= slots[Int(truncatingIfNeeded: hashes[place] &>> shift)] }
    checksum ^= touched
    let limit = min(limits.states, capacity)
    let firstNew = count
    var count = count
    for place in 0..<batchCount {
      let key = words[place] &+ 1
      var slot = Int(truncatingIfNeeded: hashes[place] &>> shift)
      var found = slots[slot]
      while found != 0 && found != key {
        slot = (slot &+ 1) & mask
        found = slots[slot]
      }
      if found == key { continue }
      if count == limit {
        cut(at: origins[place], count == limits.states ? .states : .memory)
        break
      }
      slots[slot] = key
      states[count] = words[place]
      parents[count] = origins[place]
      count &+= 1
    }
    self.count = count
    judge(firstNew..<count)
    if limits.stopsAtViolation, let violation = rules.firstViolation(result.firstHit), violation >= firstNew {
      result.firstHit = result.firstHit.filter { $0.value <= violation }
      self.count = violation + 1
      cut(at: parents[violation], .violation)
    }
  }

  /// Ends the search within the successors of a configuration.
  private func cut(at parent: UInt32, _ end: SearchEnd) {
    result.end = end
    cutAt = parent == Self.noParent ? 0 : Int(parent)
  }

  /// Takes back what was counted of configurations whose successors are not all there.
  private func rewind() {
    guard let cutAt else { return }
    while next > cutAt {
      next -= 1
      let counts = maker.eventCounts(row(next))
      result.transitions -= counts.transitions
      result.idleTransitions -= counts.idle
    }
  }

  /// Holds new configurations against the properties.
  private func judge(_ new: Range<Int>) {
    let width = maker.tables.flaggedWidth
    let (rows, states, shifts, masks) = (maker.tables.rows, states, shifts, fieldMasks)
    let rules = rules.masks
    for index in new {
      let word = states[index]
      var (union, shared): (UInt64, UInt64) = (0, 0)
      for place in 0..<width {
        let flags = rows[place][Int(truncatingIfNeeded: (word &>> shifts[place]).low & masks[place])].flags
        shared |= union & flags
        union |= flags
      }
      if rules.mayHit(union, shared) {
        self.rules.record(self.rules.hits(union, shared), at: index, in: &result.firstHit)
      }
    }
    if self.rules.configurationTests != 0 { for index in new { judgeWhole(index) } }
  }

  private func judgeWhole(_ index: Int) {
    let cells = row(index).dropLast().enumerated().map { maker.cells[$0][$1] }
    rules.record(
      rules.configurationHits(cells.map(\.local), cells.map(\.isUp)), at: index, in: &result.firstHit)
  }

  // MARK: - Searching

  var position: SearchPosition {
    SearchPosition(count: count, next: next, levelEnd: levelEnd, level: level, unasked: unasked)
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
        flush(batchCount)
        guard next < count, result.end == .complete else { break }
        (levelEnd, level) = (count, level + 1)
      }
      askProgress(upTo: levelEnd)
      guard result.end == .complete, !isTooNarrow else { break }
      if level == limits.depth { result.end = .depth }
      guard goesOn() else { break }
      expand(upTo: min(levelEnd, next + 4096))
    }
    flush(batchCount)
    rewind()
    if result.end.isCut { askProgress(upTo: count) }
    (result.states, result.bytes, result.depth) = (count, bytes, position.depth)
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
    if bytes > limits.bytes { result.end = .memory }
    return result.end == .complete
  }

  /// Expands configurations from `next` on: the inner loop. All that it reads is in local variables.
  private func expand(upTo end: Int) {
    let tables = maker.tables
    let width = tables.activeWidth
    let (rows, states, shifts, masks, memos) = (tables.rows, states, shifts, fieldMasks, tables.memos)
    let (words, hashes, origins) = (batchWords, batchHashes, batchParents)
    var (events, effects, starts) = (tables.events.start, tables.effects.start, tables.effectStarts.start)
    var (next, batch) = (next, batchCount)
    var (transitions, idle) = (result.transitions, result.idleTransitions)
    configurations: while next < end {
      let word = states[next]
      let before = (transitions, idle)
      for place in 0..<width {
        let shift = shifts[place]
        let cell = Int(truncatingIfNeeded: (word &>> shift).low & masks[place])
        if rows[place][cell].firstEvent < 0 {
          let isWideEnough = ask(place, cell)
          (events, effects, starts) = (tables.events.start, tables.effects.start, tables.effectStarts.start)
          if !isWideEnough {
            (transitions, idle) = before
            break configurations
          }
        }
        let row = rows[place][cell]
        var event = events + Int(row.firstEvent)
        let lastEvent = event + Int(row.eventCount)
        idle &+= Int(row.idleCount)
        transitions &+= Int(row.eventCount)
        events: while event < lastEvent {
          var successor =
            word
            ^ (Word(low: UInt64(UInt32(bitPattern: Int32(truncatingIfNeeded: cell) ^ event.pointee.new)))
              &<< shift)
          let list = Int(event.pointee.effects)
          event += 1
          if list != 0 {
            var effect = effects + Int(starts[list])
            let lastEffect = effects + Int(starts[list &+ 1])
            while effect < lastEffect {
              let to = Int(effect.pointee.to)
              let old = Int32(truncatingIfNeeded: (successor &>> shifts[to]).low & masks[to])
              var new = memos[to][old, effect.pointee.bundle]
              if new < 0 {
                if new == CellTables.unknown {
                  new = maker.inserted(to, old, effect.pointee.bundle)
                  if isFull {
                    isTooNarrow = true
                    (transitions, idle) = before
                    break configurations
                  }
                }
                if new == CellTables.disabled {
                  transitions &-= 1
                  continue events
                }
              }
              effect += 1
              successor ^= Word(low: UInt64(UInt32(bitPattern: old ^ new))) &<< shifts[to]
            }
            if successor == word {
              transitions &-= 1
              idle &+= 1
              continue events
            }
          }
          words[batch] = successor
          hashes[batch] = successor.mixed
          origins[batch] = UInt32(truncatingIfNeeded: next)
          batch &+= 1
          if batch == Self.batchMax {
            flush(batch)
            batch = 0
            if result.end != .complete {
              (transitions, idle) = before
              break configurations
            }
          }
        }
      }
      next &+= 1
    }
    (self.next, batchCount) = (next, batch)
    (result.transitions, result.idleTransitions) = (transitions, idle)
  }

  /// Asks for the events of a cell; returns false where a field is now too narrow.
  private func ask(_ place: Int, _ cell: Int) -> Bool {
    maker.expand(place, Int32(cell))
    isTooNarrow = isFull || maker.failure != nil
    return !isTooNarrow
  }

  /// Whether a component has more cells than its field can tell apart.
  private var isFull: Bool {
    layout.widths.indices.contains { maker.tables.counts[$0] > 1 << layout.widths[$0] }
  }

  // MARK: - Another layout

  func takeOver(_ other: any Search) -> Bool {
    guard other.position.count <= capacity else { return false }
    result = other.result
    let position = other.position
    (count, next, levelEnd, level) = (position.count, position.next, position.levelEnd, position.level)
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
    while isCrowded(with: Self.batchMax) {
      guard tableBits < tableBitsMax else { return false }
      tableBits += 1
    }
    fillTable()
    return true
  }

  /// Copies the configurations of a search with other words, field by field.
  private func copy<Other: PackedWord>(from other: PackedSearch<Other>) {
    parents.update(from: other.parents, count: count)
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
