import Atoll
import Testing

@testable import AtollExploration

/// *Eventually*: against a naive search, and on systems small enough to think through.
@Suite struct LivenessTests {
  @Test(arguments: NetworkSemantics.allCases)
  func `fair runs are found as by a naive search on random systems`(network: NetworkSemantics) throws {
    var (compared, loops, ends, losses) = (0, 0, 0, 0)
    for seed in 0..<160 as Range<UInt64> {
      let system = LivelySystem(seed, network)
      guard let naive = NaiveLiveness(system.problem, bound: 300) else { continue }
      let search = try LivenessSearch(system.problem, SearchLimits())
      #expect(search.end == .complete)
      for property in system.problem.properties {
        guard case .demands(let demands) = property.test else { continue }
        for demand in demands(system.problem.cluster.nodes.count) {
          let words: Comment = "seed \(seed), \(network), \(property.name)"
          let lasso = search.counterexample(to: demand)
          let stem = lasso?.stem.count(where: \.changes)
          switch naive.answer(demand) {
          case .tooMany: continue
          case .met: #expect(lasso == nil, words)
          // Here the search takes messages without effect to arrive at once, so it may begin its loop later.
          case .unmet(let distance) where network == .duplicating: #expect(stem ?? -1 >= distance, words)
          case .unmet(let distance): #expect(stem == distance, words)
          }
          compared += 1
          guard let lasso else { continue }
          #expect(throws: Never.self, words) {
            try FairnessCheck.verify(lasso, system.problem, demand)
          }
          if lasso.loop.contains(where: \.changes) { loops += 1 } else { ends += 1 }
          if system.problem.faults.drops == .max { losses += 1 }
        }
      }
    }
    #expect(compared > 100 && loops > 10 && ends > 10 && losses > 10, "\(compared) \(loops) \(ends)")
  }
}

/// What is fair, on systems small enough to think through.
@Suite struct FairnessTests {
  /// Sends `hello` again and again, until it is told to stop.
  private struct Caller: Node {
    enum Message: Hashable, Codable, Sendable { case hello, stop }
    typealias TimerName = Int
    var isDone = false

