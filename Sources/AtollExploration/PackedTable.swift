/// The set of configurations that a search has found: open addressing over packed words.
///
/// A word plus one is an entry, 0 is a free slot. A slot is the first bits of a word's hash, so that words keep their
/// order when the table doubles. The table is divided among threads by the first bits too: each has a range of slots
/// of its own and probes round in it, so that no two ever write to one slot.
struct PackedTable<Word: PackedWord> {
  private let memory: BigMemory
  let slots: UnsafeMutablePointer<Word>
  private let bitsMax: Int
  private(set) var bits = PackedTable.bitsMin
  private let owners: TableOwners
  /// How many words each thread's range holds.
  private var owned: [Int]

  static var bitsMin: Int { 14 }

  /// Reserves a table for so many configurations; none where the system refuses.
  init?(countMax: Int, owners: TableOwners) {
    bitsMax = Self.bits(for: countMax)
    guard let memory = BigMemory(byteCount: MemoryLayout<Word>.stride << bitsMax) else { return nil }
    self.memory = memory
    self.owners = owners
    owned = Array(repeating: 0, count: owners.threads)
    slots = memory.start.bindMemory(to: Word.self, capacity: 1 << bitsMax)
  }

  func free() { memory.free() }

  /// How large a table is for so many configurations: they fill it to three quarters at most.
  static func bits(for count: Int) -> Int {
    var bits = bitsMin
    while count * 8 > 6 << bits { bits += 1 }
    return bits
  }

  /// How far to shift a hash to get a slot.
  var shift: UInt64 { UInt64(64 - bits) }

  /// A thread probes round in its own range only; this looks after that where a probe comes to a range's end.
  var ring: Ring {
    Ring(
      shardMask: 1 << (bits - TableOwners.shardBits) - 1, shardBits: bits - TableOwners.shardBits,
      owners: owners)
  }

  struct Ring {
    fileprivate let shardMask: Int
    fileprivate let shardBits: Int
    fileprivate let owners: TableOwners

    @inline(__always) func after(_ slot: Int) -> Int {
      let next = slot &+ 1
      return next & shardMask == 0 ? owners.wrapped(next, shardBits) : next
    }

    /// Where the range ends in which a slot is.
    func end(of slot: Int) -> Int { owners.end(slot >> shardBits) << shardBits }
  }

  /// Adds a word unless it is there; returns whether it was not. There must be a free slot.
  @inline(__always) func insert(_ word: Word, at first: Int, _ ring: Ring) -> Bool {
    let key = word &+ 1
    var slot = first
    var found = slots[slot]
    while found != 0 {
      if found == key { return false }
      slot = ring.after(slot)
      found = slots[slot]
    }
    slots[slot] = key
    return true
  }

  // MARK: - Growing

  /// Makes the empty table large enough for some configurations and enters them.
  mutating func fill(_ states: UnsafePointer<Word>, count: Int) {
    bits = Self.bits(for: count)
    for index in 0..<count {
      let hash = states[index].mixed
      _ = insert(states[index], at: Int(truncatingIfNeeded: hash &>> shift), ring)
      self.count(hash)
    }
  }

  /// Counts a word that was inserted.
  @inline(__always) mutating func count(_ hash: UInt64) {
    if owners.threads > 1 { owned[owners.owner(hash: hash)] += 1 }
  }

  /// Counts words that threads inserted, each in its own range.
  mutating func count(_ new: [Int]) {
    for owner in new.indices { owned[owner] += new[owner] }
  }

  /// Makes room for so many configurations and some hundred more.
  mutating func grow(for count: Int) {
    while bits < min(Self.bits(for: count), bitsMax) { double() }
  }

  /// Makes room for what threads are about to enter, more than will be new as a rule; returns false where there is not.
  ///
  /// No thread's range is ever full, so that each probe comes to an end.
  mutating func grow(forIncoming incoming: [Int]) -> Bool {
    while true {
      let isRoomy = incoming.indices.allSatisfy { owner in
        (owned[owner] + incoming[owner]) * 16 <= 15 * owners.count(owner) << (bits - TableOwners.shardBits)
      }
      if isRoomy { return true }
      guard bits < bitsMax else { return false }
      double()
    }
  }

  /// Doubles the table where it stands.
  ///
  /// Each word now belongs at about twice its place. The upper half of the slots moves first, to where nothing is;
  /// then the upper half of the rest, to where nothing is left; threads share each part. Words that have no place in
  /// the part they come to step aside until the end. Only half of the table is new to the system, which fills it with
  /// zeros at a price.
  private mutating func double() {
    var end = 1 << bits
    bits += 1
    let (table, team) = (Unchecked(self), owners.threads)
    var aside: [Word] = []
    while end > 0 {
      let parts = end > 1 << 16 ? team : 1
      let begin = end > 1 << 12 ? end / 2 : 0
      let (size, last) = ((end - begin) / parts, end)
      let asides = Threads.map(parts) { part in
        let from = begin + part * size
        return Unchecked(
          table.value.move(from..<(part == parts - 1 ? last : from + size), keepsNone: begin == 0))
      }
      for part in asides { aside += part.value }
      end = begin
    }
    for key in aside { _ = insert(key &- 1, at: Int(truncatingIfNeeded: (key &- 1).mixed &>> shift), ring) }
  }

  /// Moves the words of a range of slots to the range of twice its places; returns those that find no place there.
  private func move(_ range: Range<Int>, keepsNone: Bool) -> [Word] {
    var aside: [Word] = []
    let (shift, ring) = (shift, ring)
    let (begin, end) = (range.lowerBound * 2, range.upperBound * 2)
    for old in range {
      let key = slots[old]
      guard key != 0 else { continue }
      slots[old] = 0
      var slot = Int(truncatingIfNeeded: (key &- 1).mixed &>> shift)
      guard !keepsNone, slot >= begin, slot < end else {
        aside.append(key)
        continue
      }
      let last = min(end, ring.end(of: slot))
      while slot < last, slots[slot] != 0 { slot &+= 1 }
      if slot < last { slots[slot] = key } else { aside.append(key) }
    }
    return aside
  }

  var byteCount: Int { MemoryLayout<Word>.stride << bits }
}

/// Which thread owns which part of a table: shards are told apart by the first six bits of a hash.
struct TableOwners {
  static let shardBits = 6
  private static let shards = 1 << shardBits

  let threads: Int

  /// The thread that owns a word with a hash.
  @inline(__always) func owner(hash: UInt64) -> Int {
    owner(Int(truncatingIfNeeded: hash &>> UInt64(64 - TableOwners.shardBits)))
  }

  @inline(__always) private func owner(_ shard: Int) -> Int { (shard &* threads) >> TableOwners.shardBits }

  /// The first shard of a thread.
  private func start(_ owner: Int) -> Int { (owner * TableOwners.shards + threads - 1) / threads }

  /// The first shard behind those of the thread that owns a shard.
  func end(_ shard: Int) -> Int { start(owner(shard) + 1) }

  /// How many shards a thread owns.
  func count(_ owner: Int) -> Int { start(owner + 1) - start(owner) }

  /// The slot after the last of a shard: the next, or the first of the thread's range.
  @inline(never) func wrapped(_ slot: Int, _ shardBits: Int) -> Int {
    let owner = owner((slot - 1) >> shardBits)
    return start(owner + 1) << shardBits == slot ? start(owner) << shardBits : slot
  }
}
