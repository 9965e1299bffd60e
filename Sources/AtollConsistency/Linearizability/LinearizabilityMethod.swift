/// The ways to decide linearizability, one by one: for measuring them against each other.
package enum LinearizabilityMethod: String, CaseIterable, Sendable {
  /// Just-in-time configuration sets.
  case configurationSets = "configuration sets"
  /// The depth-first search of Wing and Gong, with Lowe's cache.
  case orders = "Wing-Gong-Lowe"
  /// No search: for registers whose values are written once.
  case zones = "zones"
  /// What `LinearizabilityDecision` does: the first two in turn, and zones where they can tell.
  case together = "together"

  /// Decides a history of one object; none where the limit is reached or the method does not apply.
  package func decide(_ history: CheckedHistory, stepsMax: Int) -> Bool? {
    switch self {
    case .configurationSets:
      var search = ConfigurationSearch(history, trustsReads: true, stepsMax: stepsMax)
      return answer(search.run())
    case .orders:
      var search = OrderSearch(history, stepsMax: stepsMax)
      return answer(search.run())
    case .zones: return ZoneDecision(history)?.outcome().flatMap(answer)
    case .together:
      switch LinearizabilityDecision(history, stepsMax: stepsMax).answer() {
      case .linearizable: return true
      case .notLinearizable: return false
      case .unknown: return nil
      }
    }
  }

  private func answer(_ outcome: SearchOutcome) -> Bool? {
    switch outcome {
    case .order: true
    case .none: false
    case .limit, .falseRead: nil
    }
  }
}