    mutating func start(_ context: inout Context) { if context.id.index == 0 { call(&context) } }
    mutating func timeout(_ timer: Int, _ context: inout Context) { if !isDone { call(&context) } }
    mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
      isDone = true
      if message == .hello { context.send(.stop, to: sender) }
    }
    private func call(_ context: inout Context) {
      context.send(.hello, to: NodeID(1))
      context.setTimer(0, after: 5)
    }
  }

  private func result<N: Node>(_ problem: ExplorationProblem<N>) throws
    -> ExplorationReport.PropertyResult
  {
    try #require(try Explorer(problem).explore().properties.last)
  }

  private func calling(drops: Int) -> ExplorationProblem<Caller> {
    ExplorationProblem(
      Cluster(count: 2) { _ in Caller() }, network: .duplicating, faults: FaultBounds(drops: drops),
      properties: [.eventually("both are done", everyNode: { $0.isDone })])
  }

  @Test(arguments: [0, 1, Int.max])
  func `who sends again and again gets through a link that loses`(drops: Int) throws {
    let result = try result(calling(drops: drops))
    // The answer is sent once for each call that arrives: a receiver that is called again answers again.
    #expect(result.example == nil)
    #expect(result.liveness?.end == .complete)
  }

  /// Sends once.
  private struct OneShot: Node {
    typealias Message = Int
    var isTold = false
    mutating func start(_ context: inout Context) {
      if context.id.index == 0 { context.send(1, to: NodeID(1)) }
    }
    mutating func receive(_ message: Int, from sender: NodeID, _ context: inout Context) { isTold = true }
  }

  @Test(arguments: NetworkSemantics.allCases, [0, 1, Int.max])
  func `who sends once gets through only a link that does not lose`(network: NetworkSemantics, drops: Int)
    throws
  {
    let problem = ExplorationProblem(
      Cluster(count: 2) { _ in OneShot() }, network: network, faults: FaultBounds(drops: drops),
      properties: [.eventually("somebody is told", someNode: { $0.isTold })])
    let result = try result(problem)
    #expect(result.example?.length == (drops == 0 ? nil : 1))
    #expect(result.liveness?.loop?.length == (drops == 0 ? nil : 0))
  }

  /// Hears a message before it is ready, and would need it once more.
  private struct Early: Node {
    typealias Message = Int
    typealias TimerName = Int
    var isReady = false
    var isTold = false
    mutating func start(_ context: inout Context) {
      if context.id.index == 0 { context.send(1, to: NodeID(1)) } else { context.setTimer(0, after: 5) }
    }
    mutating func timeout(_ timer: Int, _ context: inout Context) { isReady = true }
    mutating func receive(_ message: Int, from sender: NodeID, _ context: inout Context) {
      isTold = isReady
    }
  }

  @Test func `nobody may rely on a second arrival`() throws {
    let problem = ExplorationProblem(
      Cluster(count: 2) { _ in Early() }, network: .duplicating,
      properties: [
        .sometimes("somebody is told", someNode: { $0.isTold }),
        .eventually("somebody is told", someNode: { $0.isTold }),
      ])
    let report = try Explorer(problem).explore()
    #expect(report.properties[0].example?.length == 2)
    #expect(report.properties[1].example?.length == 1)
  }

  /// Sets its alarm anew with each message, which goes to and fro.
  private struct Watcher: Node {
    typealias Message = Int
    typealias TimerName = String
    let renews: Bool
    var isAlarmed = false
    mutating func start(_ context: inout Context) {
      if context.id.index == 0 { context.send(1, to: NodeID(1)) } else { context.setTimer("alarm", after: 9) }
    }
    mutating func timeout(_ timer: String, _ context: inout Context) { isAlarmed = true }
    mutating func receive(_ message: Int, from sender: NodeID, _ context: inout Context) {
      if renews, context.id.index == 1 { context.setTimer("alarm", after: 9) }
      context.send(1, to: sender)
    }
  }

  @Test func `a timer that is set anew again and again need not run out`() throws {
    for renews in [false, true] {
      let problem = ExplorationProblem(
        Cluster(count: 2) { _ in Watcher(renews: renews) },
        properties: [.eventually("the alarm goes off", someNode: { $0.isAlarmed })])
      let result = try result(problem)
      #expect(result.example?.length == (renews ? 2 : nil))
      #expect(result.liveness?.loop?.length == (renews ? 2 : nil))
      #expect(result.example?.trace.events.filter { $0.kind == .loop }.count == (renews ? 1 : nil))
    }
  }

  /// Tosses a coin until it shows 1.
  private struct Tosser: Node {
    typealias TimerName = Int
    typealias Message = Int
    var tosses = 0
    var coin = 0
    mutating func start(_ context: inout Context) { context.setTimer(0, after: 1) }
    mutating func timeout(_ timer: Int, _ context: inout Context) {
      tosses = (tosses + 1) % 2
      coin = context.choose(among: 0...1)
      if coin == 0 { context.setTimer(0, after: 1) }
    }
    mutating func receive(_ message: Int, from sender: NodeID, _ context: inout Context) {}
  }

  @Test func `choices need not be fair`() throws {
    let problem = ExplorationProblem(
      Cluster(count: 1) { _ in Tosser() }, properties: [.eventually("1", someNode: { $0.coin == 1 })])
    #expect(try result(problem).liveness?.loop?.length == 2)
  }

  @Test func `what a bound cuts is open, and a counterexample within it counts`() throws {
    var limits = SearchLimits()
    limits.states = 3
    let cut = try Explorer(calling(drops: 0)).explore(limits)
    #expect(cut.properties[0].example == nil)
    #expect(cut.properties[0].liveness?.end == .states)
    #expect(cut.outcome == .states)
    let watcher = ExplorationProblem(
      Cluster(count: 2) { _ in Watcher(renews: true) },
      properties: [.eventually("the alarm goes off", someNode: { $0.isAlarmed })])
    var shallow = SearchLimits()
    shallow.depth = 2
    let found = try Explorer(watcher).explore(shallow)
    #expect(found.outcome == .depth)
    #expect(found.properties[0].example?.length == 2)
  }

  // MARK: - The checker

  private typealias Event = Lasso<Watcher>.Event

  private static let watched = ExplorationProblem(
    Cluster(count: 2) { _ in Watcher(renews: true) }, faults: FaultBounds(crashes: 1),
    properties: [.eventually("the alarm goes off", someNode: { $0.isAlarmed })])

  private static func arrival(at node: Int) -> Event {
    Event(event: ScheduledEvent(node: node, .delivery(1, from: 1 - node)), changes: true)
  }

  private func verify(_ stem: [Event], _ loop: [Event], start: Int = 0) throws(FairnessFlaw) -> Int {
    guard case .demands(let demands) = Self.watched.properties[0].test else { return 0 }
    return try FairnessCheck.verify(
      Lasso(start: start, stem: stem, loop: loop), Self.watched, demands(2)[0])
  }

  @Test func `the checker takes a fair loop and refuses others`() throws {
    let (there, back) = (Self.arrival(at: 1), Self.arrival(at: 0))
    let alarm = Event(event: ScheduledEvent(node: 1, .timeout("alarm")), changes: true)
    let crash = Event(event: ScheduledEvent(node: 1, .crash), changes: true)
    #expect(try verify([], [there, back]) == 4)
    #expect(try verify([crash], []) == 1)
    #expect(try verify([there, back, there], [back, there]) == 7)
    #expect(throws: FairnessFlaw.noBeginning) { try verify([], [there, back], start: 1) }
    #expect(throws: FairnessFlaw.notEnabled(1)) { try verify([], [back, there]) }
    #expect(throws: FairnessFlaw.notEnabled(2)) { try verify([crash, crash], []) }
    #expect(throws: FairnessFlaw.isMet(1)) { try verify([alarm], [there, back]) }
    #expect(throws: FairnessFlaw.doesNotRepeat) { try verify([], [there]) }
    #expect(throws: FairnessFlaw.doesNotRepeat) { try verify([], [there, back, crash]) }
    do throws(FairnessFlaw) {
      _ = try verify([], [])
      Issue.record("a message and a timer stay undone")
    } catch { if case .starves = error {} else { Issue.record("\(error)") } }
  }

  @Test func `the checker refuses a loop that loses the same message for ever`() throws {
    let problem = calling(drops: .max)
    let hello = ScheduledEvent<Caller>(node: 1, .drop(.hello, from: 0))
    let again = ScheduledEvent<Caller>(node: 0, .timeout(0))
    let lasso = Lasso(
      start: 0, stem: [],
      loop: [hello, again].map { Lasso<Caller>.Event(event: $0, changes: true) })
    guard case .demands(let demands) = problem.properties[0].test else { return }
    do throws(FairnessFlaw) {
      _ = try FairnessCheck.verify(lasso, problem, demands(2)[0])
      Issue.record("it is not fair")
    } catch { if case .losesForEver = error {} else { Issue.record("\(error)") } }
  }
}
