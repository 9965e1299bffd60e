/// Looks for a choice of the write that each read reads from which fulfils a rule: by backtracking, the most likely
/// choice first.
///
/// - Complexity: exponential in the number of reads that fit several writes; where all written values are distinct there
///   is one choice.
struct SourceSearch {
  private let history: RegisterHistory
  private let reads: [Int]
  private let isPossible: (_ sources: [Int?]) -> Bool
  private var checksLeft: Int
  private var sources: [Int?]

  /// Prepares a search.
  ///
  /// - Parameters:
  ///   - reads: The reads that matter.
  ///   - checksMax: How often the rule may be asked.
  ///   - isPossible: Whether the rule can hold where some sources are known; it must not become true by knowing more.
  init(
    _ history: RegisterHistory, reads: [Int], checksMax: Int, isPossible: @escaping ([Int?]) -> Bool
  ) {
    self.history = history
    self.reads = reads.filter { history.accesses[$0].isRead }
    self.isPossible = isPossible
    checksLeft = checksMax
    sources = Array(repeating: nil, count: history.accesses.count)
  }

  /// Whether there is such a choice.
  mutating func verdict() -> LevelVerdict {
    if reads.contains(where: { history.accesses[$0].sources.isEmpty }) { return .broken }
    let open = reads.filter { history.accesses[$0].sources.count > 1 }
    for read in reads where history.accesses[read].sources.count == 1 {
      sources[read] = history.accesses[read].sources[0]
    }
    guard isPossible(sources) else { return .broken }
    return backtrack(open)
  }

  /// Goes through the choices for the open reads, the first read first.
  private mutating func backtrack(_ open: [Int]) -> LevelVerdict {
    var tried = Array(repeating: 0, count: open.count)
    var depth = 0
    while depth < open.count {
      let read = open[depth]
      let choices = history.accesses[read].sources
      guard tried[depth] < choices.count else {
        sources[read] = nil
        tried[depth] = 0
        guard depth > 0 else { return .broken }
        depth -= 1
        continue
      }
      guard checksLeft > 0 else { return .unknown }
      checksLeft -= 1
      sources[read] = choices[tried[depth]]
      tried[depth] += 1
      if isPossible(sources) { depth += 1 }
    }
    return .holds
  }
}
