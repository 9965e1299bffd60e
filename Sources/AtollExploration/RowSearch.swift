import Atoll

/// Breadth-first search over configurations of any size: each is a row of cells in one flat array.
///
/// It is the plain way: about half as fast as `PackedSearch`, for problems whose configurations do not fit into a
/// word, and for the first few thousand configurations of every problem, which tell how wide the fields must be.
final class RowSearch: Search {
  let maker: CellMaker
  let rules: PropertyRules
  let limits: SearchLimits
  let orbits: OrbitMap?
  private(set) var result = SearchResult()

  private let width: Int
  private let cells: BigMemory
  private let parents: BigMemory
  private var sleeps: BigMemory
  private var expander: RowExpander
  private let capacity: Int
  private let pause: Int
  private(set) var position = SearchPosition()
  /// Whether it found as many configurations as it was asked to before another search goes on.
  private var isPaused = false
  /// Places of configurations plus one; 0 is free.
  private var table: [UInt32]

  /// Makes a search; none where the system has no memory for it.
  ///
  /// - Parameter pause: how many configurations it finds before another search is to go on.
  init?(
    _ maker: CellMaker, _ rules: PropertyRules, _ limits: SearchLimits, pause: Int = .max,
    orbits: OrbitMap? = nil
  ) {
    self.orbits = orbits
    self.pause = pause
    self.maker = maker
    self.rules = rules
    self.limits = limits
    width = maker.space.nodeCount + 1
    let room = max(1, min(limits.bytes / (width * 4 + 4), Int(UInt32.max) - 1, limits.states, pause))
    guard let cells = BigMemory(byteCount: room * width * 4), let parents = BigMemory(byteCount: room * 4),
      let sleeps = BigMemory(byteCount: room * 8)
    else { return nil }
    (self.cells, self.parents, self.sleeps, capacity) = (cells, parents, sleeps, room)
    // Events commute up to the exchange of nodes only, where one configuration stands for its orbit.
    expander = RowExpander(maker, usesSleepSets: limits.usesSleepSets && orbits == nil)
    table = Array(repeating: 0, count: 1 << 12)
  }

  deinit {
    cells.free()
    parents.free()
    sleeps.free()
  }

  private var cellStart: UnsafeMutablePointer<Int32> { cells.start.assumingMemoryBound(to: Int32.self) }
  private var parentStart: UnsafeMutablePointer<UInt32> { parents.start.assumingMemoryBound(to: UInt32.self) }

  private var sleepStart: UnsafeMutablePointer<UInt64> { sleeps.start.assumingMemoryBound(to: UInt64.self) }

  func row(_ index: Int) -> [Int32] {
    Array(UnsafeBufferPointer(start: cellStart + index * width, count: width))
  }

  func parent(_ index: Int) -> Int? { parentStart[index] == .max ? nil : Int(parentStart[index]) }

  func sleepSet(_ index: Int) -> UInt64 { sleepStart[index] }

  // MARK: - The table

  private func hash(_ row: UnsafePointer<Int32>) -> UInt64 {
    var hash: UInt64 = 0
    for place in 0..<width {
      hash = (hash ^ UInt64(UInt32(bitPattern: row[place]))) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 32
    }
    return hash
  }

  private func isEqual(_ index: Int, _ row: UnsafePointer<Int32>) -> Bool {
    let other = cellStart + index * width
    for place in 0..<width where other[place] != row[place] { return false }
    return true
  }

  /// Adds a configuration, or the one that stands for its orbit, unless it is known.
  private func add(_ row: UnsafePointer<Int32>, _ parent: UInt32, sleepSet: UInt64) {
    guard let orbits else { return insert(row, parent, sleepSet: sleepSet) }
    insert(
      orbits.representative(Array(UnsafeBufferPointer(start: row, count: width))).row, parent, sleepSet: 0)
  }

  private func insert(_ row: UnsafePointer<Int32>, _ parent: UInt32, sleepSet: UInt64) {
    let count = position.count
    if (count + 1) * 2 > table.count { growTable() }
    let mask = table.count - 1
    var slot = Int(truncatingIfNeeded: hash(row) >> 20) & mask
    while table[slot] != 0 {
      if isEqual(Int(table[slot]) - 1, row) { return }
      slot = (slot + 1) & mask
    }
    guard count < min(limits.states, capacity, pause) else {
      if count == limits.states {
        result.end = .states
      } else if count == pause {
        isPaused = true
      } else {
        result.end = .memory
      }
      return
    }
    (cellStart + count * width).update(from: row, count: width)
    parentStart[count] = parent
    sleepStart[count] = sleepSet
    position.count += 1
    table[slot] = UInt32(position.count)
    judge(count)
  }

