/// What a search for an order has found; operations are named by their places in the history.
enum SearchOutcome: Equatable {
  /// This order explains the history; pending operations that took no effect are left out.
  case order([Int])
  /// No order does, not even of what was invoked before the response of this operation. With the longest order found.
  case none(at: Int, deepest: [Int])
  /// The search was cut by its limit.
  case limit
  /// An operation that was said to be a read has changed a state: the search must not trust that.
  case falseRead
}
