/// The search of Wing and Gong with Lowe's cache: depth first, one order at a time, and no configuration twice.
///
/// A configuration is the state and the set of operations that have taken effect. The cache keeps it exactly, not a
/// fingerprint of it: what lies between the first operation that has not taken effect and the last that has, and the
/// operations that are pending for ever.
///
/// - Complexity: exponential in the worst case; memory grows with the configurations seen. Where there is an order, it
///   is often found at once.
/// - SeeAlso: Wing & Gong 1993, "Testing and verifying concurrent objects"; Lowe 2017, "Testing for linearizability".
struct OrderSearch {
  /// An invocation or a response in a doubly linked list; an operation that takes effect is taken out.
  private struct Link {
    var operation: Int
    var isReturn: Bool
    var partner = -1
    var previous = -1
    var next = -1
  }

  private let operations: [CheckedHistory.Operation]
  private let steps: StepTable
  private let stepsMax: Int
  private let isStopped: @Sendable () -> Bool
  private var stepCount = 0
  private var links: [Link] = []
  private var twins: [Int] = []
  private var effects: EffectSet
  private var seen = ExactKeySet()
  private var stack: [(link: Int, state: Int)] = []
  private var deepest: [Int] = []
  private var key: [UInt64] = []

  /// Prepares a search that tries so many steps at most.
  init(_ history: CheckedHistory, stepsMax: Int) {
    operations = history.operations
    steps = history.steps
    self.stepsMax = stepsMax
    isStopped = history.isStopped
    effects = EffectSet(operations)
    makeLinks()
  }

  /// Searches.
  mutating func run() -> SearchOutcome {
    var state = 0
    var rest = operations.count { !$0.isPending }
    var place = links[0].next
    while rest > 0 {
      guard stepCount <= stepsMax, stepCount & 1023 != 0 || !isStopped() else { return .limit }
      if place >= 0, !links[place].isReturn {
        let operation = links[place].operation
        if let after = after(operation, state) {
          effects.insert(operation)
          if isNew(after) {
            stack.append((place, state))
            state = after
            take(place)
            if !operations[operation].isPending { rest -= 1 }
            place = links[0].next
            continue
          }
          effects.remove(operation)
        }
        place = links[place].next
      } else {
        if stack.count > deepest.count { deepest = order }
        guard let (link, before) = stack.popLast() else { return .none(at: last, deepest: deepest) }
        state = before
        let operation = links[link].operation
        effects.remove(operation)
        if !operations[operation].isPending { rest += 1 }
        putBack(link)
        place = links[link].next
      }
    }
    return .order(order)
  }

  /// Whether the configuration with a state and what has taken effect was not seen before.
  private mutating func isNew(_ state: Int) -> Bool {
    key.removeAll(keepingCapacity: true)
    key.append(UInt64(state))
    effects.write(to: &key)
    return seen.insert(key)
  }

  private var order: [Int] { stack.map { links[$0.link].operation } }

  /// The completed operation that was answered last: this search does not tell an earlier one.
  private var last: Int {
    operations.indices.filter { !operations[$0].isPending }
      .max { operations[$0].returned < operations[$1].returned } ?? 0
  }

  /// The state after an operation, if it may take effect now.
  private mutating func after(_ operation: Int, _ state: Int) -> Int? {
    if twins[operation] >= 0, !effects.contains(twins[operation]) { return nil }
    stepCount += 1
    let step = steps.step(state, operations[operation].request)
    let reply = operations[operation].reply
    return reply < 0 || reply == Int(step >> 32) ? Int(step & 0xFFFF_FFFF) : nil
  }

  // MARK: - The list

  private mutating func makeLinks() {
    links = [Link(operation: -1, isReturn: false)]
    twins = Array(repeating: -1, count: operations.count)
    var invocations = twins
    var lastEndless: [Int: Int] = [:]
    for event in HistoryEvents(operations).events {
      let operation = operations[event.operation]
      var link = Link(operation: event.operation, isReturn: event.isReturn)
      link.previous = links.count - 1
      links[links.count - 1].next = links.count
      if event.isReturn {
        link.partner = invocations[event.operation]
        links[link.partner].partner = links.count
      } else {
        invocations[event.operation] = links.count
        if operation.isPending {
          // Of operations that never respond and ask the same, the one that was invoked first goes first.
          twins[event.operation] = lastEndless[operation.request] ?? -1
          lastEndless[operation.request] = event.operation
        }
      }
      links.append(link)
    }
  }

  private mutating func take(_ place: Int) {
    for place in [place, links[place].partner] where place >= 0 {
      links[links[place].previous].next = links[place].next
      if links[place].next >= 0 { links[links[place].next].previous = links[place].previous }
    }
  }

  private mutating func putBack(_ place: Int) {
    for place in [links[place].partner, place] where place >= 0 {
      links[links[place].previous].next = place
      if links[place].next >= 0 { links[links[place].next].previous = place }
    }
  }
}

/// Which operations have taken effect, in a form whose interesting part is short.
struct EffectSet {
  private var bits: [UInt64]
  private let places: [Int]
  private let completedWords: Int
  private(set) var first = 0
  private(set) var end = 0

  /// An empty set. Operations that respond stand first, in the order of their invocations.
  init(_ operations: [CheckedHistory.Operation]) {
    var places = Array(repeating: 0, count: operations.count)
    var completed = 0
    for place in operations.indices where !operations[place].isPending {
      places[place] = completed
      completed += 1
    }
    completedWords = (completed + 63) / 64
    var pending = completedWords * 64
    for place in operations.indices where operations[place].isPending {
      places[place] = pending
      pending += 1
    }
    self.places = places
    bits = Array(repeating: 0, count: (pending + 63) / 64)
  }

  func contains(_ operation: Int) -> Bool { bits[places[operation] / 64] & bit(operation) != 0 }

  mutating func insert(_ operation: Int) {
    let word = places[operation] / 64
    bits[word] |= bit(operation)
    guard word < completedWords else { return }
    while first < completedWords, bits[first] == .max { first += 1 }
    end = max(end, word + 1)
  }

  mutating func remove(_ operation: Int) {
    let word = places[operation] / 64
    bits[word] &= ~bit(operation)
    guard word < completedWords else { return }
    first = min(first, word)
    while end > 0, bits[end - 1] == 0 { end -= 1 }
  }

  /// The set, up to what all sets with the same `first` have in common.
  func write(to key: inout [UInt64]) {
    key.append(UInt64(first))
    if first < end { key += bits[first..<end] }
    if completedWords < bits.count {
      key.append(.max)
      key += bits[completedWords...]
    }
  }

  private func bit(_ operation: Int) -> UInt64 { 1 << UInt64(places[operation] % 64) }
}
