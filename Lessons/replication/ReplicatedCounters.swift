import Atoll

/// A counter that only grows: each replica counts its own increments; of two copies the larger count of each is right.
public struct GCounter: ReplicatedData {
  var counts: NodeMap<Int> = [:]

  /// Nothing is counted yet.
  public init() {}

  /// It can only be incremented.
  public static let operations = [CRDTOperation.increment]

  /// The sum of all replicas' counts.
  var value: Int { counts.values.reduce(0, +) }

  /// The value.
  public var shown: String { "\(value)" }

  /// Counts in the own entry.
  public mutating func update(_ operation: CRDTOperation, _ dot: Dot) -> Bool {
    guard operation == .increment else { return false }
    counts[dot.node, default: 0] += 1
    return true
  }

  /// The larger count of each replica.
  public mutating func merge(_ other: GCounter) {
    for (node, count) in other.counts { counts[node] = max(count, counts[node, default: 0]) }
  }
}

/// A counter that goes up and down: one growing counter for each direction.
public struct PNCounter: ReplicatedData {
  var up = GCounter()
  var down = GCounter()

  /// Nothing is counted yet.
  public init() {}

  /// Up and down.
  public static let operations = [CRDTOperation.increment, .decrement]

  /// The increments less the decrements.
  public var shown: String { "\(up.value - down.value)" }

  /// Counts in the counter of its direction.
  public mutating func update(_ operation: CRDTOperation, _ dot: Dot) -> Bool {
    switch operation {
    case .increment: up.update(.increment, dot)
    case .decrement: down.update(.increment, dot)
    case .add, .remove: false
    }
  }

  /// Each direction by itself.
  public mutating func merge(_ other: PNCounter) {
    up.merge(other.up)
    down.merge(other.down)
  }
}

/// A wrong counter: copies are added up. What arrives twice counts twice: `merge` is not idempotent.
public struct SummingCounter: ReplicatedData {
  var total = 0

  /// Nothing is counted yet.
  public init() {}

  /// It can only be incremented.
  public static let operations = [CRDTOperation.increment]

  /// The total.
  public var shown: String { "\(total)" }

  /// One more.
  public mutating func update(_ operation: CRDTOperation, _ dot: Dot) -> Bool {
    guard operation == .increment else { return false }
    total += 1
    return true
  }

  /// The sum.
  public mutating func merge(_ other: SummingCounter) { total += other.total }
}

/// A wrong counter: the other copy replaces this one. `merge` is not commutative.
public struct OverwritingCounter: ReplicatedData {
  var total = 0

  /// Nothing is counted yet.
  public init() {}

  /// It can only be incremented.
  public static let operations = [CRDTOperation.increment]

  /// The total.
  public var shown: String { "\(total)" }

  /// One more.
  public mutating func update(_ operation: CRDTOperation, _ dot: Dot) -> Bool {
    guard operation == .increment else { return false }
    total += 1
    return true
  }

  /// The other one.
  public mutating func merge(_ other: OverwritingCounter) { total = other.total }
}

/// A wrong counter: the mean of both copies. `merge` is not associative.
public struct AveragingCounter: ReplicatedData {
  var total = 0

  /// Nothing is counted yet.
  public init() {}

  /// It can only be incremented.
  public static let operations = [CRDTOperation.increment]

  /// The total.
  public var shown: String { "\(total)" }

  /// One more.
  public mutating func update(_ operation: CRDTOperation, _ dot: Dot) -> Bool {
    guard operation == .increment else { return false }
    total += 1
    return true
  }

  /// The mean, rounded down.
  public mutating func merge(_ other: AveragingCounter) { total = (total + other.total) / 2 }
}

/// A wrong counter: one number, and of two copies the larger one counts. `merge` keeps all three laws; but a decrement
/// does not go up in its order, so any older copy undoes it.
public struct LoweringCounter: ReplicatedData {
  var total = 0

  /// Nothing is counted yet.
  public init() {}

  /// Down and up; down first, so that a search of the first operations begins with it.
  public static let operations = [CRDTOperation.decrement, .increment]

  /// The total.
  public var shown: String { "\(total)" }

  /// One more or one less.
  public mutating func update(_ operation: CRDTOperation, _ dot: Dot) -> Bool {
    switch operation {
    case .increment: total += 1
    case .decrement: total -= 1
    case .add, .remove: return false
    }
    return true
  }

  /// The larger one.
  public mutating func merge(_ other: LoweringCounter) { total = max(total, other.total) }
}
