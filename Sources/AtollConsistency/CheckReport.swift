/// What `atoll check` has found out about a history.
package struct CheckReport {
  /// The level that was asked for.
  package let level: ConsistencyLevel
  /// Whether it holds.
  package let verdict: LevelVerdict
  /// How long deciding took, without reading the log and without the core.
  package let seconds: Double
  /// An order that explains a linearizable history, by the operations' numbers.
  package let witness: [Int]?
  /// What the independent check has to say against that order; none where it holds.
  package let witnessProblem: String?
  /// The history.
  package let history: CheckedHistory

  /// Decides a level of a logged history.
  ///
  /// - Parameters:
  ///   - stepsMax: How many steps a search may try.
  ///   - isStopped: Whether nobody wants the answer any more.
  ///   - measure: Measures the seconds that some work takes.
  package init(
    _ log: LoggedHistory, _ level: ConsistencyLevel, stepsMax: Int? = nil,
    isStopped: @escaping @Sendable () -> Bool = { false }, measure: (() -> Void) -> Double
  ) {
    var history: CheckedHistory?
    var verdict = LevelVerdict.unknown
    var order: [Int]?
    seconds = measure {
      var checked = log.checked()
      checked.isStopped = isStopped
      history = checked
      if level == .linearizable {
        let steps = stepsMax ?? LinearizabilityDecision.standardStepsMax
        switch LinearizabilityDecision(checked, stepsMax: steps).answer() {
        case .linearizable(let witness): (verdict, order) = (.holds, witness)
        case .notLinearizable: verdict = .broken
        case .unknown: verdict = .unknown
        }
      } else {
        verdict = LevelDecision(checked, limits: .init(stepsMax: stepsMax)).verdict(level)
      }
    }
    self.history = history ?? log.checked()
    self.level = level
    self.verdict = verdict
    witness = order
    witnessProblem = order.flatMap(log.witnessProblem)
  }

  /// The core, where the level does not hold.
  package func core() -> ViolationCore? {
    guard verdict == .broken else { return nil }
    var search = CoreSearch(level)
    return search.core(of: history)
  }

  /// All levels.
  package func levels() -> LevelReport {
    LevelReport(history, linearizable: level == .linearizable ? verdict : nil)
  }
}
