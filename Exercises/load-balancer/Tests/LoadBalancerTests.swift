import Atoll
import AtollSuite
import LoadBalancerContract
import XCTest

final class LoadBalancerTests: XCTestCase {
  private typealias Balancer = RemoteNode<LoadBalancerTypes>
  private typealias Member = AnyNode<BalancerMessage, Never, Never>

  // MARK: - The balancer alone: c and d are clients, s1, s2 and s3 are nodes 3, 4 and 5

  private func balancer() throws -> SingleNode<LoadBalancerTypes> {
    var balancer = try SingleNode<LoadBalancerTypes>([3, 4, 5].map { NodeID($0) }, at: 0, of: 6)
    try balancer.start()
    return balancer
  }

  private func requests(_ sent: [SingleNode<LoadBalancerTypes>.Sent]) -> String {
    sent.isEmpty
      ? "nothing" : sent.map { "\(words($0.message)) to \(name($0.to))" }.joined(separator: ", ")
  }

  func testForwards() throws {
    var balancer = try balancer()
    XCTAssertEqual(
      requests(try balancer.receive(.request(1), from: 1).sent), "request(1) to s1",
      "no server has a request, and a client asks: the balancer sends")
  }

  func testFewestOpen() throws {
    var balancer = try balancer()
    for (number, server) in [(1, "s1"), (2, "s2"), (3, "s3"), (4, "s1")] {
      XCTAssertEqual(
        requests(try balancer.receive(.request(number), from: 1).sent), "request(\(number)) to \(server)",
        "request \(number), and nothing was answered yet: the balancer sends")
    }
    try balancer.receive(.answer(3), from: 5)
    try balancer.receive(.answer(2), from: 4)
    for (number, server) in [(5, "s2"), (6, "s3"), (7, "s2")] {
      XCTAssertEqual(
        requests(try balancer.receive(.request(number), from: 2).sent), "request(\(number)) to \(server)",
        "s1 has two open requests, s2 and s3 had one each, which are answered; then come 5, 6 and 7: the balancer sends"
      )
    }
  }

  func testCountsOnlyOpen() throws {
    var balancer = try balancer()
    for number in 1...5 {
      XCTAssertEqual(
        requests(try balancer.receive(.request(number), from: 1).sent), "request(\(number)) to s1",
        "every request before number \(number) was answered: the balancer sends")
      try balancer.receive(.answer(number), from: 3)
    }
  }

  func testAnswersTheClient() throws {
    var balancer = try balancer()
    try balancer.receive(.request(1), from: 1)
    try balancer.receive(.request(2), from: 2)
    XCTAssertEqual(
      requests(try balancer.receive(.answer(2), from: 4).sent), "answer(2) to d",
      "c has asked for 1 and d for 2, and s2 answers 2: the balancer sends")
    XCTAssertEqual(
      requests(try balancer.receive(.answer(1), from: 3).sent), "answer(1) to c",
      "then s1 answers 1: the balancer sends")
    XCTAssertEqual(
      requests(try balancer.receive(.answer(2), from: 5).sent), "nothing",
      "s3 answers 2, which d has: the balancer sends")
  }

  // MARK: - Among clients and servers

  /// A balancer (node 0), a client that asks every `interval` ticks, and servers that take so many ticks.
  private func cluster(requests: Int, interval: Int, servers: Int, work: Int = 30) throws -> Cluster<Member> {
    let ids = (0..<servers).map { NodeID($0 + 2) }
    var nodes: [Member] = [Member(try Balancer(ids)), Member(Asker(total: requests, interval: interval))]
    nodes += ids.map { _ in Member(Server(work: work)) }
    var cluster = Cluster<Member>(count: nodes.count, link: Link(latency: .fixed(5))) { nodes[$0.index] }
    cluster.names = ["balancer", "client"] + (1...servers).map { "s\($0)" }
    return cluster
  }

