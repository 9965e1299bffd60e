/// Just-in-time linearization: a set of configurations, advanced at each response.
///
/// A configuration is a state and the set of pending operations that have taken effect already. At a response,
/// configurations in which the operation has not taken effect yet let pending operations take effect until it has; those
/// in which it cannot are dropped. If none is left, the history is not linearizable, and this response says so first.
///
/// What keeps the set small:
/// - A read takes effect as soon as the state fits: it changes nothing, so waiting is of no use.
/// - Of two configurations with the same state and the same writes, one is enough if it has let all reads of the other
///   take effect and no operation that is pending for ever beyond the other's: it can do all that the other can.
/// - Operations that are pending for ever and ask the same take effect in the order of their invocations.
///
/// - Complexity: exponential in the number of clients whose operations overlap, linear in the history's length for a
///   fixed number of them. Memory is bounded by the live configurations and the orders that led to them.
/// - SeeAlso: Lowe 2017, "Testing for linearizability" (the just-in-time algorithm); Wing & Gong 1993, "Testing and
///   verifying concurrent objects".
struct ConfigurationSearch {
  private let operations: [CheckedHistory.Operation]
  private let steps: StepTable
  private let trustsReads: Bool
  private let stepsMax: Int
  /// How many steps were tried.
  private(set) var stepCount = 0
  /// How much was done: steps, and comparisons of configurations, which take a fraction of a step each.
  var work: Int { stepCount + (current.comparisons + next.comparisons) / 4 }
  private var slots = PendingSlots()
  private var current = ConfigurationSet()
  private var next = ConfigurationSet()
  private var log = WitnessLog()
  private var hasFalseRead = false
  private let asksToStop: @Sendable () -> Bool
  private var isStopped = false
  private var scratch: [UInt64] = []
  private var base: [UInt64] = []
  private let wantsOrder: Bool

  /// Prepares a search.
  ///
  /// - Parameters:
  ///   - trustsReads: Whether operations that are said to be reads are taken for that.
  ///   - stepsMax: How many steps may be tried.
  ///   - wantsOrder: Whether the order is of interest, or only that there is one.
  init(_ history: CheckedHistory, trustsReads: Bool, stepsMax: Int, wantsOrder: Bool = true) {
    operations = history.operations
    steps = history.steps
    self.trustsReads = trustsReads
    self.stepsMax = stepsMax
    asksToStop = history.isStopped
    self.wantsOrder = wantsOrder
  }

  /// Searches.
  mutating func run() -> SearchOutcome {
    let events = HistoryEvents(operations).events
    current.reset(words: slots.words)
    current.append([0 | UInt64(WitnessLog.root) << 32] + Array(repeating: 0, count: slots.words))
    for event in events {
      if !event.isReturn {
        invoke(event.operation)
      } else if !advance(event.operation) {
        if hasFalseRead { return .falseRead }
        return work > stepsMax || isStopped ? .limit : .none(at: event.operation, deepest: deepest)
      }
      if hasFalseRead { return .falseRead }
      if log.isLarge { current.renameLeaves { log.clean($0) } }
    }
    return .order(log.order(current.leaf(0)))
  }

  /// The longest order among the last configurations that there were.
  private var deepest: [Int] {
    (0..<next.count).map { log.order(next.leaf($0)) }.max { $0.count < $1.count } ?? []
  }

  // MARK: - Invocations

  private mutating func invoke(_ operation: Int) {
    let isRead = trustsReads && operations[operation].isRead
    let isPending = operations[operation].isPending
    if isRead, isPending { return }  // it constrains nothing and changes nothing
    let oldWords = slots.words
    let slot = slots.add(
      operation, request: operations[operation].request, isRead: isRead, isPending: isPending)
    if slots.words != oldWords { current.widen(slots) }
    guard isRead else { return }
    for place in 0..<current.count where fits(operation, state: current.state(place)) {
      current.set(
        slot, at: place, leaf: wantsOrder ? log.add(operation, after: current.leaf(place)) : WitnessLog.root)
    }
  }

  /// Whether a read answers in a state what it has answered.
  @inline(__always) private mutating func fits(_ operation: Int, state: Int) -> Bool {
    guard let after = after(operation, state) else { return false }
    if after != state { hasFalseRead = true }
    return true
  }

  /// The state after an operation, if it answers there what it has answered.
  @inline(__always) private mutating func after(_ operation: Int, _ state: Int) -> Int? {
    stepCount &+= 1
    let step = steps.step(state, operations[operation].request)
    let reply = operations[operation].reply
    return reply < 0 || reply == Int(step >> 32) ? Int(step & 0xFFFF_FFFF) : nil
  }

  // MARK: - Responses

  /// Lets an operation respond; false where no configuration is left, or the limit is reached.
  private mutating func advance(_ operation: Int) -> Bool {
    let slot = slots.slot(of: operation)
    if current.allHave(slot) {
      current.clear(slot)
      slots.remove(operation)
      return true
    }
    swap(&current, &next)
    next.beginLookup(slots)
    var place = 0
    while place < next.count {
      if next.isAlive(place), !next.has(slot, at: place) { expand(place) }
      if place & 1023 == 0, asksToStop() { isStopped = true }
      if work > stepsMax || hasFalseRead || isStopped { return false }
      place += 1
    }
    current.reset(words: slots.words)
    for place in 0..<next.count where next.isAlive(place) && next.has(slot, at: place) {
      current.append(next, place, without: slot)
    }
    slots.remove(operation)
    return current.count > 0
  }

  /// Lets each pending operation that can take effect next do so.
  private mutating func expand(_ place: Int) {
    next.copy(place, to: &base)
    let state = Int(base[0] & 0xFFFF_FFFF)
    for word in 0..<slots.words {
      var rest = slots.writes[word] & ~base[word + 1]
      while rest != 0 {
        let bit = rest.trailingZeroBitCount
        rest &= rest - 1
        let slot = word * 64 + bit
        if let twin = slots.twin(slot), base[twin / 64 + 1] & (1 << UInt64(twin % 64)) == 0 { continue }
        let operation = slots.operation(slot)
        guard let after = after(operation, state) else { continue }
        let parent = UInt32(base[0] >> 32)
        scratch.removeAll(keepingCapacity: true)
        scratch += base
        scratch[word + 1] |= 1 << UInt64(bit)
        absorbReads(after)
        scratch[0] = UInt64(after)
        guard next.insert(scratch, slots) else { continue }
        let leaf = wantsOrder ? logSteps(operation, after: parent) : WitnessLog.root
        next.setLeaf(leaf, at: next.count - 1)
      }
    }
  }

  /// Lets the reads that fit the state take effect in `scratch`.
  private mutating func absorbReads(_ state: Int) {
    for word in 0..<slots.words {
      var rest = slots.reads[word] & ~scratch[word + 1]
      while rest != 0 {
        let bit = rest.trailingZeroBitCount
        rest &= rest - 1
        if fits(slots.operation(word * 64 + bit), state: state) { scratch[word + 1] |= 1 << UInt64(bit) }
      }
    }
  }

  /// Logs an operation and the reads that took effect behind it.
  private mutating func logSteps(_ operation: Int, after parent: UInt32) -> UInt32 {
    var leaf = log.add(operation, after: parent)
    for word in 0..<slots.words {
      var rest = slots.reads[word] & scratch[word + 1] & ~base[word + 1]
      while rest != 0 {
        leaf = log.add(slots.operation(word * 64 + rest.trailingZeroBitCount), after: leaf)
        rest &= rest - 1
      }
    }
    return leaf
  }
}
