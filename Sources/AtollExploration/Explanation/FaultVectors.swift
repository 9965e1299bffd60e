import Atoll

/// A kind of faults that an exploration counts.
package struct FaultKind: Sendable {
  /// Where its bound is.
  package let bound: WritableKeyPath<FaultBounds, Int> & Sendable
  /// The word that sets the bound.
  package let word: String
  /// What one fault and what several are called.
  package let names: (one: String, several: String)
  /// Whether it can be asked of every system.
  package var isOrdinary = true

  /// All kinds: every bound of `FaultBounds` is one of them.
  package static let all = [
    FaultKind(bound: \.crashes, word: "crashes", names: ("crash", "crashes")),
    FaultKind(bound: \.recoveries, word: "recoveries", names: ("recovery", "recoveries")),
    FaultKind(bound: \.drops, word: "drops", names: ("drop", "drops")),
    FaultKind(
      bound: \.partitions, word: "partitions", names: ("network partition", "network partitions"),
      isOrdinary: false),
    FaultKind(
      bound: \.forgeries, word: "forgeries", names: ("forged message", "forged messages"), isOrdinary: false),
  ]
}

extension FaultBounds {
  /// How many faults may happen in all.
  package var total: Int {
    FaultKind.all.reduce(0) { total, kind in
      let (sum, isTooLarge) = total.addingReportingOverflow(self[keyPath: kind.bound])
      return isTooLarge ? .max : sum
    }
  }

  /// All bounds within these that allow a number of faults in all, those with early kinds first.
  func choices(total: Int) -> [FaultBounds] {
    var found = [(bounds: FaultBounds(), left: total)]
    for kind in FaultKind.all {
      found = found.flatMap { bounds, left in
        (0...min(left, self[keyPath: kind.bound])).reversed().map { count in
          var more = bounds
          more[keyPath: kind.bound] = count
          return (more, left - count)
        }
      }
    }
    return found.filter { $0.left == 0 }.map(\.bounds)
  }
}
