import AccountContract
import Atoll
import AtollSuite
import XCTest

final class AccountTests: XCTestCase {
  private typealias Process = RemoteNode<AccountTypes>

  // MARK: - The server alone

  func testPerformsACall() throws {
    var server = try server()
    let step = try server.receive(.call(number: 1, amount: 5), from: 1)
    XCTAssertEqual(server.observation, 5, "b calls deposit 5: the balance")
    XCTAssertEqual(words(step), "reply(number: 1, balance: 5) to b", "b calls deposit 5: the server sends")
    try server.receive(.call(number: 2, amount: 7), from: 1)
    XCTAssertEqual(server.observation, 12, "and then b's next call is deposit 7: the balance")
  }

  func testPerformsACopyOnce() throws {
    var server = try server()
    try server.receive(.call(number: 1, amount: 5), from: 1)
    try server.receive(.call(number: 1, amount: 5), from: 1)
    XCTAssertEqual(server.observation, 5, "two copies of b's call 1, deposit 5, arrive: the balance")
  }

  func testAnswersACopy() throws {
    var server = try server()
    try server.receive(.call(number: 1, amount: 5), from: 1)
    let step = try server.receive(.call(number: 1, amount: 5), from: 1)
    XCTAssertEqual(
      words(step), "reply(number: 1, balance: 5) to b",
      "a second copy of b's call 1 arrives, perhaps because the reply was lost: the server sends")
  }

  func testRepeatsItsAnswer() throws {
    var server = try server()
    try server.receive(.call(number: 1, amount: 5), from: 1)
    try server.receive(.call(number: 1, amount: 7), from: 2)
    let step = try server.receive(.call(number: 1, amount: 5), from: 1)
    XCTAssertEqual(
      words(step), "reply(number: 1, balance: 5) to b",
      "b deposits 5, c deposits 7, and a copy of b's call arrives: the answer is the one of the first time")
  }

  func testKnowsClientsApart() throws {
    var server = try server()
    try server.receive(.call(number: 1, amount: 5), from: 1)
    try server.receive(.call(number: 1, amount: 7), from: 2)
    XCTAssertEqual(
      server.observation, 12, "b's call 1 is deposit 5, c's call 1 is deposit 7: the balance")
  }

  func testLeavesOldCopies() throws {
    var server = try server()
    try server.receive(.call(number: 1, amount: 5), from: 1)
    try server.receive(.call(number: 2, amount: 7), from: 1)
    let step = try server.receive(.call(number: 1, amount: 5), from: 1)
    XCTAssertEqual(
      server.observation, 12,
      "b's calls 1 and 2 have taken effect, and a copy of call 1 arrives that was long under way: the balance"
    )
    XCTAssertEqual(
      words(step), "nothing",
      "b has made call 2, so nobody waits for an answer to call 1 any more: the server sends"
    )
    try server.receive(.call(number: 3, amount: 20), from: 1)
    try server.receive(.call(number: 9, amount: 50), from: 1)
    for (number, amount) in [(1, 5), (2, 7), (3, 20)] {
      let late = try server.receive(.call(number: number, amount: amount), from: 1)
      XCTAssertEqual(
        server.observation, 82,
        "b's calls 1, 2, 3 and 9 have taken effect, and a copy of call \(number) arrives: the balance")
      XCTAssertEqual(
        words(late), "nothing",
        "b has made calls 1, 2, 3 and 9, and a copy of call \(number) arrives: the server sends")
    }
  }

  func testNumbersMayBeMissing() throws {
    var server = try server()
    XCTAssertEqual(
      words(try server.receive(.call(number: 2, amount: 7), from: 1)), "reply(number: 2, balance: 7) to b",
      "b's call 2, deposit 7, is the first that arrives: the server sends")
    XCTAssertEqual(
      words(try server.receive(.call(number: 1, amount: 5), from: 1)), "nothing",
      "b's call 2 has taken effect, and call 1 arrives for the first time: the server sends")
    XCTAssertEqual(
      server.observation, 7,
      "b's call 2, deposit 7, has taken effect, and then call 1, deposit 5, has arrived: the balance")
    XCTAssertEqual(
      words(try server.receive(.call(number: 4, amount: 10), from: 1)),
      "reply(number: 4, balance: 17) to b",
      "b's call 2, deposit 7, has taken effect, call 3 was lost, and call 4, deposit 10, arrives: the server sends"
    )
    XCTAssertEqual(
      server.observation, 17, "b's calls 2 and 4, deposit 7 and 10, have taken effect: the balance")
  }

