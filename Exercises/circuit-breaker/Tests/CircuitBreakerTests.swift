import Atoll
import AtollSuite
import CircuitBreakerContract
import XCTest

final class CircuitBreakerTests: XCTestCase {
  private typealias Breaker = RemoteNode<CircuitBreakerTypes>
  private typealias Member = AnyNode<ServiceCall, BreakerRequest, BreakerReply>

  /// What happens in a story, tick by tick.
  private enum Beat {
    /// A client asks; how the service treats the call, if it gets one.
    case ask(Service.Way)
    /// The breaker is in this state.
    case state(BreakerState)
    /// The clients have been told this so far, in the order in which they asked; "-" is nothing yet.
    case told(String)
    /// The service has got so many calls.
    case calls(Int)
    /// The service has not got a number twice.
    case numbersOnce
  }

  /// Runs a story: a breaker (node 0) and a service (node 1), messages of 5 ticks. A run that is wrong after `drawnFrom` is
  /// drawn from there on.
  private func story(_ name: String, _ beats: [(Int, Beat)], drawnFrom: Int = 0) throws {
    let breaker = Member(try Breaker(NodeID(1)))
    var ways: [Int: Service.Way] = [:]
    for case (let tick, .ask(let way)) in beats { ways[tick] = way }
    let cluster = Cluster<Member>(
      ["breaker": breaker, "service": Member(Service(ways: ways))], link: Link(latency: .fixed(5)))
    try SuiteRuns.simulate(
      name, cluster, seeds: 1...1, drawnFrom: { $0.now > drawnFrom ? drawnFrom : 0 }
    ) { run, _ in
      for (tick, beat) in beats {
        run.run(until: tick)
        switch beat {
        case .ask: run.invoke(.call, at: NodeID(0))
        case .state(let right):
          let found = (run.nodes[0].base as? Breaker)?.observation ?? .closed
          if found != right {
            return "at tick \(tick) the breaker is \(found.rawValue), and should be \(right.rawValue)"
          }
        case .told(let right):
          let found = run.told
          if found != right {
            return
              "at tick \(tick) the clients have been told \"\(found)\"; it should be \"\(right)\" (- is: no answer yet)"
          }
        case .calls(let right):
          let found = (run.nodes[1].base as? Service)?.numbers.count ?? 0
          if found != right {
            return "at tick \(tick) the service has had \(found) calls; it should have had \(right)"
          }
        case .numbersOnce:
          var seen: Set<Int> = []
          let numbers = (run.nodes[1].base as? Service)?.numbers ?? []
          if let twice = numbers.first(where: { !seen.insert($0).inserted }) {
            return
              "until tick \(tick) the service has had call(\(twice)) twice; each call has a number of its own"
          }
        }
      }
      return nil
    }
  }

  /// Three failures, 20 ticks apart from tick 0, which open the breaker at tick 60.
  private let opening: [(Int, Beat)] = [
    (0, .ask(.error(10))), (20, .ask(.error(10))), (40, .ask(.error(10))),
  ]

  /// A story that begins with these.
  private func storyOfOpening(_ name: String, _ beats: [(Int, Beat)]) throws {
    try story(name, opening + beats, drawnFrom: 60)
  }

  func testPassesCalls() throws {
    try story(
      "calls",
      [
        (0, .ask(.ok(10))), (19, .told("-")), (20, .told("ok")), (30, .ask(.error(10))),
        (50, .told("ok failed")),
        (50, .state(.closed)), (60, .ask(.ok(10))), (80, .told("ok failed ok")), (80, .calls(3)),
      ])
  }

  func testSilenceFails() throws {
    try story(
      "late",
      [
        (0, .ask(.ok(60))), (49, .told("-")), (50, .told("failed")), (90, .told("failed")),
        (100, .ask(.silent)),
        (150, .told("failed failed")), (150, .state(.closed)), (160, .ask(.silent)), (210, .state(.open)),
        (210, .told("failed failed failed")),
      ])
    try story("in-time", [(0, .ask(.ok(39))), (49, .told("ok")), (60, .told("ok")), (60, .state(.closed))])
  }

  func testOpensAfterThree() throws {
    try storyOfOpening(
      "three",
      [(59, .state(.closed)), (60, .state(.open)), (60, .told("failed failed failed"))])
    // In a row means as they end: the second call is not over yet.
    try story(
      "as-they-end",
      [
        (0, .ask(.error(5))), (1, .ask(.ok(30))), (2, .ask(.error(5))), (3, .ask(.error(5))),
        (17, .state(.closed)), (18, .state(.open)), (18, .told("failed - failed failed")),
      ])
  }

