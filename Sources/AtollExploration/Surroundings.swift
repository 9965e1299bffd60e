/// All that belongs to no node: which faults may still happen, and what the observers of the clients know.
///
/// It is one more component of every configuration, with cells of its own.
struct Surroundings: Hashable {
  var drops: Int
  var crashes: Int
  var recoveries: Int
  var partitions: Int
  var forgeries: Int
  /// Whether the network is split; how, each node's cell tells.
  var isSplit = false
  /// What each observer knows.
  var known: [Int32]

  /// One thing that an event at a node does to the surroundings.
  enum Change: Hashable {
    case drop, crash, recovery, forgery
    case client(LocalClientEvent)
  }

  /// Lets a fault happen; returns false where that is one too many.
  mutating func spend(_ fault: Change) -> Bool {
    switch fault {
    case .drop: drops -= 1
    case .crash: crashes -= 1
    case .recovery: recoveries -= 1
    case .forgery: forgeries -= 1
    case .client: break
    }
    return drops >= 0 && crashes >= 0 && recoveries >= 0 && forgeries >= 0
  }
}