  /// A balancer (node 0), a client (1) that asks at these ticks, and three servers (2, 3, 4), which do not answer the pings
  /// of some ticks.
  private func story(
    _ name: String, asked: [(tick: Int, number: Int)], work: Int, mute: [String: [Range<Int>]],
    _ judge: (inout Simulation<Member>) -> String?
  ) throws {
    let names = ["s1", "s2", "s3"]
    var nodes: [Member] = [
      Member(try Balancer([2, 3, 4].map { NodeID($0) })),
      Member(Planner(plan: asked.map { [$0.tick, $0.number] })),
    ]
    nodes += names.map { Member(Server(work: work, mute: mute[$0] ?? [])) }
    var cluster = Cluster<Member>(count: 5, link: Link(latency: .fixed(5))) { nodes[$0.index] }
    cluster.names = ["balancer", "client"] + names
    try SuiteRuns.simulate(name, cluster, seeds: 1...1) { run, _ in judge(&run) }
  }

  func testChecks() throws {
    try SuiteRuns.simulate("pings", try cluster(requests: 0, interval: 1, servers: 3), seeds: 1...1) {
      run, _ in
      for (tick, pings) in [(10, 1), (103, 1), (110, 2), (310, 4)] {
        run.run(until: tick)
        let counts = run.servers.map(\.pings)
        if counts != Array(repeating: pings, count: 3) {
          return "at tick \(tick) s1, s2 and s3 have had \(counts) pings; each should have had \(pings)"
        }
      }
      return nil
    }
  }

  func testLeavesOutTheDead() throws {
    try SuiteRuns.simulate("dead", try cluster(requests: 0, interval: 1, servers: 3), seeds: 1...1) {
      run, _ in
      run.run(until: 150)
      run.crash(NodeID(3))
      run.run(until: 199)
      if let wrong = run.healthy([2, 3, 4], "s2 has answered the pings of tick 100 and crashed at 150") {
        return wrong
      }
      run.run(until: 299)
      if let wrong = run.healthy(
        [2, 3, 4], "s2 is dead, and the pings of tick 200 are not evaluated before 300")
      {
        return wrong
      }
      run.run(until: 300)
      return run.healthy([2, 4], "s2 has not answered the pings of tick 200")
    }
    try story("answer-is-no-pong", asked: [(155, 1)], work: 15, mute: ["s1": [100..<200]]) { run in
      run.run(until: 195)
      if let wrong = run.heard(1, "s1 has had request 1 and answered it at tick 180", ["answer(1)"]) {
        return wrong
      }
      run.run(until: 200)
      return run.healthy([3, 4], "s1 has sent an answer, and no pong to the ping of tick 100")
    }
    try story("answer-brings-nobody-back", asked: [(10, 1)], work: 225, mute: ["s1": [100..<400]]) { run in
      run.run(until: 260)
      return run.healthy([3, 4], "s1 was left out at tick 200, has answered request 1, and has sent no pong")
    }
    try story("nor-does-a-second-one", asked: [(10, 1)], work: 225, mute: ["s1": [100..<600]]) { run in
      run.run(until: 30)
      run.pause(NodeID(2))
      run.run(until: 450)
      run.resume(NodeID(2))
      run.run(until: 460)
      return run.healthy(
        [3, 4],
        "s1 stood still from tick 30 to 450, and s2 has answered request 1; s1 now answers it, too, and has sent no pong"
      )
    }
  }

  func testWhoeverAnswers() throws {
    try story("the-old-one-first", asked: [(10, 1)], work: 225, mute: ["s1": [100..<200]]) { run in
      run.run(until: 206)
      if let wrong = run.heard(
        3, "s1 has request 1 and sends no pong to the ping of tick 100, so that at 200 it goes to s2",
        ["request(1)"])
      {
        return wrong
      }
      run.run(until: 260)
      if let wrong = run.heard(
        1, "s2 has request 1, which s1 had before, and now s1 has answered it", ["answer(1)"])
      {
        return wrong
      }
      run.run(until: 500)
      return run.heard(1, "s1 has answered request 1, and later s2, too", ["answer(1)"])
    }
    let all = [100..<400]
    try story("while-it-waits", asked: [(10, 1)], work: 225, mute: ["s1": all, "s2": all, "s3": all]) { run in
      run.run(until: 260)
      let why = "all servers were left out at tick 200, so that request 1 waits; at 250 s1 answers it"
      if let wrong = run.heard(1, why, ["answer(1)"]) { return wrong }
      run.run(until: 450)
      return run.heard(2, "\(why), and at 410 the servers come back", ["request(1)"])
    }
  }

