/// The invocations and responses of a history in their order.
struct HistoryEvents {
  /// An operation's place, and whether this is its response.
  struct Event {
    let operation: Int
    let isReturn: Bool
  }

  let events: [Event]

  /// Puts the events in order. Where an invocation and a response have the same place, the invocation comes first:
  /// then the operations overlap.
  init(_ operations: [CheckedHistory.Operation]) {
    var order: [(key: Int, operation: Int)] = []
    order.reserveCapacity(operations.count * 2)
    for (place, operation) in operations.enumerated() {
      order.append((operation.invoked * 2, place))
      if !operation.isPending { order.append((operation.returned * 2 + 1, place)) }
    }
    order.sort { $0.key != $1.key ? $0.key < $1.key : $0.operation < $1.operation }
    events = order.map { Event(operation: $0.operation, isReturn: $0.key & 1 == 1) }
  }
}
