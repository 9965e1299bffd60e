extension Trace {
  /// Whether an event is a step of its node: it has a place in the node's order and a logical timestamp.
  ///
  /// Beyond what the event itself tells (`TraceEvent.isLocal`), a client's request to a crashed node is no step: the
  /// node never learns of it.
  ///
  /// - Complexity: O(events).
  public func isStep(_ number: Int) -> Bool { event(number) != nil && isStep[number - 1] }

  /// Whether each event, by its place, is a step of its node.
  ///
  /// - Complexity: O(events).
  var isStep: [Bool] {
    var isUp = Array(repeating: true, count: names.count)
    return events.map { event in
      guard event.isLocal, let node = event.node?.index else { return false }
      switch event.kind {
      case .crash: isUp[node] = false
      case .recovery: isUp[node] = true
      default: return isUp[node]
      }
      return true
    }
  }

  /// The previous event at the same node, for every event by its place; none for a node's first and for events that
  /// are no step of a node.
  ///
  /// - Complexity: O(events).
  public var previousAtNode: [Int?] {
    var last: [Int?] = Array(repeating: nil, count: names.count)
    return zip(events, isStep).map { event, isStep in
      guard isStep, let node = event.node else { return nil }
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

  /// The numbers of all events that an event happened before, in order.
  ///
  /// - Complexity: O(events).
  public func future(of number: Int) -> [Int] {
    guard event(number) != nil else { return [] }
    let previous = previousAtNode
    var isFuture = Array(repeating: false, count: events.count + 1)
    isFuture[number] = true
    for later in events[number...] {
      let isReached = [previous[later.number - 1], later.cause].contains { $0.map { isFuture[$0] } ?? false }
      isFuture[later.number] = isReached
    }
    return (number..<events.count).map { $0 + 1 }.filter { isFuture[$0] }
  }

  /// Whether one event happened before another. Two different events of which neither happened before the other are
  /// *concurrent*.
  public func happenedBefore(_ earlier: Int, _ later: Int) -> Bool { past(of: later).contains(earlier) }
}
