/// Decides whether a history is linearizable, by trying orders: small enough to be believed by reading it.
///
/// A history is linearizable if all completed operations, and some of the pending ones, can be put in one order that
/// keeps real time and in which every operation answers as the sequential specification does.
///
/// - Complexity: exponential in the number of operations that overlap; meant for the few operations of a lesson.
/// - SeeAlso: Herlihy & Wing 1990, "Linearizability: a correctness condition for concurrent objects".
public struct LinearizabilityCheck<Specification: SequentialSpecification> {
  /// A history that the specification speaks of.
  public typealias Operations = History<Specification.Request, Specification.Reply>

  /// The standard.
  public let specification: Specification

  /// Makes a check against a specification.
  public init(_ specification: Specification) { self.specification = specification }

  /// The operations of the history in an order that explains it, pending ones that took no effect left out; none
  /// where the history is not linearizable.
  public func witness(_ history: Operations) -> [Operations.Entry]? {
    var order: [Operations.Entry] = []
    return extend(&order, with: history.entries, specification.initial) ? order : nil
  }

  /// Whether `rest` can follow what is already in order, from `state` on; if so, `order` is complete.
  private func extend(
    _ order: inout [Operations.Entry], with rest: [Operations.Entry], _ state: Specification.State
  ) -> Bool {
    if rest.allSatisfy({ $0.returned == nil }) { return true }
    for (place, next) in rest.enumerated() where !rest.contains(where: { $0.precedes(next) }) {
      var after = state
      let reply = specification.perform(next.request, on: &after)
      guard next.reply == nil || next.reply == reply else { continue }
      var others = rest
      others.remove(at: place)
      order.append(next)
      if extend(&order, with: others, after) { return true }
      order.removeLast()
    }
    return false
  }
}
