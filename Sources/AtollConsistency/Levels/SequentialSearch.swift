/// Searches for one order of all operations that keeps each client's own order: depth first, no configuration twice.
///
/// A configuration is the state, how far each client has come, and which pending operations have taken effect. A client's
/// read is taken as soon as the state fits it: it changes nothing, so waiting is of no use.
///
/// - Complexity: exponential; the problem is NP-complete (Gibbons & Korach 1997, "Testing shared memories").
struct SequentialSearch {
  /// An operation that is pending, and how many operations its client must have completed before.
  private struct Optional {
    let operation: Int
    let client: Int
    let after: Int
  }

  private let operations: [CheckedHistory.Operation]
  private let steps: StepTable
  private let stepsMax: Int
  private let isStopped: @Sendable () -> Bool
  private var stepCount = 0
  private var lines: [[Int]] = []
  private var optionals: [Optional] = []
  private var seen = ExactKeySet()
  private var deepest: [Int] = []
  private var path: [Int] = []
  private let trustsReads: Bool

  init(_ history: CheckedHistory, trustsReads: Bool, stepsMax: Int) {
    self.trustsReads = trustsReads
    operations = history.operations
    steps = history.steps
    self.stepsMax = stepsMax
    isStopped = history.isStopped
    lines = Array(repeating: [], count: history.clients.count)
    for (place, operation) in operations.enumerated() {
      if operation.isPending {
        guard !(trustsReads && operation.isRead) else { continue }
        optionals.append(
          Optional(operation: place, client: operation.client, after: lines[operation.client].count))
      } else {
        lines[operation.client].append(place)
      }
    }
    lines.removeAll { $0.isEmpty }
    renumberOptionals(history)
  }

  /// Clients without completed operations have no line; `client` of the others becomes the place of their line.
  private mutating func renumberOptionals(_ history: CheckedHistory) {
    var lineOf: [Int: Int] = [:]
    for (place, line) in lines.enumerated() { lineOf[operations[line[0]].client] = place }
    optionals = optionals.map {
      Optional(operation: $0.operation, client: lineOf[$0.client] ?? -1, after: $0.after)
    }
  }

  /// Where the search is: the state, how far each client has come, and which pending operations took effect.
  private struct Moment {
    var state = 0
    var done: [Int]
    var taken: [UInt64]
    /// How much of `path` leads here.
    var depth = 0
    /// What can come next, the most promising last.
    var choices: [Int] = []
  }

  /// Searches.
  mutating func run() -> SearchOutcome {
    var start = Moment(
      done: Array(repeating: 0, count: lines.count),
      taken: Array(repeating: 0, count: (optionals.count + 63) / 64))
    guard prepare(&start) else { return .falseRead }
    var stack = [start]
    while var moment = stack.popLast() {
      path.removeLast(path.count - moment.depth)
      if isComplete(moment) { return .order(path) }
      guard let choice = moment.choices.popLast() else { continue }
      stack.append(moment)
      guard stepCount <= stepsMax, stepCount & 1023 != 0 || !isStopped() else { return .limit }
      guard take(choice, &moment), seen.insert(key(moment)) else { continue }  // the next turn cuts the path
      guard prepare(&moment) else { return .falseRead }
      if path.count > deepest.count { deepest = path }
      stack.append(moment)
    }
    return .none(at: lines.last?.last ?? 0, deepest: deepest)
  }

  private func isComplete(_ moment: Moment) -> Bool {
    zip(moment.done, lines).allSatisfy { $0 == $1.count }
  }

  private func key(_ moment: Moment) -> [UInt64] {
    [UInt64(moment.state)] + moment.done.map { UInt64($0) } + moment.taken
  }

  /// Takes all reads that fit, then finds what can come next; false where an operation that is said to be a read has
  /// changed the state.
  private mutating func prepare(_ moment: inout Moment) -> Bool {
    var isMoving = true
    while isMoving {
      isMoving = false
      for line in lines.indices {
        while moment.done[line] < lines[line].count {
          let operation = lines[line][moment.done[line]]
          guard trustsReads, operations[operation].isRead, let after = after(operation, moment.state) else {
            break
          }
          guard after == moment.state else { return false }
          moment.done[line] += 1
          path.append(operation)
          isMoving = true
        }
      }
    }
    moment.depth = path.count
    var next = lines.indices.compactMap { line -> Int? in
      guard moment.done[line] < lines[line].count else { return nil }
      let operation = lines[line][moment.done[line]]
      return trustsReads && operations[operation].isRead ? nil : operation
    }
    next.sort { operations[$0].invoked > operations[$1].invoked }
    moment.choices = optionals.indices.reversed().compactMap { place in
      let optional = optionals[place]
      let isFree = optional.client < 0 || moment.done[optional.client] >= optional.after
      let isTaken = moment.taken[place / 64] & (1 << UInt64(place % 64)) != 0
      return isFree && !isTaken ? -1 - place : nil
    }
    moment.choices += next
    return true
  }

  /// Takes an operation, or the pending one with place `-1 - choice`; false where it would have been answered otherwise.
  private mutating func take(_ choice: Int, _ moment: inout Moment) -> Bool {
    let operation = choice < 0 ? optionals[-1 - choice].operation : choice
    guard let after = after(operation, moment.state) else { return false }
    moment.state = after
    path.append(operation)
    moment.depth = path.count
    if choice < 0 {
      moment.taken[(-1 - choice) / 64] |= 1 << UInt64((-1 - choice) % 64)
    } else if let line = lines.firstIndex(where: { operations[$0[0]].client == operations[operation].client })
    {
      moment.done[line] += 1
    }
    return true
  }

  private mutating func after(_ operation: Int, _ state: Int) -> Int? {
    stepCount += 1
    let step = steps.step(state, operations[operation].request)
    let reply = operations[operation].reply
    return reply < 0 || reply == Int(step >> 32) ? Int(step & 0xFFFF_FFFF) : nil
  }
}
