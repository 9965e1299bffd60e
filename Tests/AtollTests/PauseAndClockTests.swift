import Testing

@testable import Atoll

/// Counts what it receives, and tells the time when asked.
private struct Counter: Node {
  enum Message: Hashable, Codable { case hello(Int) }
  enum Request: Hashable, Codable { case greet(Int), wait(Int), time }
  enum Reply: Hashable, Codable { case done, time(Int) }
  enum TimerName: Hashable, Codable { case alarm }
  var heard: [Int] = []
  var alarms = 0

  mutating func handle(_ request: Request, id: RequestID, _ context: inout Context) {
    switch request {
    case .greet(let number):
      context.broadcast(.hello(number))
      context.reply(.done, to: id)
    case .wait(let ticks):
      context.setTimer(.alarm, after: ticks)
      context.reply(.done, to: id)
    case .time: context.reply(.time(context.clock), to: id)
    }
  }
  mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    if case .hello(let number) = message { heard.append(number) }
  }
  mutating func timeout(_ timer: TimerName, _ context: inout Context) { alarms += 1 }
}

@Suite struct PauseTests {
  private let a = NodeID(0)
  private let b = NodeID(1)

  private func run() -> Simulation<Counter> { Simulation(Cluster(count: 2) { _ in Counter() }, seed: 1) }

  @Test func `what reaches a paused node waits, in its order, and happens when it goes on`() {
    var run = run()
    run.invoke(.wait(5), at: b)
    run.pause(b)
    for number in 1...3 { run.invoke(.greet(number), at: a) }
    let asked = run.invoke(.time, at: b)
    run.run(until: 50)
    #expect(run.nodes[1] == Counter() && !run.isAnswered(asked) && run.isPaused(b) && run.isUp(b))
    run.resume(b)
    #expect(run.nodes[1].heard == [1, 2, 3] && run.nodes[1].alarms == 1)
    #expect(run.isAnswered(asked) && !run.isPaused(b))
    #expect(run.clientOperations[4].reply as? Counter.Reply == .time(50))
    let kinds = run.trace.events.map(\.kind)
    #expect(kinds.firstIndex(of: .resumption).map { kinds[$0...].contains(.delivery) } == true)
    #expect(run.trace.events.filter { $0.kind == .delivery }.allSatisfy { $0.time == 50 })
  }

  @Test func `a paused node that crashes loses what waited for it`() {
    var run = run()
    run.pause(b)
    run.invoke(.greet(1), at: a)
    let asked = run.invoke(.time, at: b)
    run.run(until: 50)
    run.crash(b)
    run.recover(b)
    run.run(until: 100)
    #expect(run.nodes[1] == Counter() && !run.isAnswered(asked) && !run.isPaused(b))
    #expect(run.trace.events.count { $0.kind == .drop } == 2)
    run.invoke(.greet(2), at: a)
    run.run(until: 150)
    #expect(run.nodes[1].heard == [2])
  }

  @Test func `pausing twice, or going on without a pause, changes nothing`() {
    var run = run()
    run.resume(b)
    run.pause(b)
    run.pause(b)
    run.resume(b)
    run.resume(b)
    #expect(run.trace.events.map(\.kind) == [.pause, .resumption])
  }

  @Test(arguments: 0..<20) func `a pause loses and repeats nothing`(seed: UInt64) {
    var run = Simulation(
      Cluster(count: 2, link: Link(latency: .uniform(1...20))) { _ in Counter() }, seed: seed)
    var random = RandomStream(seed: seed)
    for number in 0..<60 {
      if random.below(4) == 0 { run.isPaused(b) ? run.resume(b) : run.pause(b) }
      run.invoke(.greet(number), at: a)
      run.run(until: run.now + random.below(10))
    }
    run.resume(b)
    run.run(maxSteps: 1000)
    #expect(run.nodes[1].heard.sorted() == Array(0..<60))
  }
}

@Suite struct DriftingClockTests {
  private let a = NodeID(0)
  private let b = NodeID(1)

  @Test func `clocks show their offset and their drift`() {
    var run = Simulation(Cluster(count: 2) { _ in Counter() }, seed: 1)
    run.setClock(a, offset: 7, driftMillionths: 100_000)
    run.setClock(b, driftMillionths: -500_000)
    run.run(until: 1000)
    run.invoke(.time, at: a)
    run.invoke(.time, at: b)
    #expect(run.clientOperations.map { $0.reply as? Counter.Reply } == [.time(1107), .time(500)])
  }

  @Test(arguments: [(0, 100), (1_000_000, 50), (-500_000, 200), (100_000, 91), (-1, 101)])
  func `a timer counts by its node's clock`(drift: Int, expected: Int) {
    var run = Simulation(Cluster(count: 2) { _ in Counter() }, seed: 1)
    run.setClock(a, driftMillionths: drift)
    run.invoke(.wait(100), at: a)
    run.run(until: expected - 1)
    #expect(run.nodes[0].alarms == 0)
    run.run(until: expected)
    #expect(run.nodes[0].alarms == 1)
  }

  @Test func `when a timer runs out its clock has counted so far, and not a tick before`() {
    for drift in [-999_000, -300_000, -7, 0, 3, 123_456, 1_000_000] {
      var clock = DriftingClock()
      clock.driftMillionths = drift
      for count in [0, 1, 2, 99, 1_000_000_000] {
        let ticks = clock.ticks(for: count)
        #expect(clock.reading(at: ticks) >= count)
        #expect(ticks == 0 || clock.reading(at: ticks - 1) < count)
      }
    }
  }
}
