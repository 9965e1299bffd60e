import ABDContract
import Atoll
import AtollSuite
import XCTest

final class ABDTests: XCTestCase {
  private typealias Replica = RemoteNode<ABDTypes>
  private typealias Single = SingleNode<ABDTypes>

  /// The operation of `SingleNode.handle`, and another one.
  private let mine = RequestID(1)
  private let other = RequestID(7)

  // MARK: - One replica

  func testAnswersTheOthers() throws {
    var replica = try Single(.init(), at: 1, of: 3)
    XCTAssertEqual(
      words(try replica.receive(.ask(other), from: 2)), "to c: have(#7, 0@0)",
      "b, which holds nothing yet, is asked by c: it says")
    XCTAssertEqual(
      words(try replica.receive(.store(other, Copy("5", version: 2)), from: 0)), "to a: stored(#7)",
      "b is to store 5@2 for a: it says")
    XCTAssertEqual(words(replica.observation), "5@2", "b is to store 5@2: it holds")
    XCTAssertEqual(
      words(try replica.receive(.store(other, Copy("4", version: 1)), from: 2)), "to c: stored(#7)",
      "b holds 5@2 and is to store 4@1 for c: it says")
    XCTAssertEqual(words(replica.observation), "5@2", "b holds 5@2 and is to store 4@1: it holds")
    XCTAssertEqual(
      words(try replica.receive(.ask(other), from: 2)), "to c: have(#7, 5@2)",
      "b holds 5@2 and is asked: it says")
  }

  func testWrites() throws {
    var replica = try Single(.init(), of: 3)
    XCTAssertEqual(
      words(try replica.handle(.write("8"))), "to b: store(#1, 8@1), to c: store(#1, 8@1)",
      "the client at a writes 8: a says")
    XCTAssertEqual(words(replica.observation), "8@1", "the client at a writes 8: a holds")
    XCTAssertEqual(
      words(try replica.receive(.stored(mine), from: 2)), "answer ok", "a writes, c has confirmed: a says")
    XCTAssertEqual(
      words(try replica.receive(.stored(mine), from: 1)), "nothing",
      "a has answered, and b confirms, too: a says")
    XCTAssertEqual(
      words(try replica.handle(.write("9"))), "to b: store(#1, 9@2), to c: store(#1, 9@2)",
      "after that the client at a writes 9: a says")
  }

  func testReadAsksFirst() throws {
    for answers in [["5@2", "4@1"], ["4@1", "5@2"]] {
      var replica = try Single(.init(), at: 2, of: 5)
      let asked = try replica.handle(.read)
      XCTAssertEqual(
        words(asked), "to a: ask(#1), to b: ask(#1), to d: ask(#1), to e: ask(#1)",
        "the client at c, one of five, reads: c says")
      let first = try replica.receive(.have(mine, copy(answers[0])), from: 4)
      XCTAssertEqual(words(first), "nothing", "c reads and has one answer besides its own: it says")
      let second = try replica.receive(.have(mine, copy(answers[1])), from: 0)
      XCTAssertEqual(
        second.sent.first.map { words($0.message) } ?? "nothing", "store(#1, 5@2)",
        "c reads, and has answers \(answers[0]) and then \(answers[1]): it says to a")
      XCTAssertEqual(words(replica.observation), "5@2", "c has found 5@2: it holds")
    }
    var replica = try Single(.init(), of: 3)
    try replica.receive(.store(other, Copy("6", version: 3)), from: 2)
    try replica.handle(.read)
    let step = try replica.receive(.have(mine, copy("5@2")), from: 1)
    XCTAssertEqual(
      words(step), "to b: store(#1, 6@3), to c: store(#1, 6@3)",
      "a holds 6@3 and reads, and b answers 5@2: a says")
  }

  func testWritesBack() throws {
    var replica = try Single(.init(), at: 1, of: 3)
    try replica.handle(.read)
    XCTAssertEqual(
      words(try replica.receive(.have(mine, copy("5@1")), from: 0)),
      "to a: store(#1, 5@1), to c: store(#1, 5@1)", "b reads, and a answers 5@1: b says")
    XCTAssertEqual(
      words(try replica.receive(.stored(mine), from: 2)), "answer value(5)",
      "b has c store what it has read, and c confirms: b says")
  }

  func testMajorityOfAll() throws {
    var replica = try Single(.init(), of: 5)
    try replica.handle(.write("8"))
    XCTAssertEqual(
      words(try replica.receive(.stored(mine), from: 1)), "nothing",
      "a, one of five, writes; b has confirmed: a says")
    XCTAssertEqual(
      words(try replica.receive(.stored(mine), from: 3)), "answer ok",
      "a, one of five, writes; b and d have confirmed: a says")
    replica = try Single(.init(), of: 4)
    try replica.handle(.write("8"))
    XCTAssertEqual(
      words(try replica.receive(.stored(mine), from: 1)), "nothing",
      "a, one of four, writes; b has confirmed: a says")
  }

