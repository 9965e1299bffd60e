import Atoll
import Testing

struct TracePropertyTests {
  @Test(arguments: RandomRun.seeds)
  func `events are numbered from 1 and virtual time never goes back`(seed: UInt64) {
    let trace = RandomRun.make(seed: seed).trace
    #expect(trace.events.map(\.number) == Array(1...trace.events.count))
    #expect(zip(trace.events, trace.events.dropFirst()).allSatisfy { $0.time <= $1.time })
    #expect(trace.events.allSatisfy { (0...trace.now).contains($0.time) })
  }

  @Test(arguments: RandomRun.seeds)
  func `every cause exists, comes before, and fits what it caused`(seed: UInt64) {
    let trace = RandomRun.make(seed: seed).trace
    for event in trace.events {
      if let fault = misfit(event, trace) { Issue.record("e\(event.number) \(event.kind): \(fault)") }
    }
  }

  @Test func `the random runs hold every kind of event`() {
    let kinds = Set(RandomRun.seeds.flatMap { RandomRun.make(seed: $0).trace.events.map(\.kind) })
    let others: Set<TraceEvent.Kind> = [.loop, .modification, .forgery]
    #expect(kinds == Set(TraceEvent.Kind.allCases).subtracting(others))
  }

  private func misfit(_ event: TraceEvent, _ trace: Trace) -> String? {
    guard let number = event.cause else {
      switch event.kind {
      case .delivery, .drop, .response: return "has no cause"
      case .send, .note: return event.time == 0 ? nil : "has no cause though it is not at the start"
      default: return nil
      }
    }
    guard let cause = trace.event(number), number < event.number else {
      return "its cause is no earlier event"
    }
    let handlers: [TraceEvent.Kind] = [.invocation, .delivery, .timeout, .recovery]
    switch event.kind {
    case .delivery:
      guard cause.kind == .send, cause.node == event.peer, cause.peer == event.node else {
        return "wrong send"
      }
      return cause.label == event.label ? nil : "another payload"
    case .drop:
      if cause.kind == .invocation { return cause.operation == event.operation ? nil : "another operation" }
      return cause.kind == .send && cause.node == event.peer && cause.peer == event.node ? nil : "wrong send"
    case .send, .note, .timeout, .response:
      return handlers.contains(cause.kind) && cause.node == event.node ? nil : "no handler at its node"
    case .modification: return cause.kind == .send ? nil : "no send"
    case .invocation, .crash, .recovery, .pause, .resumption, .partition, .heal, .link, .forgery, .loop:
      return "comes from outside, yet has a cause"
    }
  }

  @Test(arguments: RandomRun.seeds)
  func `between its crash and its recovery a node does nothing`(seed: UInt64) {
    let trace = RandomRun.make(seed: seed).trace
    var isUp = Array(repeating: true, count: trace.names.count)
    for event in trace.events {
      guard let node = event.node?.index else { continue }
      switch event.kind {
      case .crash: isUp[node] = false
      case .recovery: isUp[node] = true
      case .drop, .invocation: break
      default: #expect(isUp[node], "e\(event.number) \(event.kind) at a crashed node")
      }
    }
  }

  @Test(arguments: RandomRun.seeds)
  func `every message is delivered or dropped at most twice, and only dropped ones never arrive`(seed: UInt64)
  {
    var run = RandomRun.make(seed: seed)
    let sends = run.trace.events.filter { $0.kind == .send }.map(\.number)
    for node in run.names.indices { run.resume(NodeID(node)) }
    run.run(until: run.now + 100_000)
    var ends: [Int: Int] = [:]
    for event in run.trace.events where event.kind == .delivery || event.kind == .drop {
      ends[event.cause ?? 0, default: 0] += 1
    }
    #expect(sends.allSatisfy { (1...2).contains(ends[$0] ?? 0) })
  }

  @Test(arguments: RandomRun.seeds)
  func `a trace can be told from the clients' operations`(seed: UInt64) {
    let run = RandomRun.make(seed: seed)
    for operation in run.clientOperations {
      let events = run.trace.events.filter { $0.operation == operation.id.number }
      #expect(events.first?.kind == .invocation)
      #expect(events.first?.time == operation.invokedAt)
      let response = events.first { $0.kind == .response }
      #expect(response?.time == operation.returnedAt)
      #expect((operation.reply == nil) == (operation.returned == nil))
    }
    let moments = run.clientOperations.flatMap { [$0.invoked] + ($0.returned.map { [$0] } ?? []) }
    #expect(moments.sorted() == Array(1...moments.count), "invocations and responses are in one order")
  }
}
