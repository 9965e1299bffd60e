import Atoll
import AtollExploration
import Testing

@testable import AtollLessons

@Suite struct TieringTests {
  @Test(arguments: [(1, 50, 0), (2, 50, 0), (7, 100, 0), (16, 50, 1), (32, 10, 2), (5, 0, 10)])
  func `rounds take exactly what the universal scalability law says`(count: Int, serial: Int, telling: Int) {
    let settings = Settings(Scale.settings).with("machines", count).with("serial", serial)
      .with("telling", telling).with("rounds", 4)
    var run = Simulation(Scale.cluster(settings), seed: 1, isTracing: false)
    run.run(maxSteps: .max)
    let law = QueueingTheory.scalability(
      machines: count, contention: Double(serial) / 1000, coherence: Double(telling) / 1000)
    let measured = Double(4 * count * Scale.pieceTicks) / Double(run.now)
    #expect((measured - law).magnitude < 1e-9)
    // The same by hand: parallel once, serial N times, each of N(N - 1) messages.
    #expect(run.now == 4 * (1000 - serial + serial * count + telling * count * (count - 1)))
  }

  @Test func `what needs no dead machine works, on each number of tiers`() {
    let table = TierStudies.crashes.answer(Settings(Tiers.settings), 1)
    let works = table.rows.map { row in row.suffix(3).filter { $0 == .word("works") }.count }
    // A machine's topmost layer is how many kinds of request do without it.
    #expect(works == [0, 0, 1, 0, 1, 2])
  }

  @Test func `a slow client holds up a pool of one, and nobody else's own thread`() {
    func wait(_ threads: String, pool: Int) -> Int? {
      let settings = Settings(Threads.settings).with("threads", threads).with("pool", pool).with(
        "times", "fixed")
      var run = Simulation(Threads.cluster(settings), seed: 1)
      run.invoke(.slow, at: NodeID(1))
      let fast = run.invoke(.work, at: NodeID(0))
      run.run(maxSteps: 1000)
      return run.clientOperations.first { $0.id == fast }?.returnedAt
    }
    #expect(wait("pool", pool: 1) == 22_000)
    #expect(wait("pool", pool: 2) == 1000)
    #expect(wait("client", pool: 1) == 1200)
    #expect(wait("request", pool: 1) == 1200)
  }

  @Test func `no more threads than the pool, no more than clients, and threads that end`() throws {
    let base = Settings(Threads.settings).with("users", 12).with("think", 3000).with("requests", 500)
      .with("slow", 20)
    func most(_ settings: Settings) throws -> (most: Int, left: Int) {
      let threads = try #require(Threads.cluster(settings).runToTheEnd(seed: 3).nodes[2].threads)
      return (threads.aliveMax, threads.alive)
    }
    #expect(try most(base.with("pool", 5)) == (5, 5))
    #expect(try most(base.with("threads", "client")).most == 12)
    let request = try most(base.with("threads", "request"))
    #expect(request.most <= 12 && request.most > 5)
    #expect(request.left < request.most)
  }

  @Test(arguments: [
    ("store", "no", 1, [true, true]), ("cookie", "no", 1, [true, false]),
    ("memory", "no", 0, [false, false]),
    ("file", "no", 0, [false, false]), ("store", "yes", 0, [false, true]),
  ])
  func `which places of the state keep their promises, in every order of events`(
    place: String, cache: String, crashes: Int, keeps: [Bool]
  ) throws {
    let settings = Settings(ServerState.settings).with("place", place).with("cache", cache)
    var problem = try #require(ServerState.problem(settings) as? ExplorationProblem<CartNode>)
    problem.faults = FaultBounds(crashes: crashes)
    let report = try Explorer(problem).explore(SearchLimits())
    #expect(report.end == .complete)
    #expect(report.properties.map { $0.isViolated(report.end) } == keeps.map { !$0 })
  }

  @Test func `an address is used no longer than its time to live and the way of the last answer`() throws {
    for timeToLive in [1000, 3000, 10_000] {
      let settings = Settings(Edge.settings).with("cdn", "no").with("visits", 600).with("interval", 100)
        .with("name-ttl", timeToLive)
      for seed: UInt64 in 1...4 {
        var run = Edge.run(settings, seed: seed, isTracing: false)
        run.run(until: 25_000)
        run.invoke(.move, at: EdgeNode.authority)
        run.crash(EdgeNode.origin)
        run.run(maxSteps: .max)
        let last = run.nodes[0].visits.filter(\.hasFailed).map(\.at).max() ?? 0
        #expect(last <= 25_000 + timeToLive + 200)
      }
    }
  }

  @Test func `a resolver's questions are the messages that reach the authority`() {
    for timeToLive in [0, 1000, 5000] {
      let settings = Settings(Edge.settings).with("cdn", "no").with("visits", 200).with("interval", 100)
        .with("name-ttl", timeToLive)
      var run = Edge.run(settings, seed: 2)
      run.run(maxSteps: .max)
      let asked = run.trace.events.filter { $0.kind == .delivery && $0.node == EdgeNode.authority }.count
      let resolver = run.nodes[EdgeNode.resolver.index]
      #expect(resolver.cache.questions == asked)
      #expect(resolver.cache.questions < resolver.cache.misses)
    }
  }

  @Test func `the links of the beginning are no events`() {
    let run = Edge.run(Settings(Edge.settings), seed: 1)
    #expect(run.trace.events.isEmpty)
  }

  @Test func `a short line keeps impatient clients from a collapse`() {
    let settings = Settings(Load.settings).with("requests", 2500).with("load", 140).with("timeout", 10_000)
    func throughput(_ line: Int) -> Double {
      Load.cluster(settings.with("line", line)).runToTheEnd(seed: 3).measures(warmUp: 1000).throughput
    }
    #expect(throughput(0) == 0)
    #expect(throughput(4) > 0.85)
  }

  @Test func `a server that refuses at once draws the requests of the least busy rule to itself`() {
    func refused(_ policy: String) -> Int {
      let settings = Settings(Balancing.settings).with("servers", 4).with("broken", 1).with("load", 50)
        .with("requests", 1000).with("policy", policy)
      return Balancing.cluster(settings).runToTheEnd(seed: 4).measures().refused
    }
    #expect(refused("robin") == 250)
    #expect(refused("least") > 900)
  }

  @Test func `hit ratio and availability are those of the formulas`() {
    let hits = EdgeStudies.hits.answer(Settings(Edge.settings), 5)
    for row in hits.rows { expectNear(row[1], row[3], error: row[2]) }
    let nines = NinesStudies.components.answer(Settings(Nines.settings), 5)
    for row in nines.rows { expectNear(row[5], row[7], error: row[6]) }
  }

  private func expectNear(_ measured: StudyTable.Value, _ theory: StudyTable.Value, error: StudyTable.Value) {
    guard case (.number(let measured), .number(let theory), .number(let error)) = (measured, theory, error)
    else {
      Issue.record("no numbers")
      return
    }
    #expect((measured - theory).magnitude < 5 * error, "\(measured) ± \(error), theory \(theory)")
  }
}
