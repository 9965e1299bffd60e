/// Decides whether a history is linearizable: object by object, by two searches in turn.
///
/// The set of configurations is best where many operations overlap and where there is no order; the depth-first search
/// where an order is found at once although many operations are open. Neither is always better, so they take turns, each
/// with a growing number of steps, until one has an answer or the limit is reached. Where the first try is not enough
/// and every value of a register was written once, no search is needed: see `ZoneDecision`.
package struct LinearizabilityDecision {
  /// How many steps may be tried for one object.
  package static let standardStepsMax = 20_000_000

  private let history: CheckedHistory
  private let stepsMax: Int

  /// Prepares the decision.
  package init(_ history: CheckedHistory, stepsMax: Int = standardStepsMax) {
    self.history = history
    self.stepsMax = stepsMax
  }

  /// Decides.
  package func answer() -> LinearizabilityAnswer {
    var orders: [[Int]] = []
    var isUnknown = false
    let parts = history.parts
    for part in parts {
      switch Self.search(part, stepsMax: stepsMax) {
      case .order(let order): orders.append(order)
      case .none(let place, _): return .notLinearizable(Refutation(part: part, at: place))
      case .limit, .falseRead: isUnknown = true
      }
    }
    if isUnknown { return .unknown }
    return .linearizable(witness: merge(parts, orders))
  }

  /// Both searches in turn on the history of one object.
  static func search(_ part: CheckedHistory, stepsMax: Int, wantsOrder: Bool = true) -> SearchOutcome {
    var budget = min(stepsMax, 100_000)
    var asksZones = true
    var trustsReads = true
    while true {
      var search = ConfigurationSearch(
        part, trustsReads: trustsReads, stepsMax: budget, wantsOrder: wantsOrder)
      let outcome = search.run()
      if outcome == .falseRead {
        trustsReads = false
        continue
      }
      if outcome != .limit { return outcome }
      if part.isStopped() { return .limit }
      if asksZones {
        asksZones = false
        if let decided = ZoneDecision(part)?.outcome() { return decided }
        if budget < stepsMax {
          budget = min(stepsMax, 500_000)
          continue
        }
      }
      var other = OrderSearch(part, stepsMax: budget)
      if case .order(let order) = other.run() { return .order(order) }
      if budget >= stepsMax { return .limit }
      budget = min(stepsMax, budget * 8)
    }
  }

  /// One order of all operations from the orders of the parts.
  ///
  /// Each operation gets a moment between its invocation and its response at which it can take effect: the invocation of
  /// the latest-invoked operation so far in its part's order. Sorted by these, the whole keeps real time, too.
  private func merge(_ parts: [CheckedHistory], _ orders: [[Int]]) -> [Int] {
    guard parts.count != 1 else { return orders[0].map { parts[0].operations[$0].number } }
    var moments: [(moment: Int, part: Int, place: Int, number: Int)] = []
    for (number, (part, order)) in zip(parts, orders).enumerated() {
      var moment = Int.min
      for (place, index) in order.enumerated() {
        moment = max(moment, part.operations[index].invoked)
        moments.append((moment, number, place, part.operations[index].number))
      }
    }
    moments.sort { ($0.moment, $0.part, $0.place) < ($1.moment, $1.part, $1.place) }
    return moments.map(\.number)
  }
}