  func testCountsAfterAMove() throws {
    let why =
      "s1, s2 and s3 have one request each; request 1 goes from s1 to s2 at tick 200; s1 is back at 210"
    let three = [(tick: 10, number: 1), (20, 2), (30, 3)]
    try story(
      "moved", asked: three + [(220, 4), (221, 5), (222, 6)], work: 1000, mute: ["s1": [100..<200]]
    ) { run in
      run.run(until: 240)
      let what = "\(why); then come 4, 5 and 6"
      return run.heard(2, what, ["request(1)", "request(4)", "request(5)"])
        ?? run.heard(3, what, ["request(2)", "request(1)"])
        ?? run.heard(4, what, ["request(3)", "request(6)"])
    }
    try story(
      "answered", asked: three + [(252, 4), (253, 5), (254, 6)], work: 225, mute: ["s1": [100..<200]]
    ) { run in
      run.run(until: 266)
      let what = "\(why), and answers request 1 at 250; then come 4, 5 and 6"
      return run.heard(2, what, ["request(1)", "request(4)", "request(5)"])
        ?? run.heard(3, what, ["request(2)", "request(1)", "request(6)"])
        ?? run.heard(4, what, ["request(3)"])
    }
  }

  func testTwoFailTogether() throws {
    try story(
      "two-at-once", asked: [(10, 9), (20, 4), (30, 7), (40, 2), (50, 8), (60, 5)], work: 1000,
      mute: ["s1": [100..<1000], "s2": [100..<1000]]
    ) { run in
      run.run(until: 206)
      let why = "9, 4, 7, 2, 8 and 5 came, in this order, and at tick 200 s1 and s2 are left out"
      return run.heard(2, why, ["request(9)", "request(2)"])
        ?? run.heard(3, why, ["request(4)", "request(8)"])
        ?? run.heard(4, why, [7, 5, 9, 4, 2, 8].map { "request(\($0))" })
    }
  }

  func testKeepsTheOrder() throws {
    try story(
      "one-then-two", asked: (1...3).map { (10 * $0, $0) }, work: 1000,
      mute: ["s1": [100..<200], "s2": [200..<1000], "s3": [200..<1000]]
    ) { run in
      run.run(until: 306)
      return run.heard(
        2, "s1 was left out at tick 200 and came back at 210; at 300 s2 and s3 are left out",
        ["request(1)", "request(1)", "request(2)", "request(3)"])
    }
  }

  func testLosesNothing() throws {
    try SuiteRuns.simulate("one-crash", try cluster(requests: 40, interval: 12, servers: 3), seeds: 1...6) {
      run, seed in
      run.run(until: 40 + 37 * Int(seed))
      run.crash(NodeID(2 + Int(seed) % 3))
      run.run(until: 2000)
      return run.answeredOnce(40)
    }
    try SuiteRuns.simulate("two-crashes", try cluster(requests: 40, interval: 12, servers: 3), seeds: 1...4) {
      run, seed in
      run.run(until: 60 + 41 * Int(seed))
      run.crash(NodeID(2))
      run.crash(NodeID(3))
      run.run(until: 2000)
      return run.answeredOnce(40)
    }
  }

  func testComesBack() throws {
    try SuiteRuns.simulate("back", try cluster(requests: 0, interval: 1, servers: 3), seeds: 1...1) {
      run, _ in
      run.run(until: 150)
      run.crash(NodeID(2))
      run.run(until: 350)
      if let wrong = run.healthy([3, 4], "s1 crashed at tick 150") { return wrong }
      run.recover(NodeID(2))
      run.run(until: 409)
      if let wrong = run.healthy([3, 4], "s1 came back at tick 350, and its pong arrives at 410") {
        return wrong
      }
      run.run(until: 410)
      return run.healthy([2, 3, 4], "the pong of s1 has arrived at tick 410")
    }
    try story(
      "nothing-moves-back", asked: (1...3).map { (10 * $0, $0) }, work: 1000, mute: ["s1": [100..<200]]
    ) { run in
      run.run(until: 290)
      let why = "s1 was left out at tick 200, and its pong arrives at 210, when no request waits"
      return run.heard(2, why, ["request(1)"]) ?? run.heard(3, why, ["request(2)", "request(1)"])
        ?? run.heard(4, why, ["request(3)"])
    }
  }

