extension Trace {
  /// The Lamport timestamp of every event that is a step of a node, by place; none for the others.
  ///
  /// It is derived from the trace, by Lamport's rules: one more than the larger of the previous event at the node and
  /// the cause. Nodes need not carry clocks for it.
  ///
  /// - Complexity: O(events).
  public var lamportTimestamps: [LamportTimestamp?] {
    var counters = Array(repeating: 0, count: names.count)
    var result: [LamportTimestamp?] = []
    for (event, isStep) in zip(events, isStep) {
      guard isStep, let node = event.node else {
        result.append(nil)
        continue
      }
      let cause = event.cause.flatMap { result[$0 - 1]?.counter } ?? 0
      counters[node.index] = max(counters[node.index], cause) + 1
      result.append(LamportTimestamp(counter: counters[node.index], node: node))
    }
    return result
  }

  /// The vector timestamp of every event that is a step of a node, by place; none for the others.
  ///
  /// - Complexity: O(events × nodes).
  public var vectorTimestamps: [VectorTimestamp?] {
    var clocks = Array(repeating: VectorTimestamp(zero: names.count), count: names.count)
    var result: [VectorTimestamp?] = []
    for (event, isStep) in zip(events, isStep) {
      guard isStep, let node = event.node else {
        result.append(nil)
        continue
      }
      if let cause = event.cause.flatMap({ result[$0 - 1] }) { clocks[node.index].merge(cause) }
      clocks[node.index].advance(node)
      result.append(clocks[node.index])
    }
    return result
  }
}
