/// Decides one consistency level of a history.
package struct LevelDecision {
  /// How much may be tried for one level.
  package struct Limits: Sendable {
    /// Steps of the searches for an order.
    package var stepsMax: Int
    /// Words of work in the search for what each read has read from.
    package var wordsMax: Int

    /// Makes limits.
    package init(stepsMax: Int? = nil, wordsMax: Int? = nil) {
      self.stepsMax = stepsMax ?? 2_000_000
      self.wordsMax = wordsMax ?? 300_000_000
    }
  }

  private let history: CheckedHistory
  private let limits: Limits

  /// Prepares the decision.
  package init(_ history: CheckedHistory, limits: Limits = Limits()) {
    self.history = history
    self.limits = limits
  }

  /// Whether a level holds, by its own definition, without looking at the others.
  package func verdict(_ level: ConsistencyLevel) -> LevelVerdict {
    switch level {
    case .linearizable: linearizable
    case .sequential: sequential
    case .convergence: Convergence(history).disagreement == nil ? .holds : .broken
    case .causal, .readYourWrites, .monotonicReads, .monotonicWrites, .writesFollowReads:
      RegisterHistory(history).map { verdict(level, $0) } ?? .undefined
    }
  }

  private var linearizable: LevelVerdict {
    var verdict = LevelVerdict.holds
    for part in history.parts {
      switch LinearizabilityDecision.search(part, stepsMax: limits.stepsMax, wantsOrder: false) {
      case .none: return .broken
      case .limit, .falseRead: verdict = .unknown
      case .order: break
      }
    }
    return verdict
  }

  private var sequential: LevelVerdict {
    for trustsReads in [true, false] {
      var search = SequentialSearch(history, trustsReads: trustsReads, stepsMax: limits.stepsMax)
      switch search.run() {
      case .order: return .holds
      case .none: return .broken
      case .limit: return .unknown
      case .falseRead: continue
      }
    }
    return .unknown
  }

  private func verdict(_ level: ConsistencyLevel, _ registers: RegisterHistory) -> LevelVerdict {
    let cost = level == .causal ? CausalRule.cost(registers) : SessionRule.cost(registers, level)
    guard cost <= limits.wordsMax else { return .unknown }
    let checksMax = limits.wordsMax / max(1, cost)
    if level == .causal {
      let rule = CausalRule(registers)
      var search = SourceSearch(
        registers, reads: Array(registers.accesses.indices), checksMax: checksMax, isPossible: rule.isPossible
      )
      return search.verdict()
    }
    let rule = SessionRule(registers, level)
    if level == .writesFollowReads {
      let clients = registers.sessions.indices
      var search = SourceSearch(registers, reads: Array(registers.accesses.indices), checksMax: checksMax) {
        sources in clients.allSatisfy { rule.isPossible(for: $0, sources) }
      }
      return search.verdict()
    }
    // What one client has read does not touch the others.
    var verdict = LevelVerdict.holds
    for client in registers.sessions.indices {
      var search = SourceSearch(registers, reads: registers.sessions[client], checksMax: checksMax) {
        rule.isPossible(for: client, $0)
      }
      switch search.verdict() {
      case .broken: return .broken
      case .unknown: verdict = .unknown
      case .holds, .undefined: break
      }
    }
    return verdict
  }
}
