/// Configurations in one flat array: a word with the state and the name of the order that led here, then the set of
/// pending operations that have taken effect.
struct ConfigurationSet {
  private var storage: [UInt64] = []
  private var stride = 2
  /// How many configurations there are.
  private(set) var count = 0
  /// How often two configurations were compared.
  private(set) var comparisons = 0

  // Only while configurations are inserted: which are still wanted, and a hash table of chains. An entry of the table is
  // valid if it carries the current generation, so the table need not be cleared.
  private var alive: [Bool] = []
  private var following: [Int32] = []
  private var table: [UInt64] = []
  private var generation: UInt64 = 0

  /// Makes the set empty, with another width.
  mutating func reset(words: Int) {
    storage.removeAll(keepingCapacity: true)
    stride = words + 1
    count = 0
  }

  /// Adds a configuration.
  mutating func append(_ configuration: [UInt64]) {
    storage += configuration
    count += 1
  }

  /// Adds a configuration of another set of the same width, without an operation.
  mutating func append(_ other: ConfigurationSet, _ place: Int, without slot: Int) {
    storage += other.storage[place * stride..<(place + 1) * stride]
    storage[count * stride + 1 + slot / 64] &= ~(1 << UInt64(slot % 64))
    count += 1
  }

  /// Gives all configurations more words.
  mutating func widen(_ slots: PendingSlots) {
    var wider = ConfigurationSet()
    wider.reset(words: slots.words)
    for place in 0..<count {
      let old = storage[place * stride..<(place + 1) * stride]
      wider.append(Array(old) + Array(repeating: 0, count: wider.stride - stride))
    }
    (storage, stride) = (wider.storage, wider.stride)
  }

  @inline(__always) func state(_ place: Int) -> Int { Int(storage[place &* stride] & 0xFFFF_FFFF) }

  @inline(__always) func leaf(_ place: Int) -> UInt32 { UInt32(storage[place &* stride] >> 32) }

  @inline(__always) mutating func setLeaf(_ leaf: UInt32, at place: Int) {
    storage[place &* stride] = storage[place &* stride] & 0xFFFF_FFFF | UInt64(leaf) << 32
  }

  @inline(__always) func has(_ slot: Int, at place: Int) -> Bool {
    storage[place &* stride &+ 1 &+ slot / 64] & (1 << UInt64(slot % 64)) != 0
  }

  mutating func set(_ slot: Int, at place: Int, leaf: UInt32) {
    storage[place * stride + 1 + slot / 64] |= 1 << UInt64(slot % 64)
    setLeaf(leaf, at: place)
  }

  /// Whether an operation has taken effect in all configurations.
  func allHave(_ slot: Int) -> Bool { (0..<count).allSatisfy { has(slot, at: $0) } }

  mutating func clear(_ slot: Int) {
    for place in 0..<count { storage[place * stride + 1 + slot / 64] &= ~(1 << UInt64(slot % 64)) }
  }

  func copy(_ place: Int, to configuration: inout [UInt64]) {
    configuration.removeAll(keepingCapacity: true)
    configuration += storage[place * stride..<(place + 1) * stride]
  }

  mutating func renameLeaves(_ rename: ([UInt32]) -> [UInt32]) {
    for (place, leaf) in rename((0..<count).map(leaf)).enumerated() { setLeaf(leaf, at: place) }
  }

  // MARK: - Inserting

  func isAlive(_ place: Int) -> Bool { alive[place] }

  /// Makes the configurations that are there known to `insert`.
  mutating func beginLookup(_ slots: PendingSlots) {
    generation += 1
    alive.removeAll(keepingCapacity: true)
    following.removeAll(keepingCapacity: true)
    let old = count
    count = 0
    if table.isEmpty { table = Array(repeating: 0, count: 64) }
    for place in 0..<old {
      if (count + 1) * 2 > table.count { growTable(slots) }
      link(place, slots)
    }
  }

  /// Adds a configuration, unless one is there that can do all that it can; drops those that can do no more than it.
  mutating func insert(_ configuration: [UInt64], _ slots: PendingSlots) -> Bool {
    if (count + 1) * 2 > table.count { growTable(slots) }
    storage += configuration
    guard !isCovered(count, slots) else {
      storage.removeLast(stride)
      return false
    }
    link(count, slots)
    return true
  }

  /// Whether a configuration that is there can do all that the one at a place can; drops those that are covered by it.
  private mutating func isCovered(_ place: Int, _ slots: PendingSlots) -> Bool {
    let slot = find(place, slots)
    guard table[slot] >> 32 == generation else { return false }
    var other = Int32(truncatingIfNeeded: table[slot] & 0xFFFF_FFFF)
    while other >= 0 {
      comparisons &+= 1
      if alive[Int(other)] {
        if covers(Int(other), place, slots) { return true }
        if covers(place, Int(other), slots) { alive[Int(other)] = false }
      }
      other = following[Int(other)]
    }
    return false
  }

  /// Whether a configuration with the same state and writes has let all reads of another take effect, and no operation
  /// that is pending for ever beyond the other's.
  private func covers(_ place: Int, _ other: Int, _ slots: PendingSlots) -> Bool {
    for word in 0..<stride - 1 {
      let (mine, theirs) = (storage[place * stride + 1 + word], storage[other * stride + 1 + word])
      if theirs & ~mine & slots.reads[word] != 0 || mine & ~theirs & slots.endless[word] != 0 { return false }
    }
    return true
  }

  /// Puts the configuration at a place, which is the next one, into its chain.
  private mutating func link(_ place: Int, _ slots: PendingSlots) {
    let slot = find(place, slots)
    let isFirst = table[slot] >> 32 != generation
    following.append(isFirst ? -1 : Int32(truncatingIfNeeded: table[slot] & 0xFFFF_FFFF))
    alive.append(true)
    table[slot] = generation << 32 | UInt64(place)
    count += 1
  }

  /// The place in the table of the chain that a configuration belongs to, by its state and its writes.
  @inline(__always) private func find(_ place: Int, _ slots: PendingSlots) -> Int {
    let from = place &* stride
    var hash = (storage[from] & 0xFFFF_FFFF) &* 0x9E37_79B9_7F4A_7C15
    for word in 0..<stride - 1 {
      let key = storage[from &+ 1 &+ word] & slots.writes[word] & ~slots.endless[word]
      hash = (hash ^ (hash >> 31) ^ key) &* 0xBF58_476D_1CE4_E5B9
    }
    var slot = Int(truncatingIfNeeded: hash >> 24) & (table.count &- 1)
    while table[slot] >> 32 == generation {
      if hasSameKey(Int(table[slot] & 0xFFFF_FFFF), place, slots) { return slot }
      slot = (slot &+ 1) & (table.count &- 1)
    }
    return slot
  }

  @inline(__always) private func hasSameKey(_ place: Int, _ other: Int, _ slots: PendingSlots) -> Bool {
    guard state(place) == state(other) else { return false }
    for word in 0..<stride - 1 {
      let difference = storage[place &* stride &+ 1 &+ word] ^ storage[other &* stride &+ 1 &+ word]
      if difference & slots.writes[word] & ~slots.endless[word] != 0 { return false }
    }
    return true
  }

  private mutating func growTable(_ slots: PendingSlots) {
    table = Array(repeating: 0, count: table.count * 2)
    generation += 1
    let old = count
    let wasAlive = alive
    (count, alive, following) = (0, [], [])
    for place in 0..<old { link(place, slots) }
    if wasAlive.count == old { alive = wasAlive }
  }
}