  func testCountsOnce() throws {
    var replica = try Single(.init(), of: 5)
    try replica.handle(.read)
    try replica.receive(.have(mine, copy("2@2")), from: 1)
    XCTAssertEqual(
      words(try replica.receive(.have(mine, copy("2@2")), from: 1)), "nothing",
      "a, one of five, reads, and the answer of b comes twice: a says")
    XCTAssertEqual(
      words(try replica.receive(.have(other, copy("9@9")), from: 2)), "nothing",
      "then c's answer to another operation comes: a says")
    XCTAssertEqual(
      words(try replica.receive(.stored(mine), from: 3)), "nothing",
      "then a confirmation comes, and nothing is to be stored yet: a says")
    let store = try replica.receive(.have(mine, copy("1@1")), from: 3)
    XCTAssertEqual(store.sent.count, 4, "then d answers: how many replicas are to store")
    for sender in [1, 1] {
      XCTAssertEqual(
        words(try replica.receive(.stored(mine), from: sender)), "nothing",
        "b's confirmation comes, and again: a says")
    }
    XCTAssertEqual(
      words(try replica.receive(.stored(other), from: 2)), "nothing", "c confirms another operation: a says")
    XCTAssertEqual(
      words(try replica.receive(.have(mine, copy("3@3")), from: 4)), "nothing",
      "e's answer to the question comes, which is over: a says")
    XCTAssertEqual(
      words(try replica.receive(.stored(mine), from: 4)), "answer value(2)", "and e confirms: a says")
  }

  // MARK: - Every order of events

  func testEveryOrder() throws {
    try explore("two-readers", [[.write("1")], [.read], [.read]], .unordered)
  }

  func testLateAndRepeated() throws {
    try explore("one-reader", [[.write("1")], [.read, .read], []], .duplicating)
  }

  func testTwoWrites() throws {
    try explore("two-writes", [[.write("1"), .write("2")], [.read, .read], []], .ordered)
  }

  private func explore(_ run: String, _ clients: [[ABDRequest]], _ network: NetworkSemantics) throws {
    let problem = ExplorationProblem(
      try cluster(clients.count), network: network,
      clients: Dictionary(uniqueKeysWithValues: clients.enumerated().map { (NodeID($0), $1) }),
      properties: [
        .linearizable("what the clients see is what one register would answer", as: OneRegister()),
        .sometimes("every client has its answers", observing: 0, by: { if case .response = $1 { $0 += 1 } }) {
          $0 == clients.reduce(0) { $0 + $1.count }
        },
      ])
    try SuiteRuns.explore(run, problem, statesMax: 600_000)
  }

  // MARK: - Crashes, sampled

  func testCrash() throws {
    try sample("three", count: 3, crashes: 1, seeds: 1...20)
  }

  func testFiveReplicas() throws {
    try sample("five", count: 5, crashes: 2, seeds: 1...12)
  }

  /// The clients at the replicas that stay up ask one thing after another; the last replicas crash early on.
  private func sample(_ name: String, count: Int, crashes: Int, seeds: ClosedRange<UInt64>) throws {
    try SuiteRuns.simulate(name, try cluster(count), seeds: seeds, drawnFrom: firstTick) { run, seed in
      let alive = count - crashes
      var random = SplitMix(state: seed)
      var open: [Int: RequestID] = [:]
      var asked = 0
      var answered = 0
      for moment in 0..<4000 {
        for victim in 0..<crashes where moment == 5 * victim + Int(seed) % 5 {
          run.crash(NodeID(count - 1 - victim))
        }
        for client in 0..<alive where open[client].map({ run.isAnswered($0) }) ?? true {
          guard asked < 12 else { continue }
          asked += 1
          let writes = client == 0 && random.next(below: 2) == 0
          open[client] = run.invoke(writes ? .write("\(asked)") : .read, at: NodeID(client))
        }
        let done = asked == 12 && open.values.allSatisfy { run.isAnswered($0) }
        if done || !run.step() { break }
        let answers = run.clientOperations.filter { $0.reply != nil }.count
        guard answers > answered else { continue }
        answered = answers
        let history = History<ABDRequest, ABDReply>(of: run)
        if LinearizabilityCheck(OneRegister()).witness(history) == nil {
          return
            "one register would not have given this last answer, after those before: it is not linearizable"
        }
      }
      if let waiting = open.keys.sorted().first(where: { open[$0].map { !run.isAnswered($0) } ?? false }) {
        return "the client at \(NodeID(waiting)) has had no answer, and nothing is left to happen"
      }
      return nil
    }
  }

  /// Where nothing is left to happen, the first request without an answer: that is what is wrong.
  private func firstTick(_ run: Simulation<Replica>) -> Int {
    var rest = run
    guard rest.nextTime == nil else { return 0 }
    return run.clientOperations.first { $0.reply == nil }?.invokedAt ?? 0
  }

  private func cluster(_ count: Int) throws -> Cluster<Replica> {
    let replica = try Replica(.init())
    return Cluster(count: count, link: Link(duplication: Probability(0.2), latency: .uniform(1...30))) { _ in
      replica
    }
  }

  private func copy(_ text: String) -> Copy {
    let parts = text.split(separator: "@")
    return Copy(String(parts[0]), version: Int(parts[1]) ?? 0)
  }
}

/// One register, used by one client at a time.
private struct OneRegister: SequentialSpecification {
  let initial = "0"

  func perform(_ request: ABDRequest, on value: inout String) -> ABDReply {
    guard case .write(let new) = request else { return .value(value) }
    value = new
    return .ok
  }
}

private func words(_ value: Any) -> String { ValueText(names: []).text(value) }

/// What a replica has said in one step.
private func words(_ step: SingleNode<ABDTypes>.Step) -> String {
  let said =
    step.sent.sorted { $0.to < $1.to }.map { "to \($0.to): \(words($0.message as Any))" }
    + step.replies.map { "answer \(words($0 as Any))" }
  return said.isEmpty ? "nothing" : said.joined(separator: ", ")
}