  func testWaitsForAServer() throws {
    try SuiteRuns.simulate("none", try cluster(requests: 12, interval: 50, servers: 2), seeds: 1...1) {
      run, _ in
      run.run(until: 10)
      run.crash(NodeID(2))
      run.crash(NodeID(3))
      run.run(until: 650)
      if let wrong = run.healthy([], "both servers are dead") { return wrong }
      if run.asker?.answers.isEmpty == false { return "both servers are dead, and the client has an answer" }
      run.recover(NodeID(3))
      run.run(until: 720)  // a ping at 705, its answer at 710, the requests at 715
      let order = run.servers.last?.requests ?? []
      if order.sorted() != order || order.count != 12 {
        return
          "s2 came back, its pong arrived at tick 710, and at 720 it has the requests \(order); it should have 1 to 12 in order"
      }
      run.run(until: 2000)
      return run.answeredOnce(12)
    }
  }

  func testSlowIsNotDead() throws {
    try SuiteRuns.simulate("paused", try cluster(requests: 30, interval: 15, servers: 3), seeds: 1...6) {
      run, seed in
      let victim = NodeID(2 + Int(seed) % 3)
      run.run(until: 100 + 30 * Int(seed))
      run.pause(victim)
      run.run(until: 400 + 40 * Int(seed))
      run.resume(victim)
      run.run(until: 2000)
      if let wrong = run.answeredOnce(30) { return wrong }
      return run.healthy([2, 3, 4], "all servers answer again")
    }
  }

  /// One request, one server, clocks of which nothing is known: the first 14 steps, in every order.
  func testEveryOrder() throws {
    let problem = ExplorationProblem<Member>(
      try cluster(requests: 1, interval: 1, servers: 1),
      properties: [
        .always("no client has two answers to a request") { configuration in
          ((configuration.nodes[1].base as? Asker)?.answers.count ?? 0) <= 1
        },
        .sometimes("the client has its answer") { configuration in
          (configuration.nodes[1].base as? Asker)?.answers == [1]
        },
      ])
    try SuiteRuns.explore("one-request", problem, statesMax: 200_000, stepsMax: 14)
  }

  func testSharesTheWork() throws {
    try SuiteRuns.simulate("shares", try cluster(requests: 90, interval: 4, servers: 3), seeds: 1...1) {
      run, _ in
      run.run(until: 2000)
      let counts = run.servers.map(\.requests.count)
      if counts.contains(where: { $0 < 25 || $0 > 40 }) {
        return
          "of 90 requests the three servers got \(counts); 30 each would be fair, and 25 to 40 is near enough"
      }
      return run.answeredOnce(90)
    }
    try SuiteRuns.simulate(
      "survivors", try cluster(requests: 30, interval: 2, servers: 3, work: 300), seeds: 1...1
    ) { run, _ in
      run.run(until: 90)
      run.crash(NodeID(2))
      run.run(until: 260)
      let counts = run.servers.dropFirst().map(\.requests.count)
      if counts != [15, 15] {
        return
          "30 requests came, ten to each server; s1 crashed before it had answered any; s2 and s3 got \(counts) requests, which should be 15 and 15"
      }
      return nil
    }
  }

  private func name(_ node: NodeID) -> String { ["balancer", "c", "d", "s1", "s2", "s3"][node.index] }
}

private func words(_ value: Any) -> String { ValueText(names: []).text(value) }

/// A client that asks, numbers its requests from 1, and writes down the answers.
private struct Asker: Node {
  typealias Message = BalancerMessage
  typealias Request = Never
  typealias Reply = Never
  enum TimerName: Hashable, Codable { case next }

