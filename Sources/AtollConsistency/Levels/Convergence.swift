/// Whether the clients agree when all updates have returned.
struct Convergence {
  private let history: CheckedHistory

  init(_ history: CheckedHistory) { self.history = history }

  /// The places of two clients' last reads that ask the same and were answered differently; none where all agree, or where
  /// an update is pending.
  var disagreement: (Int, Int)? {
    let operations = history.operations
    let updates = operations.filter { !$0.isRead }
    let end = updates.map(\.returned).max() ?? Int.min
    guard end < .max else { return nil }
    var last: [Int: [Int: Int]] = [:]
    for (place, operation) in operations.enumerated()
    where operation.isRead && !operation.isPending && operation.invoked > end {
      last[operation.request, default: [:]][operation.client] = place
    }
    for request in last.keys.sorted() {
      let places = (last[request] ?? [:]).values.sorted()
      if let first = places.first,
        let other = places.first(where: { operations[$0].reply != operations[first].reply })
      {
        return (first, other)
      }
    }
    return nil
  }
}
