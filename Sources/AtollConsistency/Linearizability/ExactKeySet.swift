/// A set of keys of several words, kept exactly.
struct ExactKeySet {
  private var words: [UInt64] = []
  private var starts: [Int] = [0]
  private var table: [Int32] = Array(repeating: -1, count: 1024)

  /// Adds a key; false where it is there.
  mutating func insert(_ key: [UInt64]) -> Bool {
    if starts.count * 2 > table.count { grow() }
    var slot = hash(key[...]) & (table.count - 1)
    while table[slot] >= 0 {
      let place = Int(table[slot])
      if words[starts[place]..<starts[place + 1]].elementsEqual(key) { return false }
      slot = (slot + 1) & (table.count - 1)
    }
    table[slot] = Int32(truncatingIfNeeded: starts.count - 1)
    words += key
    starts.append(words.count)
    return true
  }

  private mutating func grow() {
    table = Array(repeating: -1, count: table.count * 2)
    for place in 0..<starts.count - 1 {
      var slot = hash(words[starts[place]..<starts[place + 1]]) & (table.count - 1)
      while table[slot] >= 0 { slot = (slot + 1) & (table.count - 1) }
      table[slot] = Int32(truncatingIfNeeded: place)
    }
  }

  private func hash(_ key: ArraySlice<UInt64>) -> Int {
    var hash: UInt64 = 0
    for word in key { hash = (hash ^ (hash >> 31) ^ word) &* 0x9E37_79B9_7F4A_7C15 }
    return Int(truncatingIfNeeded: hash >> 24)
  }
}