  let total: Int
  let interval: Int
  var asked = 0
  var answers: [Int] = []

  mutating func start(_ context: inout Context) { if total > 0 { context.setTimer(.next, after: interval) } }

  mutating func receive(_ message: BalancerMessage, from sender: NodeID, _ context: inout Context) {
    if case .answer(let number) = message { answers.append(number) }
  }

  mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    asked += 1
    context.send(.request(asked), to: NodeID(0))
    if asked < total { context.setTimer(.next, after: interval) }
  }
}

/// A client that asks at certain ticks, and writes down the answers.
private struct Planner: Node {
  typealias Message = BalancerMessage
  typealias Request = Never
  typealias Reply = Never
  typealias TimerName = Int

  /// Pairs of a tick and a number.
  let plan: [[Int]]
  var answers: [Int] = []

  mutating func start(_ context: inout Context) {
    for planned in plan { context.setTimer(planned[1], after: planned[0]) }
  }

  mutating func receive(_ message: BalancerMessage, from sender: NodeID, _ context: inout Context) {
    if case .answer(let number) = message { answers.append(number) }
  }

  mutating func timeout(_ number: Int, _ context: inout Context) {
    context.send(.request(number), to: NodeID(0))
  }
}

/// A server that answers pings at once and requests after so many ticks.
private struct Server: Node {
  typealias Message = BalancerMessage
  typealias Request = Never
  typealias Reply = Never
  typealias TimerName = Int

  let work: Int
  /// When it does not answer pings.
  var mute: [Range<Int>] = []
  var pings = 0
  var requests: [Int] = []

  static var stable: StableState<Self> { StableState(\.requests) }

  mutating func receive(_ message: BalancerMessage, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .ping:
      pings += 1
      // An exploration knows no clock.
      let now = mute.isEmpty ? 0 : context.clock
      if !mute.contains(where: { $0.contains(now) }) { context.send(.pong, to: sender) }
    case .request(let number):
      requests.append(number)
      context.setTimer(number, after: work)
    case .answer, .pong: break
    }
  }

  mutating func timeout(_ number: Int, _ context: inout Context) {
    context.send(.answer(number), to: NodeID(0))
  }
}

extension Simulation<AnyNode<BalancerMessage, Never, Never>> {
  fileprivate var servers: [Server] { nodes.compactMap { $0.base as? Server } }
  fileprivate var asker: Asker? { nodes[1].base as? Asker }

  /// What is wrong with the servers that count as healthy, if anything is.
  fileprivate func healthy(_ right: [Int], _ why: String) -> String? {
    let balancer = nodes[0].base as? RemoteNode<LoadBalancerTypes>
    let found = balancer?.observation ?? []
    if found == right.map({ NodeID($0) }) { return nil }
    func list(_ nodes: [Int]) -> String {
      nodes.isEmpty ? "none" : nodes.map { names[$0] }.joined(separator: ", ")
    }
    return "\(why): healthy at tick \(now) should be \(list(right)), and is \(list(found.map(\.index)))"
  }

  /// What is wrong with the requests or answers that a server or a client has got so far, if anything is.
  fileprivate func heard(_ node: Int, _ why: String, _ right: [String]) -> String? {
    let found =
      (nodes[node].base as? Server)?.requests.map { "request(\($0))" }
      ?? (nodes[node].base as? Planner)?.answers.map { "answer(\($0))" } ?? []
    func list(_ words: [String]) -> String { words.isEmpty ? "nothing" : words.joined(separator: ", ") }
    if found == right { return nil }
    return
      "\(why): at tick \(now) \(names[node]) has got \(list(found)), and should have got \(list(right))"
  }

  /// What is wrong with the client's answers, if anything is.
  fileprivate func answeredOnce(_ total: Int) -> String? {
    let answers = asker?.answers ?? []
    let missing = (1...total).filter { !answers.contains($0) }
    if !missing.isEmpty {
      return "\(missing.count) of \(total) requests have no answer, the first is number \(missing[0])"
    }
    if answers.count > total { return "the client has \(answers.count) answers to \(total) requests" }
    return nil
  }
}
