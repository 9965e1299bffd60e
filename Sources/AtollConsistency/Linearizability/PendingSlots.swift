/// Which bit of a configuration stands for which pending operation.
///
/// A bit is used again once its operation has responded. Operations that never respond keep theirs.
struct PendingSlots {
  /// How many words a set of pending operations takes.
  private(set) var words = 1
  /// The bits of operations that change states, or may.
  private(set) var writes: [UInt64] = [0]
  /// The bits of reads.
  private(set) var reads: [UInt64] = [0]
  /// The bits of operations that never respond.
  private(set) var endless: [UInt64] = [0]
  private var operations: [Int] = Array(repeating: -1, count: 64)
  private var twins: [Int] = Array(repeating: -1, count: 64)
  private var slotOf: [Int: Int] = [:]
  private var lastEndless: [Int: Int] = [:]

  /// Gives an operation a bit.
  mutating func add(_ operation: Int, request: Int, isRead: Bool, isPending: Bool) -> Int {
    let slot = freeSlot()
    let (word, bit) = (slot / 64, UInt64(1) << UInt64(slot % 64))
    operations[slot] = operation
    twins[slot] = -1
    if isRead { reads[word] |= bit } else { writes[word] |= bit }
    if isPending {
      endless[word] |= bit
      twins[slot] = lastEndless[request] ?? -1
      lastEndless[request] = slot
    } else {
      slotOf[operation] = slot
    }
    return slot
  }

  /// Takes the bit of an operation that has responded.
  mutating func remove(_ operation: Int) {
    guard let slot = slotOf.removeValue(forKey: operation) else { return }
    let (word, bit) = (slot / 64, UInt64(1) << UInt64(slot % 64))
    reads[word] &= ~bit
    writes[word] &= ~bit
  }

  /// The bit of an operation that has not responded yet.
  func slot(of operation: Int) -> Int { slotOf[operation] ?? 0 }

  /// The operation of a bit.
  @inline(__always) func operation(_ slot: Int) -> Int { operations[slot] }

  /// The bit of the operation before it that never responds and asks the same.
  @inline(__always) func twin(_ slot: Int) -> Int? { twins[slot] < 0 ? nil : twins[slot] }

  private mutating func freeSlot() -> Int {
    for word in 0..<words where reads[word] | writes[word] != .max {
      return word * 64 + (~(reads[word] | writes[word])).trailingZeroBitCount
    }
    words += 1
    writes.append(0)
    reads.append(0)
    endless.append(0)
    operations += Array(repeating: -1, count: 64)
    twins += Array(repeating: -1, count: 64)
    return (words - 1) * 64
  }
}
