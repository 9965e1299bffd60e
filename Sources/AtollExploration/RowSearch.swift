import Atoll

/// Breadth-first search over configurations of any size: each is a row of cells in one flat array.
///
/// It is the plain way: about half as fast as `PackedSearch`, for problems whose configurations do not fit into a
/// word, and for the first few thousand configurations of every problem, which tell how wide the fields must be.
final class RowSearch: Search {
  let maker: CellMaker
  let rules: PropertyRules
  let limits: SearchLimits
  private(set) var result = SearchResult()

  private let width: Int
  private let cells: BigMemory
  private let parents: BigMemory
  private let capacity: Int
  private var count = 0
  private var next = 0
  private var levelEnd = 0
  /// Places of configurations plus one; 0 is free.
  private var table: [UInt32]
  private var scratch: [Int32]

  /// Makes a search; none where the system has no memory for it.
  init?(_ maker: CellMaker, _ rules: PropertyRules, _ limits: SearchLimits) {
    self.maker = maker
    self.rules = rules
    self.limits = limits
    width = maker.space.nodeCount + 1
    let room = min(limits.bytes / (width * 4 + 4), Int(UInt32.max) - 1, max(limits.states, 1))
    guard let cells = BigMemory(byteCount: room * width * 4), let parents = BigMemory(byteCount: room * 4)
    else { return nil }
    (self.cells, self.parents, capacity) = (cells, parents, room)
    table = Array(repeating: 0, count: 1 << 12)
    scratch = Array(repeating: 0, count: width)
  }

  deinit {
    cells.free()
    parents.free()
  }

  private var cellStart: UnsafeMutablePointer<Int32> { cells.start.assumingMemoryBound(to: Int32.self) }
  private var parentStart: UnsafeMutablePointer<UInt32> { parents.start.assumingMemoryBound(to: UInt32.self) }

  func row(_ index: Int) -> [Int32] {
    Array(UnsafeBufferPointer(start: cellStart + index * width, count: width))
  }

  func parent(_ index: Int) -> Int? { parentStart[index] == .max ? nil : Int(parentStart[index]) }

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

  /// Adds a configuration unless it is known.
  private func add(_ row: [Int32], _ parent: UInt32) {
    row.withUnsafeBufferPointer { buffer in
      guard let row = buffer.baseAddress else { return }
      if (count + 1) * 2 > table.count { growTable() }
      let mask = table.count - 1
      var slot = Int(truncatingIfNeeded: hash(row) >> 20) & mask
      while table[slot] != 0 {
        if isEqual(Int(table[slot]) - 1, row) { return }
        slot = (slot + 1) & mask
      }
      guard count < min(limits.states, capacity) else {
        result.end = count == limits.states ? .states : .memory
        return
      }
      (cellStart + count * width).update(from: row, count: width)
      parentStart[count] = parent
      count += 1
      table[slot] = UInt32(count)
      judge(count - 1)
    }
  }

  private func growTable() {
    table = Array(repeating: 0, count: table.count * 2)
    let mask = table.count - 1
    for index in 0..<count {
      var slot = Int(truncatingIfNeeded: hash(cellStart + index * width) >> 20) & mask
      while table[slot] != 0 { slot = (slot + 1) & mask }
      table[slot] = UInt32(index + 1)
    }
  }

  private func judge(_ index: Int) {
    let row = cellStart + index * width
    var (union, shared): (UInt64, UInt64) = (0, 0)
    for place in 0..<width - 1 {
      let flags = maker.tables.rows[place][Int(row[place])].flags
      shared |= union & flags
      union |= flags
    }
    var hits = rules.masks.mayHit(union, shared) ? rules.hits(union, shared) : 0
    if rules.configurationTests != 0 {
      let cells = (0..<width - 1).map { maker.cells[$0][row[$0]] }
      hits |= rules.configurationHits(cells.map(\.local), cells.map(\.isUp))
    }
    while hits != 0 {
      let property = hits.trailingZeroBitCount
      hits &= hits - 1
      if result.firstHit[property] == nil {
        result.firstHit[property] = index
        rules.wasHit(property)
      }
    }
  }

  // MARK: - Searching

  /// Searches from the initial configurations until everything is seen or a limit is reached.
  func run(_ initial: [[Int32]]) {
    for row in initial { add(row, .max) }
    levelEnd = count
    while next < count, result.end == .complete {
      if next == levelEnd {
        guard result.depth < limits.depth else {
          result.end = .depth
          break
        }
        result.depth += 1
        levelEnd = count
      }
      if next % 4096 == 0, !goesOn() { break }
      expand(next)
      next += 1
    }
    (result.states, result.bytes) = (count, bytes)
  }

  private var bytes: Int { count * (width * 4 + 4) + table.count * 4 }

  private func goesOn() -> Bool {
    let progress = SearchProgress(states: count, frontier: count - next, depth: result.depth, bytes: bytes)
    if !limits.goesOn(progress) { result.end = .interrupted }
    if bytes > limits.bytes { result.end = .memory }
    if limits.stopsAtViolation, !result.firstHit.isEmpty { result.end = .violation }
    return result.end == .complete
  }

  private func expand(_ index: Int) {
    for node in 0..<width - 1 {
      let cell = (cellStart + index * width)[node]
      let events = maker.events(node, cell)
      result.idleTransitions += Int(maker.tables.rows[node][Int(cell)].idleCount)
      for event in events {
        scratch.withUnsafeMutableBufferPointer { buffer in
          buffer.baseAddress?.update(from: cellStart + index * width, count: width)
        }
        let fired = maker.tables.events.start[event]
        scratch[node] = fired.new
        guard maker.apply(fired.effects, to: &scratch) else { continue }
        result.transitions += 1
        add(scratch, UInt32(index))
      }
    }
  }
}