  private func growTable() {
    table = Array(repeating: 0, count: table.count * 2)
    fillTable()
  }

  private func fillTable() {
    let mask = table.count - 1
    for index in 0..<position.count {
      var slot = Int(truncatingIfNeeded: hash(cellStart + index * width) >> 20) & mask
      while table[slot] != 0 { slot = (slot + 1) & mask }
      table[slot] = UInt32(index + 1)
    }
  }

  private func judge(_ index: Int) {
    rules.judge(cellStart + index * width, maker, at: index, in: &result.firstHit)
    if limits.stopsAtViolation, rules.firstViolation(result.firstHit) != nil { result.end = .violation }
  }

  // MARK: - Searching

  private var mustStop: Bool { result.end != .complete || isPaused }

  var isUnfinished: Bool { isPaused && result.end == .complete }

  func canonical(_ row: [Int32]) -> [Int32] { orbits?.representative(row).row ?? row }

  /// How many configurations there are in the orbits of those that were found.
  func statesInOrbits() -> Int? {
    orbits.map { orbits in (0..<position.count).reduce(0) { $0 + orbits.representative(row($1)).size } }
  }

  func giveUp(_ end: SearchEnd) { result.end = end }

  /// Begins with the initial configurations.
  func begin(_ initial: [[Int32]]) {
    for row in initial where !mustStop { add(row, .max, sleepSet: 0) }
    position.levelEnd = position.count
  }

  /// Searches until everything is seen, a limit is reached, or it is to pause.
  func run() {
    while !mustStop, position.next < position.count {
      if position.next == position.levelEnd {
        (position.levelStart, position.levelEnd) = (position.levelEnd, position.count)
        position.level += 1
        sleeps.release(upTo: position.levelStart * 8)
      }
      askProgress(upTo: position.levelEnd)
      if mustStop { break }
      if position.level == limits.depth { result.end = .depth }
      if position.next % 4096 == 0, !goesOn() { break }
      expand(position.next)
    }
    if result.end.isCut { askProgress(upTo: position.count) }
    (result.states, result.bytes, result.depth) = (position.count, bytes, position.depth)
  }

  private func askProgress(upTo end: Int) {
    guard position.unasked < end else { return }
    var firstHit = result.firstHit
    judgeProgress(position.unasked..<end, rules, in: &firstHit)
    (result.firstHit, position.unasked) = (firstHit, end)
    if limits.stopsAtViolation, rules.firstViolation(firstHit) != nil { result.end = .violation }
  }

  private var bytes: Int {
    position.count * (width * 4 + 4) + (position.count - position.levelStart) * 8 + table.count * 4
  }

  private func goesOn() -> Bool {
    if let end = limits.end(at: position, bytes: bytes) { result.end = end }
    return result.end == .complete
  }

  /// Expands a configuration; where that does not come to its end, counts nothing of it.
  private func expand(_ index: Int) {
    if mustStop { return }
    var counts = ExpansionCounts()
    let isWhole = expander.expand(cellStart + index * width, asleep: sleepStart[index], &counts) {
      successor, _, sleepSet in
      add(successor, UInt32(index), sleepSet: sleepSet)
      return !mustStop
    }
    if maker.failure != nil { result.end = .interrupted }
    guard isWhole, !mustStop else { return }
    result.count(counts)
    position.next += 1
  }

  // MARK: - Going on from another search

  func takeOver(_ other: any Search) -> Bool {
    guard other.position.count <= capacity else { return false }
    (result, position) = (other.result, other.position)
    for index in 0..<position.count {
      for (place, cell) in other.row(index).enumerated() { (cellStart + index * width)[place] = cell }
      parentStart[index] = other.parent(index).map { UInt32($0) } ?? .max
    }
    for index in position.levelStart..<position.count { sleepStart[index] = other.sleepSet(index) }
    while (position.count + 1) * 2 > table.count { table = Array(repeating: 0, count: table.count * 2) }
    fillTable()
    return true
  }
}
