/// What is said of a core: how far an order comes, and why no further.
struct CoreWording {
  /// The numbers of the operations that can take effect one after another, as far as that goes.
  let deepest: [Int]
  /// One sentence.
  let sentence: String

  /// With more operations than this the core alone says which answers were possible.
  private static let wholeMax = 60

  /// - Parameters:
  ///   - history: the core.
  ///   - whole: the history that it was found in.
  ///   - drawn: what is shown of the core.
  init(
    _ level: ConsistencyLevel, _ history: CheckedHistory, of whole: CheckedHistory, drawn: CheckedHistory,
    limits: LevelDecision.Limits
  ) {
    deepest = Self.deepest(level, drawn, limits)
    sentence = Self.sentence(level, history, of: whole, limits)
  }

  /// An operation with its answer: `#3 (read by 1) answered 2`.
  static func name(_ operation: CheckedHistory.Operation, _ history: CheckedHistory) -> String {
    let client = history.clients[operation.client]
    let answer = operation.answered < 0 ? "" : " answered \(history.replyText(operation.answered))"
    return "#\(operation.number) (\(history.requestText(operation.request)) by \(client))\(answer)"
  }

  private static func deepest(
    _ level: ConsistencyLevel, _ drawn: CheckedHistory, _ limits: LevelDecision.Limits
  ) -> [Int] {
    var order: [Int] = []
    switch level {
    case .linearizable:
      if case .none(_, let deepest) = LinearizabilityDecision.search(drawn, stepsMax: limits.stepsMax) {
        order = deepest
      }
    case .sequential:
      var search = SequentialSearch(drawn, trustsReads: true, stepsMax: limits.stepsMax)
      if case .none(_, let deepest) = search.run() { order = deepest }
    default: break
    }
    return order.map { drawn.operations[$0].number }
  }

  private static func sentence(
    _ level: ConsistencyLevel, _ history: CheckedHistory, of whole: CheckedHistory,
    _ limits: LevelDecision.Limits
  ) -> String {
    let completed = history.operations.indices.filter { !history.operations[$0].isPending }
    guard let last = completed.max(by: { history.operations[$0].returned < history.operations[$1].returned })
    else { return "" }
    let said = name(history.operations[last], history)
    // All that was answered says more than the core; but where more than one thing is wrong, it allows nothing.
    let place = whole.operations.firstIndex { $0.number == history.operations[last].number }
    let exact =
      whole.operations.count > wholeMax ? [] : place.map { rightAnswers($0, level, whole, limits) } ?? []
    let right = exact.isEmpty ? rightAnswers(last, level, history, limits) : exact
    let others = completed.count > 1 ? "After what the others were answered, " : ""
    guard !right.isEmpty else {
      return "\(said): whatever it had answered, \(reason(level))."
    }
    let list =
      right.count == 1 ? right[0] : right.dropLast().joined(separator: ", ") + " or " + (right.last ?? "")
    let start = others.isEmpty ? "It" : others + "it"
    return "\(said). \(start) could only have answered \(list)."
  }

  private static func reason(_ level: ConsistencyLevel) -> String {
    switch level {
    case .linearizable: "no order keeps real time and explains the answers"
    case .sequential: "no order keeps each client's own order and explains the answers"
    default: "the answers contradict each other"
    }
  }

  /// The answers with which the level would hold, sorted.
  private static func rightAnswers(
    _ place: Int, _ level: ConsistencyLevel, _ history: CheckedHistory, _ limits: LevelDecision.Limits
  ) -> [String] {
    let operation = history.operations[place]
    var replies: Set<Int> = []
    for state in 0..<min(history.steps.stateCount, 200) {
      replies.insert(Int(history.steps.step(state, operation.request) >> 32))
    }
    let right = replies.subtracting([operation.reply]).filter { reply in
      let other = history.answering(place, reply)
      return LevelDecision(other, limits: limits).verdict(level) == .holds
    }
    return right.map(history.replyText).sorted()
  }
}