  func testSuccessResets() throws {
    try story(
      "between",
      [
        (0, .ask(.error(10))), (20, .ask(.error(10))), (40, .ask(.ok(10))), (60, .ask(.error(10))),
        (80, .ask(.error(10))), (100, .state(.closed)), (100, .ask(.ok(10))), (120, .ask(.error(10))),
        (140, .ask(.error(10))), (160, .state(.closed)), (160, .ask(.error(10))), (180, .state(.open)),
      ])
    // The last of four ends after the first: with a success.
    try story(
      "as-they-end",
      [
        (0, .ask(.error(10))), (1, .ask(.error(20))), (2, .ask(.error(30))), (3, .ask(.ok(15))),
        (42, .told("failed failed failed ok")), (42, .state(.closed)),
      ])
    // The first of four ends after the second and the third.
    try story(
      "an-older-success",
      [
        (0, .ask(.ok(30))), (1, .ask(.error(5))), (2, .ask(.error(5))), (3, .ask(.error(40))),
        (53, .told("ok failed failed failed")), (53, .state(.closed)),
      ])
  }

  func testRefusesWhileOpen() throws {
    try storyOfOpening(
      "peace",
      [
        (60, .ask(.ok(10))), (60, .told("failed failed failed refused")), (150, .ask(.ok(10))),
        (259, .ask(.ok(10))),
        (259, .told("failed failed failed refused refused refused")), (259, .state(.open)), (300, .calls(3)),
      ])
  }

  func testHalfOpen() throws {
    try storyOfOpening(
      "trial",
      [
        (259, .state(.open)), (260, .state(.halfOpen)), (300, .ask(.ok(20))), (301, .ask(.ok(20))),
        (310, .ask(.ok(20))),
        (310, .told("failed failed failed - refused refused")), (310, .calls(4)), (310, .state(.halfOpen)),
        (330, .told("failed failed failed ok refused refused")),
      ])
    try storyOfOpening(
      "waits",
      [
        (2000, .state(.halfOpen)), (2000, .ask(.ok(20))), (2001, .ask(.ok(20))),
        (2010, .told("failed failed failed - refused")),
      ])
  }

  func testTrialCloses() throws {
    try storyOfOpening(
      "well",
      [
        (300, .ask(.ok(10))), (319, .state(.halfOpen)), (320, .state(.closed)), (320, .ask(.error(10))),
        (340, .ask(.error(10))), (360, .state(.closed)), (360, .ask(.error(10))), (380, .state(.open)),
      ])
  }

  func testTrialOpens() throws {
    try storyOfOpening(
      "ill",
      [
        (300, .ask(.error(10))), (320, .state(.open)), (321, .ask(.ok(10))), (519, .state(.open)),
        (520, .state(.halfOpen)), (530, .ask(.silent)), (579, .state(.halfOpen)), (580, .state(.open)),
        (779, .state(.open)), (780, .state(.halfOpen)), (790, .ask(.ok(10))), (810, .state(.closed)),
        (810, .told("failed failed failed failed refused failed ok")),
      ])
  }

  func testOldCalls() throws {
    try story(
      "old-success",
      [(0, .ask(.error(1))), (1, .ask(.error(1))), (2, .ask(.error(1))), (3, .ask(.ok(30)))] + [
        (13, .state(.open)), (43, .told("failed failed failed ok")), (43, .state(.open)),
        (212, .state(.open)),
        (213, .state(.halfOpen)),
      ])
    try story(
      "old-failure",
      [
        (0, .ask(.error(1))), (1, .ask(.error(1))), (2, .ask(.error(1))), (3, .ask(.error(30))),
        (4, .ask(.silent)),
      ] + [
        (13, .state(.open)), (54, .told("failed failed failed failed failed")), (212, .state(.open)),
        (213, .state(.halfOpen)), (300, .ask(.ok(1))), (311, .state(.closed)), (320, .ask(.error(1))),
        (331, .state(.closed)),
      ])
  }

  func testLateAnswers() throws {
    // All six fail without an answer, and then answers to them come: two while it is open, two while it waits for a
    // trial, two while the trial is under way.
    try story(
      "of-calls",
      [
        (0, .ask(.ok(90))), (20, .ask(.ok(270))), (40, .ask(.error(260))), (41, .ask(.ok(279))),
        (42, .ask(.error(283))), (43, .ask(.error(57))),
        (90, .state(.open)), (101, .state(.open)), (289, .state(.open)), (290, .state(.halfOpen)),
        (301, .state(.halfOpen)), (311, .state(.halfOpen)), (320, .ask(.ok(20))), (331, .state(.halfOpen)),
        (336, .state(.halfOpen)), (340, .told("failed failed failed failed failed failed -")),
        (350, .state(.closed)), (350, .told("failed failed failed failed failed failed ok")),
      ])
    // The trial at 300 fails at 350, and its answer comes at 370.
    try storyOfOpening(
      "of-a-trial",
      [
        (300, .ask(.ok(60))), (350, .state(.open)), (371, .state(.open)), (549, .state(.open)),
        (550, .state(.halfOpen)), (550, .told("failed failed failed failed")),
      ])
  }

  func testNumbers() throws {
    // The answer to the first call comes at 650, when others are under way.
    try story(
      "once",
      [
        (0, .ask(.ok(640))), (20, .ask(.silent)), (40, .ask(.silent)), (300, .ask(.silent)),
        (350, .state(.open)), (600, .ask(.ok(10))), (620, .state(.closed)), (630, .ask(.ok(5))),
        (645, .ask(.silent)), (647, .ask(.silent)),
        (660, .told("failed failed failed failed ok ok - -")), (660, .numbersOnce),
      ])
  }