  private func server() throws -> SingleNode<AccountTypes> {
    var server = try SingleNode<AccountTypes>(NodeID(0), of: 3)
    try server.start()
    return server
  }

  // MARK: - The stub

  func testStubNumbersAndRepeats() throws {
    var stub = try SingleNode<AccountTypes>(NodeID(0), at: 1, of: 2)
    try stub.start()
    var sent = [try stub.handle(.deposit(5))]
    try stub.receive(.reply(number: 1, balance: 5), from: 0)
    sent.append(try stub.handle(.deposit(7)))
    XCTAssertEqual(
      sent.map(words), ["call(number: 1, amount: 5) to server", "call(number: 2, amount: 7) to server"],
      "the stub's program calls deposit 5 and then deposit 7: it sends")
    let third = try stub.handle(.deposit(9))
    XCTAssertEqual(
      words(third), "call(number: 3, amount: 9) to server",
      "the program calls deposit 9, without waiting for the answer to its call 2: the stub sends")
    let early = try stub.receive(.reply(number: 2, balance: 12), from: 0)
    XCTAssertEqual(early.replies, [], "call 3 is open, and the reply to call 2 arrives: the program is told")
    let right = try stub.receive(.reply(number: 3, balance: 21), from: 0)
    XCTAssertEqual(right.replies, [21], "call 3 is open, and the reply to it arrives: the program is told")
    try SuiteRuns.simulate("silent-server", try cluster(2), seeds: 1...1) { run, _ in
      run.partition([[NodeID(0)], [NodeID(1)]])
      _ = run.invoke(.deposit(1), at: NodeID(1))
      for (ticks, copies) in [(89, 3), (90, 4)] {
        run.run(until: ticks)
        let made = run.trace.events.count { $0.kind == .send }
        if made != copies {
          return "within \(ticks) ticks without a reply the stub sends \(made) copies, not \(copies)"
        }
      }
      return nil
    }
  }

  // MARK: - Every order of events

  func testEveryOrder() throws {
    try explore("two-clients", [1: [1, 10], 2: [100]], crashes: 0)
  }

  func testCrashInEveryOrder() throws {
    try explore("one-crash", [1: [1, 10]], crashes: 1)
    try explore("one-crash-two-clients", [1: [1], 2: [10]], crashes: 1)
  }

  func testTwoCrashes() throws {
    try explore("two-crashes", [1: [1, 10]], crashes: 2)
  }

  /// What is sent stays in transit for ever, so that each copy may arrive late, never, or again and again.
  private func explore(_ name: String, _ deposits: KeyValuePairs<Int, [Int]>, crashes: Int) throws {
    var clients: [NodeID: [AccountRequest]] = [:]
    for (client, amounts) in deposits { clients[NodeID(client)] = amounts.map { .deposit($0) } }
    let problem = ExplorationProblem(
      try cluster(deposits.count + 1), network: .duplicating,
      faults: FaultBounds(crashes: crashes, recoveries: crashes), clients: clients,
      properties: [
        .always("no deposit takes effect twice") { configuration in
          digits(configuration.nodes[0].observation).allSatisfy { $0 < 2 }
        },
        .linearizable("the answers are those of one account", as: AccountSpecification()),
        .sometimes("every deposit takes effect") { configuration in
          configuration.nodes[0].observation == deposits.reduce(0) { $0 + $1.value.reduce(0, +) }
        },
      ])
    try SuiteRuns.explore(name, problem, statesMax: 60_000)
  }

