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
    /// For each owner of a part of the table the places of the successors that it enters.
    fileprivate var shares: [[UInt32]]
    fileprivate(set) var counts = PackedExpander<Word>.Counts()
    /// The configurations of which something was missing.
    fileprivate(set) var missing: [Int] = []
    fileprivate var isExpanded = false
    /// How many of its successors are new.
    fileprivate(set) var newCount = 0

    fileprivate init(_ range: Range<Int>, thread: Int, threads: Int) {
      (self.range, self.thread) = (range, thread)
      shares = Array(repeating: [], count: threads)
    }
  }

  init(_ threads: Int, _ plan: SearchPlan) {
    self.threads = threads
    owners = TableOwners(threads: threads)
    buffers = (0..<threads).map { _ in SuccessorBuffer(capacity: 1024) }
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
    (block.missing, block.counts) = ([], PackedExpander<Word>.Counts())
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

  private func distribute(_ block: Block, _ hashes: UnsafePointer<UInt64>) {
    for owner in 0..<threads {
      block.shares[owner] = Array(unsafeUninitializedCapacity: block.successors.count) { places, count in
        for place in block.successors {
          // Written always and kept where it belongs to the owner: nothing to guess for the processor.
          places[count] = UInt32(truncatingIfNeeded: place)
          count &+= owners.owner(hash: hashes[place]) == owner ? 1 : 0
        }
      }
    }
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
    block.shares[owner].withUnsafeBufferPointer { places in
      // As in a search on one thread, the slots are touched first.
      var touched: Word = 0
      for place in places { touched ^= table.slots[Int(truncatingIfNeeded: hashes[Int(place)] &>> shift)] }
      checksums[owner * 16] = touched
      for place in places {
        let slot = Int(truncatingIfNeeded: hashes[Int(place)] &>> shift)
        let isNew: UInt8 = table.insert(words[Int(place)], at: slot, ring) ? 1 : 0
        areNew[Int(place)] = isNew
        new &+= Int(isNew)
      }
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