  // MARK: - Every order

  /// A client that asks five times, a service that does as it likes, and clocks of which nothing is known.
  func testEveryOrder() throws {
    let nodes = [Member(try Breaker(NodeID(1))), Member(Fickle())]
    var cluster = Cluster(count: 2) { nodes[$0.index] }
    cluster.names = ["breaker", "service"]
    let problem = ExplorationProblem<Member>(
      cluster, clients: [NodeID(0): Array(repeating: .call, count: 5)],
      properties: [
        .always(
          "nobody is refused before three calls have failed in a row", observing: Row(), by: { $0.see($1) }
        ) {
          !$0.isEarly
        },
        .sometimes(
          "after three failures in a row somebody is refused", observing: Row(), by: { $0.see($1) }
        ) {
          $0.isRefused
        },
      ])
    try SuiteRuns.explore("five", problem, statesMax: 200_000)
  }

  func testManyAtOnce() throws {
    try story(
      "at-once",
      [
        (0, .ask(.ok(30))), (1, .ask(.error(5))), (2, .ask(.ok(5))), (3, .ask(.silent)),
        (4, .ask(.error(20))),
        (17, .told("- failed ok - -")), (40, .told("ok failed ok - failed")),
        (53, .told("ok failed ok failed failed")),
        (53, .state(.closed)),
      ])
  }

  func testLongRun() throws {
    var beats: [(Int, Beat)] = []
    for tick in stride(from: 0, to: 4000, by: 25) {
      beats.append((tick, .ask((1000..<2000).contains(tick) ? .silent : .ok(5))))
    }
    // Silent from 1000: the first three calls time out, the third at 1100; a fourth was under way. Then one trial each time: at 1300, 1550 and 1800;
    // the next one, at 2050, finds the service well.
    beats += [
      (999, .calls(40)), (1101, .state(.open)), (2001, .calls(47)), (2070, .state(.closed)),
      (4000, .calls(125)),
    ]
    try story("ill-for-a-while", beats.sorted { $0.0 < $1.0 })
  }
}

extension Simulation<AnyNode<ServiceCall, BreakerRequest, BreakerReply>> {
  /// What the clients have been told, in the order in which they asked.
  fileprivate var told: String {
    clientOperations.map { ($0.reply as? BreakerReply)?.rawValue ?? "-" }.joined(separator: " ")
  }
}

/// What a client that asks one thing at a time sees: failures in a row, until somebody is refused.
private struct Row: Hashable {
  var failures = 0
  var wasOpen = false
  var isRefused = false
  var isEarly = false

  mutating func see(_ event: ClientEvent<AnyNode<ServiceCall, BreakerRequest, BreakerReply>>) {
    guard case .response(let reply, _, _) = event else { return }
    switch reply {
    case .ok: failures = 0
    case .failed:
      failures += 1
      if failures == 3 { wasOpen = true }
    case .refused:
      isRefused = true
      if !wasOpen { isEarly = true }
    }
  }
}

/// A service that answers, refuses or is silent, as it likes.
private struct Fickle: Node {
  typealias Message = ServiceCall
  typealias Request = BreakerRequest
  typealias Reply = BreakerReply

  mutating func handle(_ request: BreakerRequest, id: RequestID, _ context: inout Context) {}

  mutating func receive(_ message: ServiceCall, from sender: NodeID, _ context: inout Context) {
    guard case .call(let number) = message else { return }
    switch context.choose(among: 0..<3) {
    case 0: context.send(.ok(number), to: sender)
    case 1: context.send(.error(number), to: sender)
    default: break
    }
  }
}

/// A service that treats each call as it was told.
private struct Service: Node {
  typealias Message = ServiceCall
  typealias Request = BreakerRequest
  typealias Reply = BreakerReply

  /// How it treats a call: with an answer after some ticks, or with none.
  enum Way: Hashable, Codable { case ok(Int), error(Int), silent }

  /// The answer that is due.
  enum TimerName: Hashable, Codable { case ok(Int), error(Int) }

  /// By the tick at which the client asked: a message takes 5.
  let ways: [Int: Way]
  /// The numbers of the calls that it has got.
  var numbers: [Int] = []

  mutating func handle(_ request: BreakerRequest, id: RequestID, _ context: inout Context) {}

  mutating func receive(_ message: ServiceCall, from sender: NodeID, _ context: inout Context) {
    guard case .call(let number) = message else { return }
    numbers.append(number)
    switch ways[context.clock - 5] ?? .silent {
    case .ok(let ticks): context.setTimer(.ok(number), after: ticks)
    case .error(let ticks): context.setTimer(.error(number), after: ticks)
    case .silent: break
    }
  }

  mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    switch timer {
    case .ok(let number): context.send(.ok(number), to: NodeID(0))
    case .error(let number): context.send(.error(number), to: NodeID(0))
    }
  }
}
