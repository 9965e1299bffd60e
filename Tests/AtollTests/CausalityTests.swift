import Atoll
import Testing

struct CausalityTests {
  /// Happened-before by its definition: the transitive closure of "next step of the same node" and "message from send
  /// to delivery", with a table of all pairs. `result[b][a]` says whether event a + 1 happened before event b + 1.
  private func closure(_ trace: Trace) -> [[Bool]] {
    let count = trace.events.count
    var before = Array(repeating: Array(repeating: false, count: count), count: count)
    var isUp = Array(repeating: true, count: trace.names.count)
    var last: [Int?] = Array(repeating: nil, count: trace.names.count)
    for (place, event) in trace.events.enumerated() {
      if let cause = event.cause { before[place][cause - 1] = true }
      guard let node = event.node?.index, isStep(event, isUp[node]) else { continue }
      if event.kind == .crash { isUp[node] = false }
      if event.kind == .recovery { isUp[node] = true }
      if let previous = last[node] { before[place][previous] = true }
      last[node] = place
    }
    // Edges go from earlier to later places, so one pass in order closes the relation.
    for later in 0..<count {
      for middle in 0..<later where before[later][middle] {
        for earlier in 0..<middle where before[middle][earlier] { before[later][earlier] = true }
      }
    }
    return before
  }

  private func isStep(_ event: TraceEvent, _ isUp: Bool) -> Bool {
    switch event.kind {
    case .drop, .partition, .heal, .link, .loop: false
    case .recovery: true
    default: isUp
    }
  }

  @Test(arguments: RandomRun.seeds)
  func `the past of an event is the transitive closure, computed naively`(seed: UInt64) {
    let trace = RandomRun.make(seed: seed, actions: 30).trace
    let before = closure(trace)
    for (place, row) in before.enumerated() {
      #expect(trace.past(of: place + 1) == row.indices.filter { row[$0] }.map { $0 + 1 })
    }
  }

  @Test(arguments: RandomRun.seeds)
  func `the future of an event is who has it in the past`(seed: UInt64) {
    let trace = RandomRun.make(seed: seed, actions: 20).trace
    let before = closure(trace)
    for number in 1...trace.events.count {
      let expected = before.indices.filter { before[$0][number - 1] }.map { $0 + 1 }
      #expect(trace.future(of: number) == expected)
    }
  }

  @Test func `events that do not exist have no past and no future`() {
    let trace = RandomRun.make(seed: 1).trace
    for number in [-1, 0, trace.events.count + 1] {
      #expect(trace.past(of: number).isEmpty && trace.future(of: number).isEmpty)
      #expect(trace.event(number) == nil)
    }
  }

  @Test(arguments: RandomRun.seeds)
  func `before means a smaller Lamport timestamp, and no two are equal`(seed: UInt64) {
    let trace = RandomRun.make(seed: seed, actions: 30).trace
    let stamps = trace.lamportTimestamps
    for (later, row) in closure(trace).enumerated() {
      for earlier in row.indices where row[earlier] {
        guard let first = stamps[earlier], let second = stamps[later] else { continue }
        #expect(first < second && first.counter < second.counter)
      }
    }
    let given = stamps.compactMap { $0 }
    #expect(Set(given).count == given.count)
  }

  @Test func `a smaller Lamport timestamp does not mean before`() {
    let trace = RandomRun.make(seed: 1).trace
    let stamps = trace.lamportTimestamps
    let before = closure(trace)
    let counterexample = before.indices.contains { later in
      before.indices.contains { earlier in
        guard let first = stamps[earlier], let second = stamps[later] else { return false }
        return first.counter < second.counter && !before[later][earlier]
      }
    }
    #expect(counterexample)
  }

  @Test(arguments: RandomRun.seeds)
  func `before means a smaller vector timestamp, and a smaller one means before`(seed: UInt64) {
    let trace = RandomRun.make(seed: seed, actions: 30).trace
    let stamps = trace.vectorTimestamps
    let before = closure(trace)
    for later in before.indices {
      for earlier in before.indices {
        guard let first = stamps[earlier], let second = stamps[later] else { continue }
        let expected: VectorTimestamp.Order =
          earlier == later
          ? .equal : before[later][earlier] ? .before : before[earlier][later] ? .after : .concurrent
        #expect(first.order(to: second) == expected, "e\(earlier + 1) \(first) and e\(later + 1) \(second)")
      }
    }
  }

  @Test(arguments: RandomRun.seeds)
  func `exactly the steps of nodes have timestamps, and a node's own counter goes up by one`(seed: UInt64) {
    let trace = RandomRun.make(seed: seed).trace
    var counters = Array(repeating: 0, count: trace.names.count)
    for (event, stamp) in zip(trace.events, trace.vectorTimestamps) {
      #expect((stamp == nil) == !trace.isStep(event.number))
      guard let stamp, let node = event.node?.index else { continue }
      counters[node] += 1
      #expect(stamp.counters[node] == counters[node])
    }
    #expect(zip(trace.lamportTimestamps, trace.vectorTimestamps).allSatisfy { ($0 == nil) == ($1 == nil) })
  }

  @Test func `a request to a crashed node is no step of it, so it happens before nothing there`() {
    var run = Simulation(Cluster(count: 2) { _ in Echo() }, seed: 1)
    run.crash(NodeID(0))
    run.invoke(.ask, at: NodeID(0))
    run.recover(NodeID(0))
    run.invoke(.ask, at: NodeID(0))
    let trace = run.trace
    #expect(trace.events.map(\.kind) == [.crash, .invocation, .drop, .recovery, .invocation, .response])
    #expect(trace.past(of: 5) == [1, 4])
    #expect(trace.past(of: 3) == [2])
    #expect(trace.lamportTimestamps[1] == nil && trace.vectorTimestamps[1] == nil)
  }

  @Test func `vector timestamps are compared entry by entry`() {
    let order = { (a: [Int], b: [Int]) in VectorTimestamp(a).order(to: VectorTimestamp(b)) }
    #expect(order([1, 0], [1, 0]) == .equal)
    #expect(order([1, 0], [1, 2]) == .before)
    #expect(order([3, 0], [1, 0]) == .after)
    #expect(order([1, 0], [0, 1]) == .concurrent)
    var stamp = VectorTimestamp(zero: 3)
    stamp.advance(NodeID(1))
    stamp.merge(VectorTimestamp([2, 0, 1]))
    #expect(stamp.counters == [2, 1, 1])
    #expect("\(stamp)" == "[2, 1, 1]")
  }
}
