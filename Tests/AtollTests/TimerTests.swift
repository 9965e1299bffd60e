import Atoll
import Testing

struct TimerTests {
  private func run() -> Simulation<Echo> { Simulation(Cluster(count: 2) { _ in Echo() }, seed: 1) }

  @Test func `a timer runs out once, after its ticks, because of what set it`() {
    var run = run()
    run.invoke(.set("t", 7), at: NodeID(0))
    run.run(until: 6)
    #expect(run.nodes[0].rung.isEmpty)
    run.run(until: 100)
    #expect(run.nodes[0].rung == ["t"])
    #expect(run.trace.events.last?.kind == .timeout)
    #expect(run.trace.events.last?.time == 7)
    #expect(run.trace.events.last?.cause == 1)
  }

  @Test func `a timer that is set anew runs out at the new time only`() {
    var run = run()
    run.invoke(.set("t", 10), at: NodeID(0))
    run.run(until: 5)
    run.invoke(.set("t", 10), at: NodeID(0))
    run.run(until: 14)
    #expect(run.nodes[0].rung.isEmpty)
    run.run(until: 100)
    #expect(run.nodes[0].rung == ["t"])
    #expect(run.trace.events.last?.time == 15)
  }

  @Test func `a timer can be set to an earlier time`() {
    var run = run()
    run.invoke(.set("t", 50), at: NodeID(0))
    run.invoke(.set("t", 3), at: NodeID(0))
    run.run(until: 100)
    #expect(run.nodes[0].rung == ["t"])
    #expect(run.trace.events.last?.time == 3)
  }

  @Test func `a cancelled timer never runs out, and can be set again`() {
    var run = run()
    run.invoke(.set("t", 10), at: NodeID(0))
    run.invoke(.cancel("t"), at: NodeID(0))
    run.invoke(.cancel("other"), at: NodeID(0))
    let next = run.nextTime
    #expect(next == nil)
    run.invoke(.set("t", 20), at: NodeID(0))
    run.run(until: 100)
    #expect(run.nodes[0].rung == ["t"])
    #expect(run.trace.events.last?.time == 20)
  }

  @Test func `timers of different names and nodes do not meet`() {
    var run = run()
    run.invoke(.set("t", 10), at: NodeID(0))
    run.invoke(.set("u", 5), at: NodeID(0))
    run.invoke(.set("t", 7), at: NodeID(1))
    run.invoke(.cancel("t"), at: NodeID(1))
    run.run(until: 100)
    #expect(run.nodes.map(\.rung) == [["u", "t"], []])
  }

  @Test func `a crash stops the timers for good`() {
    var run = run()
    run.invoke(.set("t", 10), at: NodeID(0))
    run.crash(NodeID(0))
    #expect(run.configuration.nodes[0].timers.isEmpty)
    run.recover(NodeID(0))
    run.run(until: 100)
    #expect(run.nodes[0].rung.isEmpty)
  }

  @Test func `a timer of no ticks runs out at the same tick`() {
    var run = run()
    run.invoke(.set("now", 0), at: NodeID(0))
    run.run(until: 0)
    #expect(run.nodes[0].rung == ["now"])
  }

  @Test func `the configuration shows running timers and messages, the next first`() {
    var run = run()
    run.invoke(.set("late", 30), at: NodeID(0))
    run.invoke(.set("soon", 20), at: NodeID(0))
    run.invoke(.pass("hi", to: NodeID(1)), at: NodeID(0))
    run.run(until: 4)
    run.invoke(.pass("ho", to: NodeID(0)), at: NodeID(1))
    let now = run.configuration
    #expect(now.nodes[0].timers.map(\.name) == ["soon", "late"])
    #expect(now.nodes[0].timers.map(\.time) == [20, 30])
    #expect(now.messages.map(\.text) == ["hi", "ho"])
    #expect(now.messages.map(\.arrival) == [10, 14])
    #expect(now.nodes[0].fields.map(\.name) == ["heard", "rung", "disk", "starts", "recoveries"])
    #expect(now.now == 4)
  }

  @Test(arguments: RandomRun.seeds)
  func `many timers set, cancelled and set anew behave like a table of times`(seed: UInt64) {
    var random = RandomStream(seed: seed)
    var run = run()
    var expected: [String: Int] = [:]
    var rung: [String] = []
    for _ in 0..<300 {
      let name = "t\(random.below(6))"
      switch random.below(4) {
      case 0, 1:
        let ticks = 1 + random.below(20)
        run.invoke(.set(name, ticks), at: NodeID(0))
        expected[name] = run.now + ticks
      case 2:
        run.invoke(.cancel(name), at: NodeID(0))
        expected[name] = nil
      default:
        run.run(until: run.now + 1 + random.below(8))
        for (name, _) in expected.filter({ $0.value <= run.now }) {
          rung.append(name)
          expected[name] = nil
        }
      }
      let timers = run.configuration.nodes[0].timers
      #expect(Dictionary(uniqueKeysWithValues: timers.map { ($0.name, $0.time) }) == expected)
    }
    #expect(run.nodes[0].rung.sorted() == rung.sorted())
  }
}
