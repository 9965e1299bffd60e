/// Which levels hold of a history.
package struct LevelReport {
  /// Each level with its verdict, in the order of `ConsistencyLevel`.
  package let verdicts: [(level: ConsistencyLevel, verdict: LevelVerdict)]

  /// Decides all levels.
  ///
  /// What one level says of another is used: the levels that a level implies hold with it, and it is broken with them.
  ///
  /// - Parameter linearizable: What is known of that level already.
  package init(
    _ history: CheckedHistory, linearizable: LevelVerdict? = nil,
    limits: LevelDecision.Limits = LevelDecision.Limits()
  ) {
    var known: [ConsistencyLevel: LevelVerdict] = [:]
    let decision = LevelDecision(history, limits: limits)
    for level in ConsistencyLevel.allCases where known[level] != .holds {
      let given = level == .linearizable ? linearizable : nil
      let verdict = given ?? decision.verdict(level)
      known[level] = verdict
      guard verdict == .holds else { continue }
      for implied in level.implied where Self.isDefined(implied, history) { known[implied] = .holds }
    }
    for level in ConsistencyLevel.allCases
    where known[level] == .unknown && level.implied.contains(where: { known[$0] == .broken }) {
      known[level] = .broken
    }
    verdicts = ConsistencyLevel.allCases.map { ($0, known[$0] ?? .unknown) }
  }

  /// The levels that hold and are not implied by another one that holds.
  package var maximal: [ConsistencyLevel] {
    let holding = verdicts.filter { $0.verdict == .holds }.map(\.level)
    return holding.filter { level in !holding.contains { $0.implied.contains(level) } }
  }

  /// The verdict of a level.
  package func verdict(_ level: ConsistencyLevel) -> LevelVerdict {
    verdicts.first { $0.level == level }?.verdict ?? .unknown
  }

  private static func isDefined(_ level: ConsistencyLevel, _ history: CheckedHistory) -> Bool {
    switch level {
    case .linearizable, .sequential, .convergence: true
    default: history.operations.allSatisfy { history.access($0) != nil }
    }
  }
}
