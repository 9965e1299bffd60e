import Atoll

/// Finds the irreducible core of a history that breaks a level.
package struct CoreSearch {
  private let level: ConsistencyLevel
  private let limits: LevelDecision.Limits
  /// How many steps all decisions together may still try.
  private var stepsLeft = 0
  /// A decision that takes longer than this counts as "cannot be weakened".
  private var quickSteps = 0

  /// Prepares the search.
  package init(_ level: ConsistencyLevel, limits: LevelDecision.Limits = LevelDecision.Limits()) {
    self.level = level
    self.limits = limits
  }

  /// The core of a history that breaks the level; none where that cannot be shown within the limits.
  package mutating func core(of history: CheckedHistory) -> ViolationCore? {
    if level == .convergence { return convergenceCore(history) }
    guard let start = start(history) else { return nil }
    // Quickly first; where that leaves a doubt, with patience.
    for (quick, all) in [(20_000, 12_000_000), (500_000, 60_000_000)] {
      (quickSteps, stepsLeft) = (quick, all)
      let (weak, drawn) = smallest(start, stepsReserved: all / 2)
      (quickSteps, stepsLeft) = (2_000_000, 20_000_000)
      // With fewer operations that are pending there are fewer explanations, so this is about the whole history, too.
      let isIrreducible = isCore(drawn)
      guard isIrreducible || quick > 20_000 else { continue }
      let wording = CoreWording(level, weak, of: start, drawn: drawn, limits: limits)
      return ViolationCore(
        level: level, completed: drawn.operations.filter { !$0.isPending },
        pending: drawn.operations.filter(\.isPending), isIrreducible: isIrreducible, deepest: wording.deepest,
        sentence: wording.sentence, history: weak)
    }
    return nil
  }

  /// Of several cores the one with the fewest operations: the weakened history, and what is to be drawn of it.
  private mutating func smallest(_ start: CheckedHistory, stepsReserved: Int) -> (
    weak: CheckedHistory, drawn: CheckedHistory
  ) {
    var best = (weak: start, drawn: start)
    for attempt in 0..<attempts(start) {
      let weak = weaken(start, attempt)
      let drawn = weak.keeping(weak.operations.filter { !$0.isPending } + needed(weak)).sorted
      if attempt == 0 || drawn.operations.count < best.drawn.operations.count { best = (weak, drawn) }
      if stepsLeft <= stepsReserved { break }
    }
    return best
  }

  // MARK: - What to begin with

  /// A part of the history that breaks the level already.
  ///
  /// Of a history that is not linearizable it is the part of one object: what was invoked before the first response that
  /// no order explains.
  private mutating func start(_ history: CheckedHistory) -> CheckedHistory? {
    guard level == .linearizable else {
      return LevelDecision(history, limits: limits).verdict(level) == .broken ? history : nil
    }
    for part in history.parts {
      guard case .none(let place, _) = LinearizabilityDecision.search(part, stepsMax: limits.stepsMax) else {
        continue
      }
      // What was open then counts with the answer that it got later: the search has used it.
      let end = part.operations[place].returned
      return part.keeping(part.operations.filter { $0.invoked < end })
    }
    return nil
  }

  private mutating func breaks(_ history: CheckedHistory) -> Bool { verdict(history) == .broken }

  /// Whether the level holds, within what is left to try.
  private mutating func verdict(_ history: CheckedHistory) -> LevelVerdict {
    guard stepsLeft > 0, !history.isStopped() else { return .unknown }
    guard level == .linearizable else {
      stepsLeft -= 50 * (history.operations.count + 10)
      return LevelDecision(history, limits: limits).verdict(level)
    }
    var search = ConfigurationSearch(history, trustsReads: true, stepsMax: quickSteps, wantsOrder: false)
    let outcome = search.run()
    stepsLeft -= search.work + history.operations.count
    switch outcome {
    case .order: return .holds
    case .none: return .broken
    case .limit:
      guard let decided = ZoneDecision(history)?.outcome() else { return .unknown }
      if case .order = decided { return .holds }
      return .broken
    case .falseRead: return LevelDecision(history, limits: limits).verdict(level)
    }
  }

  // MARK: - Weakening

  /// How many orders of weakening are tried: a history has many cores, and a small one is easier to understand.
  private func attempts(_ history: CheckedHistory) -> Int {
    max(1, min(12, 4000 / (history.operations.count + 1)))
  }

  /// Weakens as many operations as possible, many at a time first.
  ///
  /// An operation that cannot be weakened now cannot be later: the history only gets weaker. So one round with single
  /// operations is enough to be sure of each.
  private mutating func weaken(_ history: CheckedHistory, _ attempt: Int) -> CheckedHistory {
    var weak = history
    var completed = weak.operations.indices.filter { !weak.operations[$0].isPending }
    // Old ones first, then new ones first, then as it comes; the stream makes that the same each time.
    if attempt == 1 { completed.reverse() }
    if attempt > 1 {
      var stream = RandomStream(seed: UInt64(attempt))
      for place in completed.indices.dropLast() {
        completed.swapAt(place, place + stream.below(completed.count - place))
      }
    }
    var size = max(1, completed.count / 2)
    while true {
      var kept: [Int] = []
      for first in stride(from: 0, to: completed.count, by: size) {
        let group = Set(completed[first..<min(first + size, completed.count)])
        let weaker = weak.weakening { group.contains($0) }
        if breaks(weaker) {
          weak = weaker
        } else {
          kept += completed[first..<min(first + size, completed.count)]
        }
      }
      completed = kept
      if size == 1 { return weak }
      size = max(1, min(size / 2, completed.count / 2))
    }
  }

  /// The pending operations without which some weakened core would break the level still.
  private mutating func needed(_ weak: CheckedHistory) -> [CheckedHistory.Operation] {
    let completed = weak.operations.filter { !$0.isPending }
    var pending = weak.operations.filter(\.isPending)
    var size = max(1, pending.count / 2)
    while !pending.isEmpty {
      var place = 0
      while place < pending.count {
        let rest = Array(pending[..<place] + pending[min(place + size, pending.count)...])
        if isCore(weak.keeping(completed + rest).sorted) { pending = rest } else { place += size }
      }
      if size == 1 { break }
      size = max(1, size / 2)
    }
    return pending
  }

  /// Whether the level holds as soon as any one completed operation is weakened. Without some pending operations a
  /// history that breaks the level breaks it still.
  private mutating func isCore(_ history: CheckedHistory) -> Bool {
    for place in history.operations.indices where !history.operations[place].isPending {
      guard verdict(history.weakening { $0 == place }) == .holds else { return false }
    }
    return true
  }

  // MARK: - Convergence

  /// Two reads that disagree. That all updates had returned is part of the reason, and is not drawn.
  private func convergenceCore(_ history: CheckedHistory) -> ViolationCore? {
    guard let (first, second) = Convergence(history).disagreement else { return nil }
    let reads = [history.operations[first], history.operations[second]].sorted { $0.invoked < $1.invoked }
    let texts = reads.map { CoreWording.name($0, history) }
    return ViolationCore(
      level: level, completed: reads, pending: [], isIrreducible: true, deepest: [],
      sentence: "All updates had returned, and yet \(texts[0]) and \(texts[1]).", history: history)
  }
}

extension CheckedHistory {
  /// The history with its operations in the order of their invocations.
  var sorted: CheckedHistory { keeping(operations.sorted { $0.invoked < $1.invoked }) }
}