  // MARK: - Runs with faults

  func testStubSurvivesACrash() throws {
    try SuiteRuns.simulate("stub-crashes", try cluster(2), seeds: 1...6) { run, seed in
      _ = run.invoke(.deposit(1), at: NodeID(1))
      run.run(until: Int(seed) * 6)
      run.crash(NodeID(1))
      run.run(until: 60)
      run.recover(NodeID(1))
      let second = run.invoke(.deposit(10), at: NodeID(1))
      run.run(until: 400)
      guard run.isAnswered(second) else {
        return "the deposit of 10 that was made after the crash has no answer"
      }
      let balance = run.nodes[0].observation
      return balance == 10 || balance == 11
        ? nil : "b deposits 1, crashes, comes back and deposits 10: the balance is \(balance), not 10 or 11"
    }
  }

  func testLossyNetwork() throws {
    try sample("lossy", clients: 2, seeds: 1...10, crashes: [])
  }

  func testServerCrashesAgainAndAgain() throws {
    try sample("many-crashes", clients: 4, seeds: 11...18, crashes: [17, 61, 103, 170])
  }

  /// Each client deposits 1 five times, each time after the answer to the one before.
  ///
  /// With a latency of up to 200 ticks a copy of a call arrives after one or more later calls.
  ///
  /// A call and its reply get through with a probability of at least 0.7 · 0.7 each 30 ticks, once the server is up. That
  /// a client's five calls are not over after 6,000 ticks has a probability below 10^-25; the seeds are fixed.
  private func sample(_ name: String, clients: Int, seeds: ClosedRange<UInt64>, crashes: [Int]) throws {
    let link = Link(loss: Probability(0.3), duplication: Probability(0.3), latency: .uniform(2...200))
    try SuiteRuns.simulate(name, try cluster(clients + 1, link: link), seeds: seeds) { run, _ in
      var open: [(id: RequestID, made: Int)] = []
      for client in 1...clients { open.append((run.invoke(.deposit(1), at: NodeID(client)), 1)) }
      for tick in 1...6000 {
        run.run(until: tick)
        if crashes.contains(tick) { run.crash(NodeID(0)) }
        if crashes.contains(tick - 20) { run.recover(NodeID(0)) }
        for place in open.indices where run.isAnswered(open[place].id) && open[place].made < 5 {
          open[place] = (run.invoke(.deposit(1), at: NodeID(place + 1)), open[place].made + 1)
        }
        if open.allSatisfy({ $0.made == 5 && run.isAnswered($0.id) }) { break }
      }
      if let late = open.firstIndex(where: { $0.made < 5 || !run.isAnswered($0.id) }) {
        return "\(NodeID(late + 1)) still has no answer to its call \(open[late].made) after 6000 ticks"
      }
      let balance = run.nodes[0].observation
      return balance == 5 * clients
        ? nil
        : "\(clients) clients have deposited 1 five times each: the balance is \(balance), not \(5 * clients)"
    }
  }

  private func cluster(_ count: Int, link: Link = Link()) throws -> Cluster<Process> {
    let node = try Process(NodeID(0))
    var cluster = Cluster(count: count, link: link) { _ in node }
    cluster.names = ["server"] + (1..<count).map { NodeID($0).description }
    return cluster
  }
}

/// An account: a deposit answers the balance afterwards.
private struct AccountSpecification: SequentialSpecification {
  let initial = 0

  func perform(_ request: AccountRequest, on balance: inout Int) -> Int {
    if case .deposit(let amount) = request { balance += amount }
    return balance
  }
}

private func digits(_ number: Int) -> [Int] { String(number).compactMap(\.wholeNumberValue) }

private func words(_ step: SingleNode<AccountTypes>.Step) -> String {
  let sent = step.sent.map { sent in
    let receiver = sent.to == NodeID(0) ? "server" : "\(sent.to)"
    return "\(ValueText(names: []).text(sent.message)) to \(receiver)"
  }
  return sent.isEmpty ? "nothing" : sent.joined(separator: ", ")
}
