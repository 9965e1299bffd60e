import ORSetContract

struct ORSet: ORSetProtocol {
  let replica: Int
  private(set) var state = SetState()
  /// How many additions this replica has made.
  private var additions = 0

  init(replica: Int) { self.replica = replica }

  var elements: Set<String> {
    Set(state.added.subtracting(state.removed).map(\.element))
  }

  mutating func add(_ element: String) {
    state.added.insert(Addition(element: element, replica: replica, number: 0))
  }

  mutating func remove(_ element: String) {
    state.removed.formUnion(state.added.filter { $0.element == element })
  }

  mutating func merge(_ other: SetState) {
    state.added.formUnion(other.added)
    state.removed.formUnion(other.removed)
  }
}
