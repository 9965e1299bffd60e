import Atoll

/// Decides the history of one register without a search, where each written value was written once.
///
/// However many clients there are, this is quick: see `RegisterZones`.
struct ZoneDecision {
  private let history: CheckedHistory
  private var initial = ""
  /// The operations that matter: not the pending reads.
  private var places: [Int] = []
  private var operations: [RegisterZones<String>.Operation] = []

  /// None where the operations are not reads and writes of one register, or where they do not tell which write was read.
  init?(_ history: CheckedHistory) {
    self.history = history
    var known: RegisterAccess?
    for (place, operation) in history.operations.enumerated() {
      guard let access = history.access(operation) else { return nil }
      if let known, known.register != access.register || known.initial != access.initial { return nil }
      known = access
      switch (access.reading, access.written) {
      case (.nothing, nil) where operation.isPending: continue
      case (.nothing, let value?):
        add(place, value, isWrite: true)
      case (.value(let value), nil):
        add(place, value, isWrite: false)
      default: return nil
      }
    }
    guard let known else { return nil }
    initial = known.initial
  }

  private mutating func add(_ place: Int, _ value: String, isWrite: Bool) {
    let operation = history.operations[place]
    places.append(place)
    operations.append(
      .init(
        value, isWrite: isWrite, invoked: operation.invoked,
        returned: operation.isPending ? nil : operation.returned))
  }

  /// An order, or the first response that no order explains; none where this does not decide it.
  func outcome() -> SearchOutcome? {
    guard let zones = RegisterZones(operations, initial: initial) else { return nil }
    if let order = zones.order {
      let order = order.map { places[$0] }
      // What an operation does to the register is the specification's own word. Its steps have the last one.
      return isExplained(order) ? .order(order) : nil
    }
    let ends = operations.indices.filter { operations[$0].returned != nil }.sorted {
      (operations[$0].returned ?? 0) < (operations[$1].returned ?? 0)
    }
    var (low, high) = (0, ends.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if hasOrder(until: operations[ends[middle]].returned ?? 0) { low = middle + 1 } else { high = middle }
    }
    return .none(at: places[ends[low]], deepest: [])
  }

  /// Whether the history until a response has an order; what was open then may have answered anything.
  private func hasOrder(until end: Int) -> Bool {
    let part = operations.compactMap { operation -> RegisterZones<String>.Operation? in
      guard operation.invoked < end else { return nil }
      if let returned = operation.returned, returned <= end { return operation }
      guard operation.isWrite else { return nil }
      return .init(operation.value, isWrite: true, invoked: operation.invoked, returned: nil)
    }
    return RegisterZones(part, initial: initial)?.order != nil
  }

  /// Whether the specification gives the answers of the history in this order.
  private func isExplained(_ order: [Int]) -> Bool {
    var state = 0
    for place in order {
      let operation = history.operations[place]
      let step = history.steps.step(state, operation.request)
      guard operation.reply < 0 || operation.reply == Int(step >> 32) else { return false }
      state = Int(step & 0xFFFF_FFFF)
    }
    return true
  }
}
