import ORSetContract

/// One replica of a set in which a removal takes away the additions that it has seen, and no others.
struct ORSet: ORSetProtocol {
  let replica: Int
  private(set) var state = SetState()
  /// How many additions this replica has made.
  private var additions = 0
  private var heard: Set<Addition> = []

  init(replica: Int) { self.replica = replica }

  var elements: Set<String> {
    Set(state.added.subtracting(state.removed).subtracting(heard).map(\.element))
  }

  mutating func add(_ element: String) {
    additions += 1
    state.added.insert(Addition(element: element, replica: replica, number: additions))
  }

  mutating func remove(_ element: String) {
    state.removed.formUnion(state.added.filter { $0.element == element })
  }

  mutating func merge(_ other: SetState) {
    state.added.formUnion(other.added)
    heard.formUnion(other.removed)
  }
}
