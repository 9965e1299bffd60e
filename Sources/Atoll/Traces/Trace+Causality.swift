extension Trace {
  /// The previous event at the same node, for every event by its place; none for a node's first and for events that
  /// are no step of a node.
  ///
  /// - Complexity: O(events).
  public var previousAtNode: [Int?] {
    var last: [Int?] = Array(repeating: nil, count: names.count)
    return events.map { event in
      guard event.isLocal, let node = event.node else { return nil }
      defer { last[node.index] = event.number }
      return last[node.index]
    }
  }

  /// The numbers of all events that happened before an event, by Lamport's definition, in order: the earlier events
  /// at its node, the events that caused it, and what happened before those. The event itself is not among them.
  ///
  /// - Complexity: O(events).
  /// - SeeAlso: Lamport 1978, "Time, clocks, and the ordering of events in a distributed system".
  public func past(of number: Int) -> [Int] {
    guard event(number) != nil else { return [] }
    let previous = previousAtNode
    var isPast = Array(repeating: false, count: number + 1)
    var waiting = [number]
    while let next = waiting.popLast() {
      for earlier in [previous[next - 1], events[next - 1].cause].compactMap({ $0 }) where !isPast[earlier] {
        isPast[earlier] = true
        waiting.append(earlier)
      }
    }
    return (1..<number).filter { isPast[$0] }
  }

  /// Whether one event happened before another. Two different events of which neither happened before the other are
  /// *concurrent*.
  public func happenedBefore(_ earlier: Int, _ later: Int) -> Bool { past(of: later).contains(earlier) }
}
