/// What the threads of a search share out among themselves.
///
/// A level is expanded chunk by chunk. A chunk's configurations are divided into blocks, the blocks among the threads.
/// First each thread expands its blocks into a buffer of its own. Then each thread enters into the table, in order,
/// all successors whose hash belongs to its range of slots: no two threads touch the same slot, and of equal words the
/// first is found to be the new one. At last the new ones are numbered in order and stored. So every configuration
/// gets the number and the parent that a search on one thread gives it, however the threads run.
///
/// The nodes' code is called by the first thread only, between these steps: where a block misses something of the memo
/// tables, its configurations are looked at again in order, and the block is expanded once more.
final class PackedTeam<Word: PackedWord> {
  let threads: Int
  private(set) var blocks: [Block] = []
  /// How many new configurations each thread entered last.
  private(set) var newCounts: [Int] = []
  private let owners: TableOwners
  /// Far from each other, as threads write here side by side.
  private let checksums: UnsafeMutablePointer<Word>
  private let buffers: [SuccessorBuffer<Word>]
  /// For each thread and each owner the places of successors in the thread's buffer.
  private let shares: [[PlaceList]]
  private let chunkSize: Int
  private let blockSize: Int

  /// A part of a chunk. One thread at a time works on it.
  final class Block {
    /// Its configurations.
    fileprivate(set) var range: Range<Int>
    /// The thread that expands it.
    let thread: Int
    /// Where its successors are in the thread's buffer.
    fileprivate(set) var successors = 0..<0
    /// For each owner of a part of the table, where the successors are in its share that it enters.
    fileprivate var shares: [Range<Int>]
    fileprivate(set) var counts = ExpansionCounts()
    /// The configurations of which something was missing.
    fileprivate(set) var missing: [Int] = []
    fileprivate var isExpanded = false
    /// How many of its successors are new.
    fileprivate(set) var newCount = 0

    fileprivate init(_ range: Range<Int>, thread: Int, threads: Int) {
      (self.range, self.thread) = (range, thread)
      shares = Array(repeating: 0..<0, count: threads)
    }
  }

  init(_ threads: Int, _ plan: SearchPlan) {
    self.threads = threads
    owners = TableOwners(threads: threads)
    buffers = (0..<threads).map { _ in SuccessorBuffer(capacity: 1024) }
    shares = (0..<threads).map { _ in (0..<threads).map { _ in PlaceList() } }
    (chunkSize, blockSize) = (plan.chunkSize, plan.blockSize)
    checksums = .allocate(capacity: threads * 16)
    checksums.initialize(repeating: 0, count: threads * 16)
  }

  deinit { checksums.deallocate() }

  /// Where the next chunk ends; none where there is too little to share out.
  ///
  /// It is small next to what was found so far, so that the table has room for what comes of it.
  func chunk(from next: Int, to levelEnd: Int, of count: Int) -> Int? {
    let size = min(levelEnd - next, chunkSize, max(count / 8, blockSize * threads))
    return size >= blockSize * threads ? next + size : nil
  }

  /// Divides a chunk.
  func divide(_ chunk: Range<Int>) {
    let size = (chunk.count + threads - 1) / threads
    blocks = []
    for thread in 0..<threads {
      let end = min(chunk.upperBound, chunk.lowerBound + (thread + 1) * size)
      for start in stride(from: chunk.lowerBound + thread * size, to: end, by: blockSize) {
        blocks.append(Block(start..<min(end, start + blockSize), thread: thread, threads: threads))
      }
      buffers[thread].count = 0
      for share in shares[thread] { share.count = 0 }
    }
  }

  /// Leaves out a configuration and all behind it.
  func end(before index: Int) {
    blocks = blocks.filter { $0.range.lowerBound < index }
    guard let last = blocks.last else { return }
    last.range = last.range.lowerBound..<min(index, last.range.upperBound)
    last.isExpanded = false
  }

  // MARK: - The threads' work

  /// Expands the blocks that are not expanded; each thread its own.
  func expand(_ expander: PackedExpander<Word>, successorsMax: Int) {
    guard !blocks.allSatisfy(\.isExpanded) else { return }
    let (team, expander) = (Unchecked(self), Unchecked(expander))
    Threads.perform(threads) { thread in
      for block in team.value.blocks where block.thread == thread && !block.isExpanded {
        team.value.expand(block, expander.value, successorsMax)
      }
    }
  }

