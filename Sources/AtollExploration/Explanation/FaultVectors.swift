import Atoll

extension FaultBounds {
  /// The kinds of faults that are counted.
  static var kinds: [WritableKeyPath<FaultBounds, Int> & Sendable] { [\.crashes, \.recoveries, \.drops] }

  /// How many faults may happen in all.
  package var total: Int {
    FaultBounds.kinds.reduce(0) {
      $0.addingReportingOverflow(self[keyPath: $1]).overflow ? .max : $0 + self[keyPath: $1]
    }
  }

  /// Whether as many faults of each kind may happen in another exploration, or more.
  func isWithin(_ other: FaultBounds) -> Bool {
    FaultBounds.kinds.allSatisfy { self[keyPath: $0] <= other[keyPath: $0] }
  }

  /// All bounds within these that allow a number of faults in all, those with early kinds first.
  func choices(total: Int) -> [FaultBounds] {
    var found = [(bounds: self.withoutFaults, left: total)]
    for kind in FaultBounds.kinds {
      found = found.flatMap { bounds, left in
        (0...min(left, self[keyPath: kind])).reversed().map { count in
          var more = bounds
          more[keyPath: kind] = count
          return (more, left - count)
        }
      }
    }
    return found.filter { $0.left == 0 }.map(\.bounds)
  }

  private var withoutFaults: FaultBounds {
    var none = self
    for kind in FaultBounds.kinds { none[keyPath: kind] = 0 }
    return none
  }
}
