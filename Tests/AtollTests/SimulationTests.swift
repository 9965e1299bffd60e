import Atoll
import Testing

struct SimulationTests {
  @Test(arguments: RandomRun.seeds)
  func `the same model, settings and seed give the same trace`(seed: UInt64) {
    #expect(RandomRun.make(seed: seed).trace == RandomRun.make(seed: seed).trace)
  }

  @Test func `different seeds give different traces`() {
    let traces = Set(RandomRun.seeds.map { RandomRun.make(seed: $0).trace })
    #expect(traces.count == RandomRun.seeds.count)
  }

  @Test func `the seed alone makes a difference`() {
    func trace(_ seed: UInt64) -> Trace {
      var run = Simulation(Cluster(count: 3) { _ in Busybody() }, seed: seed)
      run.run(until: 300)
      return run.trace
    }
    #expect(Set((0..<20).map(trace)).count == 20)
  }

  @Test(arguments: RandomRun.seeds)
  func `a copy is a fork: it goes on alike, and neither touches the other`(seed: UInt64) {
    var original = RandomRun.make(seed: seed)
    let before = original.trace
    var fork = original
    let kept = original
    var (one, other) = (RandomStream(seed: seed), RandomStream(seed: seed))
    for _ in 0..<30 { RandomRun.act(on: &fork, &one) }
    #expect(original.trace == before)
    for _ in 0..<30 { RandomRun.act(on: &original, &other) }
    #expect(original.trace == fork.trace)
    #expect(original.nodes == fork.nodes)
    #expect(original.configuration == fork.configuration)
    #expect(kept.trace == before)
  }

  @Test(arguments: RandomRun.seeds)
  func `a run goes the same way with and without a trace`(seed: UInt64) {
    func run(isTracing: Bool) -> Simulation<Busybody> {
      var run = Simulation(
        Cluster(count: 4, link: Link(loss: Probability(0.1), latency: .uniform(1...30))) { _ in Busybody() },
        seed: seed, isTracing: isTracing)
      run.invoke(.later(3), at: NodeID(1))
      run.run(until: 200)
      run.crash(NodeID(2))
      run.run(until: 300)
      run.recover(NodeID(2))
      run.run(until: 400)
      return run
    }
    let (traced, plain) = (run(isTracing: true), run(isTracing: false))
    #expect(traced.nodes == plain.nodes)
    #expect(traced.steps == plain.steps)
    #expect(plain.eventCount == 0 && traced.eventCount > 0)
    #expect(traced.clientOperations.map(\.returned) == plain.clientOperations.map(\.returned))
  }

  @Test(arguments: RandomRun.seeds)
  func `stepping and running to a tick lead to the same place`(seed: UInt64) {
    var stepped = RandomRun.make(seed: seed)
    var ran = stepped
    let end = stepped.now + 200
    while let next = stepped.nextTime, next <= end { _ = stepped.step() }
    ran.run(until: end)
    #expect(stepped.trace.events == ran.trace.events)
    #expect(ran.now == end)
    ran.run(until: 0)
    #expect(ran.now == end, "time does not go back")
  }

  @Test func `nothing happens where nothing is scheduled`() {
    var run = Simulation(Cluster(count: 2) { _ in Echo() }, seed: 1)
    let (stepped, next, count) = (run.step(), run.nextTime, run.run(maxSteps: 10))
    #expect(!stepped && next == nil && count == 0)
    #expect(run.trace.events.isEmpty)
  }

  @Test func `running by steps stops at the limit`() {
    var run = Simulation(Cluster(count: 3) { _ in Busybody() }, seed: 1)
    let done = run.run(maxSteps: 7)
    #expect(done == 7)
    #expect(run.steps == 7)
  }

  @Test func `at one tick, what was scheduled first happens first`() {
    var run = Simulation(Cluster(count: 4) { _ in Echo() }, seed: 1)
    for sender in [2, 0, 1] { run.invoke(.pass("m\(sender)", to: NodeID(3)), at: NodeID(sender)) }
    run.run(until: 10)
    #expect(run.nodes[3].heard == ["m2", "m0", "m1"])
  }

  @Test func `a request of another type is refused by name`() {
    var run: any Simulating = Simulation(Cluster(count: 2) { _ in Echo() }, seed: 1)
    #expect(throws: RequestMismatch.self) { try run.invoke(anyRequest: 7, at: NodeID(0)) }
    #expect(run.eventCount == 0)
  }

  /// A node whose message and state hold collections without an order.
  struct Unordered: Node {
    typealias Message = [String: Set<Int>]
    enum Request: Hashable, Codable, Sendable { case go }
    var last: [String: Set<Int>] = [:]

    mutating func handle(_ request: Request, id: RequestID, _ context: inout Context) {
      var message: [String: Set<Int>] = [:]
      // Built in an order of its own each time, so that equal values have different layouts.
      for word in ["ape", "bee", "cat", "dog", "eel", "fox"].shuffled() {
        message[word] = Set(Array(1...9).shuffled())
      }
      context.broadcast(message)
    }
    mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
      last = message
    }
  }

  @Test func `no order of a dictionary or a set reaches a trace or a configuration`() {
    func make() -> Simulation<Unordered> {
      var run = Simulation(Cluster(count: 2) { _ in Unordered() }, seed: 1)
      run.invoke(.go, at: NodeID(0))
      run.run(until: 100)
      return run
    }
    let first = make()
    #expect(first.trace.events[1].label.hasPrefix("[ape: {1, 2, 3, 4, 5, 6, 7, 8, 9}, bee: {1,"))
    for _ in 0..<30 {
      let again = make()
      #expect(again.trace == first.trace)
      #expect(again.configuration == first.configuration)
    }
  }
}
