/// The orders that led to the configurations of a search: a forest in which each configuration is a leaf.
///
/// What no configuration stands on any more is cleared away now and then, so the log stays linear in the history.
struct WitnessLog {
  /// The root of all orders.
  static let root: UInt32 = .max
  private var parents: [UInt32] = []
  private var operations: [UInt32] = []
  private var cleanAt = 1 << 16

  /// Puts an operation behind an order.
  mutating func add(_ operation: Int, after parent: UInt32) -> UInt32 {
    parents.append(parent)
    operations.append(UInt32(truncatingIfNeeded: operation))
    return UInt32(truncatingIfNeeded: parents.count - 1)
  }

  /// Whether it is time to clear away.
  var isLarge: Bool { parents.count > cleanAt }

  /// The operations of an order.
  func order(_ leaf: UInt32) -> [Int] {
    var order: [Int] = []
    var node = leaf
    while node != Self.root {
      order.append(Int(operations[Int(node)]))
      node = parents[Int(node)]
    }
    return order.reversed()
  }

  /// Keeps what some leaves stand on; returns the leaves' new names.
  mutating func clean(_ leaves: [UInt32]) -> [UInt32] {
    var isNeeded = Array(repeating: false, count: parents.count)
    for leaf in leaves where leaf != Self.root { isNeeded[Int(leaf)] = true }
    // A parent stands before its children.
    for node in parents.indices.reversed() where isNeeded[node] && parents[node] != Self.root {
      isNeeded[Int(parents[node])] = true
    }
    var names = Array(repeating: Self.root, count: parents.count)
    var count = 0
    for node in parents.indices where isNeeded[node] {
      let parent = parents[node]
      parents[count] = parent == Self.root ? parent : names[Int(parent)]
      operations[count] = operations[node]
      names[node] = UInt32(truncatingIfNeeded: count)
      count += 1
    }
    parents.removeLast(parents.count - count)
    operations.removeLast(operations.count - count)
    cleanAt = max(1 << 16, count * 2)
    return leaves.map { $0 == Self.root ? $0 : names[Int($0)] }
  }
}