  private func expand(_ block: Block, _ expander: PackedExpander<Word>, _ successorsMax: Int) {
    let buffer = buffers[block.thread]
    let first = buffer.count
    var index = block.range.lowerBound
    (block.missing, block.counts) = ([], ExpansionCounts())
    while index < block.range.upperBound {
      buffer.reserve(buffer.count + successorsMax + 256)
      let room = buffer.capacity - successorsMax
      let (next, miss) = expander.expand(index..<block.range.upperBound, until: room, buffer, &block.counts)
      if miss != nil { block.missing.append(next) }
      index = miss == nil ? next : next + 1
    }
    block.isExpanded = block.missing.isEmpty
    if !block.isExpanded { buffer.count = first }
    block.successors = first..<buffer.count
    distribute(block, buffer.hashes)
  }

  /// Shares out a block's successors among the owners of the parts of the table.
  private func distribute(_ block: Block, _ hashes: UnsafePointer<UInt64>) {
    let shares = shares[block.thread]
    let begins = shares.map(\.count)
    for share in shares { share.reserve(share.count + block.successors.count) }
    for place in block.successors {
      shares[owners.owner(hash: hashes[place])].append(UInt32(truncatingIfNeeded: place))
    }
    for owner in 0..<threads { block.shares[owner] = begins[owner]..<shares[owner].count }
  }

  /// Enters all successors into a table, each thread those that are its own.
  func enter(_ table: PackedTable<Word>) {
    for buffer in buffers { buffer.reserveFlags() }
    let (team, table) = (Unchecked(self), Unchecked(table))
    let counts = Threads.map(threads) { owner in
      team.value.blocks.map { team.value.enter($0, owner, table.value) }
    }
    for (place, block) in blocks.enumerated() { block.newCount = counts.reduce(0) { $0 + $1[place] } }
    newCounts = counts.map { $0.reduce(0, +) }
  }

  private func enter(_ block: Block, _ owner: Int, _ table: PackedTable<Word>) -> Int {
    let buffer = buffers[block.thread]
    let (words, hashes, areNew) = (buffer.words, buffer.hashes, buffer.areNew)
    let (shift, ring) = (table.shift, table.ring)
    var new = 0
    let places = shares[block.thread][owner].places
    // As in a search on one thread, the slots are touched first.
    var touched: Word = 0
    for number in block.shares[owner] {
      touched ^= table.slots[Int(truncatingIfNeeded: hashes[Int(places[number])] &>> shift)]
    }
    checksums[owner * 16] = touched
    for number in block.shares[owner] {
      let place = Int(places[number])
      let slot = Int(truncatingIfNeeded: hashes[place] &>> shift)
      let isNew: UInt8 = table.insert(words[place], at: slot, ring) ? 1 : 0
      areNew[place] = isNew
      new &+= Int(isNew)
    }
    return new
  }

  /// Numbers the new successors from `first` on, in order, and does something with each, each thread with those of its
  /// blocks; returns what it says of the blocks, in order.
  @inline(__always)
  func number<Result>(from first: Int, _ work: @Sendable (Block, _ first: Int) -> Result) -> [Result] {
    var starts: [Int] = []
    var next = first
    for block in blocks {
      starts.append(next)
      next += block.newCount
    }
    let (team, places) = (Unchecked(self), starts)
    return Threads.map(threads) { thread in
      Unchecked(
        team.value.blocks.indices.filter { team.value.blocks[$0].thread == thread }.map {
          work(team.value.blocks[$0], places[$0])
        })
    }.flatMap(\.value)
  }

  /// Does something with each new successor of a block, in order, until it says that it is enough.
  @inline(__always)
  func forEachNew(_ block: Block, _ work: (_ word: Word, _ parent: UInt32, _ sleeps: UInt64) -> Bool) {
    let buffer = buffers[block.thread]
    let (words, parents, sleeps, areNew) = (buffer.words, buffer.parents, buffer.sleeps, buffer.areNew)
    for place in block.successors where areNew[place] != 0 {
      if !work(words[place], parents[place], sleeps[place]) { return }
    }
  }

  /// How many successors each thread has to enter.
  var incoming: [Int] { (0..<threads).map { owner in blocks.reduce(0) { $0 + $1.shares[owner].count } } }
}

/// A list of places that is used again and again.
private final class PlaceList {
  private(set) var places: UnsafeMutablePointer<UInt32> = .allocate(capacity: 1024)
  private var capacity = 1024
  var count = 0

  /// Makes room for so many in all.
  func reserve(_ needed: Int) {
    guard needed > capacity else { return }
    capacity = needed * 2
    let larger = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity)
    larger.update(from: places, count: count)
    places.deallocate()
    places = larger
  }

  @inline(__always) func append(_ place: UInt32) {
    places[count] = place
    count &+= 1
  }

  deinit { places.deallocate() }
}
