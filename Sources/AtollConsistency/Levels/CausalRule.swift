/// Whether causal memory is possible where some reads' sources are known.
///
/// For each client the order of all writes and of its own operations is saturated: a write that stands before a read, but
/// is not the one that it reads from, must stand before that one. If this makes no cycle there is such an order.
///
/// - Complexity: O(clients · rounds · n³ / 64).
/// - SeeAlso: Bouajjani, Enea, Guerraoui & Hamza 2017, "On verifying causal consistency" (the bad patterns of CM).
struct CausalRule {
  private let history: RegisterHistory
  private let clientOrder: BitMatrix

  init(_ history: RegisterHistory) {
    self.history = history
    var order = BitMatrix(history.accesses.count)
    for session in history.sessions {
      for (index, place) in session.enumerated() {
        for later in session[(index + 1)...] where history.isBefore(place, later) { order.set(place, later) }
      }
    }
    clientOrder = order
  }

  /// How much work one look at the rule is, roughly, in words.
  static func cost(_ history: RegisterHistory) -> Int {
    let count = history.accesses.count
    // Beyond this the product below would not fit, and nobody waits for it.
    guard count < 100_000 else { return .max }
    return count * count * (count / 64 + 1) * (history.sessions.count + 1)
  }

  /// Whether the rule can hold.
  func isPossible(_ sources: [Int?]) -> Bool {
    var causal = clientOrder
    for (read, source) in sources.enumerated() {
      guard let source, source < history.accesses.count else { continue }
      causal.set(source, read)
    }
    causal.close()
    guard !causal.hasCycle else { return false }
    return history.sessions.indices.allSatisfy { isPossible(for: $0, causal, sources) }
  }

  private func isPossible(for client: Int, _ causal: BitMatrix, _ sources: [Int?]) -> Bool {
    let reads = history.sessions[client].filter { sources[$0] != nil }
    guard !reads.isEmpty else { return true }
    var order = causal
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for read in reads {
        guard let source = sources[read] else { continue }
        for write in history.writes[history.accesses[read].register]
        where write != source && write != read && order.has(write, read) {
          if source >= history.accesses.count || order.has(source, write) { return false }
          guard !order.has(write, source) else { continue }
          order.setClosed(write, source)
          isGrowing = true
        }
      }
    }
    return true
  }
}

/// A relation on small numbers, one row of bits for each.
struct BitMatrix {
  let count: Int
  private let words: Int
  private var bits: [UInt64]

  init(_ count: Int) {
    self.count = count
    words = (count + 63) / 64
    bits = Array(repeating: 0, count: count * words)
  }

  @inline(__always) func has(_ row: Int, _ column: Int) -> Bool {
    bits[row &* words &+ column / 64] & (1 << UInt64(column % 64)) != 0
  }

  @inline(__always) mutating func set(_ row: Int, _ column: Int) {
    bits[row &* words &+ column / 64] |= 1 << UInt64(column % 64)
  }

  /// Makes the relation transitive (Warshall 1962).
  mutating func close() {
    for middle in 0..<count {
      for row in 0..<count where has(row, middle) { join(row, middle) }
    }
  }

  /// Adds a pair to a transitive relation and keeps it so.
  mutating func setClosed(_ row: Int, _ column: Int) {
    for before in 0..<count where before == row || has(before, row) {
      set(before, column)
      join(before, column)
    }
  }

  /// Whether something stands before itself.
  var hasCycle: Bool { (0..<count).contains { has($0, $0) } }

  private mutating func join(_ row: Int, _ other: Int) {
    for word in 0..<words { bits[row &* words &+ word] |= bits[other &* words &+ word] }
  }
}
