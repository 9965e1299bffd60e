import Atoll
import AtollSuite
import CPRegisterContract
import XCTest

final class CPRegisterTests: XCTestCase {
  private typealias Register = RemoteNode<CPRegisterTypes>
  private typealias Run = Simulation<Register>
  private let timeout = 40

  // MARK: - One node

  func testAsksTheOthers() throws {
    var (node, step) = try asked(.write(7), of: 3)
    XCTAssertEqual(words(step.sent), "ask(#1) to b, ask(#1) to c", "a is asked to write 7: it sends")
    XCTAssertEqual(
      words(step.replies), "nothing", "a is asked to write 7 and has heard of nobody: it answers")
    let answer = try node.receive(.ask(RequestID(9)), from: 2)
    XCTAssertEqual(words(answer.sent), "have(#9, \(words(Copy()))) to c", "c asks a for operation 9: a sends")
  }

  func testStoresANewerVersion() throws {
    var (node, _) = try asked(.write(7), of: 3)
    let step = try node.receive(.have(one, Copy(value: 5, counter: 3, writer: 2)), from: 1)
    let new = words(Copy(value: 7, counter: 4, writer: 0))
    XCTAssertEqual(
      words(step.sent), "store(#1, \(new)) to b, store(#1, \(new)) to c",
      "a writes 7 and hears from b, of three nodes, that it holds 5 with the counter 3: it sends")
    XCTAssertEqual(words(step.replies), "nothing", "a writes 7 and nobody else has stored it: it answers")
    XCTAssertEqual(words(node.observation), new, "a writes 7 and sends it to be stored: it holds")
  }

  func testAnswersAfterAMajority() throws {
    var (node, _) = try asked(.write(7), of: 3)
    try node.receive(.have(one, Copy()), from: 1)
    let other = try node.receive(.stored(RequestID(9)), from: 2)
    XCTAssertEqual(
      words(other.replies), "nothing", "a writes 7 in operation 1, and c confirms operation 9: a answers")
    let step = try node.receive(.stored(one), from: 2)
    XCTAssertEqual(
      words(step.replies), "ok", "a writes 7 on three nodes, and c has stored it, too: it answers")
    let late = try node.receive(.stored(one), from: 1)
    XCTAssertEqual(words(late.replies), "nothing", "a has answered, and b stores it now: it answers again")
  }

  func testCountsAMajorityOfAll() throws {
    var (node, _) = try asked(.write(7), of: 5)
    let first = try node.receive(.have(one, Copy()), from: 1)
    XCTAssertEqual(
      words(first.sent), "nothing", "five nodes, and a has heard from b: two are no majority; it sends")
    let second = try node.receive(.have(one, Copy()), from: 4)
    XCTAssertEqual(
      second.sent.count, 4, "five nodes, and a has heard from b and e: how many are told to store")
    let third = try node.receive(.stored(one), from: 3)
    XCTAssertEqual(words(third.replies), "nothing", "five nodes, and d has stored it, too: a answers")
    XCTAssertEqual(
      words(try node.receive(.stored(one), from: 2).replies), "ok",
      "five nodes, and d and c have stored it, too: a answers")
    var (even, _) = try asked(.write(7), of: 4)
    XCTAssertEqual(
      words(try even.receive(.have(one, Copy()), from: 1).sent), "nothing",
      "four nodes, and a has heard from b: two of four are no majority; it sends")
    XCTAssertEqual(
      try even.receive(.have(one, Copy()), from: 3).sent.count, 3,
      "four nodes, and a has heard from b and d: how many are told to store")
    XCTAssertEqual(
      words(try even.receive(.stored(one), from: 2).replies), "nothing",
      "four nodes, and c has stored it, too: two of four are no majority; a answers")
    XCTAssertEqual(
      words(try even.receive(.stored(one), from: 1).replies), "ok",
      "four nodes, and c and b have stored it, too: a answers")
  }

  func testCountsNodesNotMessages() throws {
    var (node, _) = try asked(.write(7), of: 5)
    try node.receive(.have(one, Copy()), from: 1)
    let again = try node.receive(.have(one, Copy()), from: 1)
    XCTAssertEqual(words(again.sent), "nothing", "five nodes, and b's answer has come twice: a sends")
    try node.receive(.have(one, Copy()), from: 2)
    try node.receive(.stored(one), from: 3)
    let twice = try node.receive(.stored(one), from: 3)
    XCTAssertEqual(
      words(twice.replies), "nothing", "five nodes, and d's confirmation has come twice: a answers")
  }

  func testReadsStoreWhatTheyFound() throws {
    var (node, _) = try asked(.read, of: 3)
    let found = Copy(value: 5, counter: 3, writer: 2)
    let step = try node.receive(.have(one, found), from: 2)
    XCTAssertEqual(
      words(step.sent), "store(#1, \(words(found))) to b, store(#1, \(words(found))) to c",
      "a reads and hears from c that it holds 5: it sends")
    XCTAssertEqual(words(step.replies), "nothing", "a reads, and c alone has what it found: it answers")
    XCTAssertEqual(
      words(try node.receive(.stored(one), from: 1).replies), "value(5)",
      "a reads, and b has stored what it found: it answers")
  }

  func testKeepsTheNewest() throws {
    var node = try register(of: 3)
    let (old, new) = (Copy(value: 5, counter: 3, writer: 1), Copy(value: 6, counter: 3, writer: 2))
    let step = try node.receive(.store(one, new), from: 2)
    XCTAssertEqual(words(step.sent), "stored(#1) to c", "c tells a to store 6: it sends")
    let late = try node.receive(.store(RequestID(2), old), from: 1)
    XCTAssertEqual(
      words(late.sent), "stored(#2) to b", "b tells a to store something older than it holds: it sends")
    XCTAssertEqual(
      words(node.observation), words(new), "a was told to store 6 and then something older: it holds")
  }

  func testTakesTheNewestItHears() throws {
    var (node, _) = try asked(.read, of: 5)
    try node.receive(.have(one, Copy(value: 6, counter: 4, writer: 0)), from: 1)
    try node.receive(.have(one, Copy(value: 5, counter: 3, writer: 2)), from: 2)
    XCTAssertEqual(
      words(node.observation), words(Copy(value: 6, counter: 4, writer: 0)),
      "a reads on five nodes and hears of a copy with the counter 4, then of an older one: it holds")
    let (byB, byC) = (Copy(value: 6, counter: 4, writer: 1), Copy(value: 5, counter: 4, writer: 2))
    for (first, second) in [(byB, byC), (byC, byB)] {
      var (node, _) = try asked(.read, of: 5)
      try node.receive(.have(one, first), from: 3)
      try node.receive(.have(one, second), from: 4)
      XCTAssertEqual(
        words(node.observation), words(byC),
        "a reads on five nodes and hears of \(words(first)), then of \(words(second)): it holds")
    }
  }

  func testForgetsNothing() throws {
    var (node, _) = try asked(.read, of: 3)
    let (old, new) = (Copy(value: 5, counter: 3, writer: 2), Copy(value: 8, counter: 4, writer: 1))
    XCTAssertEqual(
      words(try node.receive(.store(RequestID(9), new), from: 1).sent), "stored(#9) to b",
      "a reads, and before anybody answers b tells it to store 8 with the counter 4: it sends")
    try node.receive(.have(one, old), from: 2)
    XCTAssertEqual(
      words(node.observation), words(new),
      "a reads, has stored 8 with the counter 4 for b meanwhile, and now c answers with an older copy: a holds"
    )
  }

  func testItsOwnWritesDiffer() throws {
    // Between asking and storing, a stores what b has written: the new version must be newer than that one.
    var (node, _) = try asked(.write(7), of: 3)
    try node.receive(.store(RequestID(2), Copy(value: 8, counter: 1, writer: 0)), from: 1)
    try node.receive(.have(one, Copy()), from: 2)
    XCTAssertEqual(
      words(node.observation), words(Copy(value: 7, counter: 2, writer: 0)),
      "a writes 7, and before c answers it stores a copy with the counter 1: it holds")
  }

  // MARK: - Silence

  func testRefusesWhenNobodyAnswers() throws {
    try run("cut-off", of: 3, seeds: 1...1) { run, _ in
      run.partition([[NodeID(0)], [NodeID(1), NodeID(2)]])
      run.invoke(.write(7), at: NodeID(0))
      run.run(until: 10 * timeout)
      guard replies(run)[0] == .unavailable else {
        return "a is cut off from b and c, and was asked to write 7. It should have refused by now"
      }
      return run.nodes.contains { $0.observation != Copy() }
        ? "a has refused to write 7, and yet somebody holds something new: a refusal says that nothing was written"
        : nil
    }
  }

  func testDoesNotRefuseWhatMayHaveHappened() throws {
    try halfWay("half-way", .write(7), .ok)
    try halfWay("half-way-reading", .read, .value(0))
  }

  private func halfWay(_ name: String, _ request: RegisterRequest, _ reply: RegisterReply) throws {
    try run(name, of: 3, seeds: 1...1) { run, _ in
      run.invoke(request, at: NodeID(0))
      run.run(until: 25)  // a has asked, was answered, and has sent what is to be stored
      run.partition(from: [NodeID(1), NodeID(2)], to: [NodeID(0)])
      run.run(until: 25 + 5 * timeout)
      if let early = replies(run)[0] {
        return
          "a was asked to \(words(request)). b and c have stored its copy, and a has not heard of it. It answers \(words(early)), which it cannot know: it must go on"
      }
      run.heal()
      run.run(until: 25 + 20 * timeout)
      return replies(run)[0] == reply
        ? nil
        : "the network is whole again, and a does not answer \(words(reply)): has a sent again what is to be stored?"
    }
  }

  func testAsksAgainOnlyWhoIsMissing() throws {
    try run("missing", of: 5, seeds: 1...1) { run, _ in
      run.invoke(.write(7), at: NodeID(0))
      run.run(until: 25)
      run.partition(from: [NodeID(2), NodeID(3), NodeID(4)], to: [NodeID(0)])
      run.run(until: 25 + 3 * timeout)
      let sent = run.trace.events.filter { $0.kind == .send && $0.node == NodeID(0) && $0.time > 25 }
      guard sent.contains(where: { $0.peer == NodeID(2) }) else {
        return "c has not confirmed, and a has not sent it anything since"
      }
      return sent.contains { $0.peer == NodeID(1) }
        ? "b has confirmed, and a sends it the copy again: only who is missing needs it" : nil
    }
  }

  // MARK: - Every order, and many runs with faults

  func testEveryOrderOnTwoNodes() throws {
    let clients: [[NodeID: [RegisterRequest]]] = [
      [NodeID(0): [.write(1)], NodeID(1): [.read, .read]],
      [NodeID(0): [.write(1), .read], NodeID(1): [.write(2)]],
    ]
    for (name, clients) in zip(["one-writer", "two-writers"], clients) {
      try SuiteRuns.explore(
        name,
        ExplorationProblem(
          try cluster(of: 2), network: .duplicating, clients: clients,
          properties: [
            .linearizable(as: OneRegister(), refused: { $0 == .unavailable }),
            .sometimes("every request is answered, and none refused", observing: 0, by: countAnswer) {
              $0 == clients.values.reduce(0) { $0 + $1.count }
            },
          ]),
        statesMax: 20_000)
    }
  }

  func testAMajorityGoesOn() throws {
    try run("one-missing", of: 3, seeds: 1...3) { run, seed in
      let lone = NodeID(Int(seed) % 3)
      run.partition([NodeSet((0..<3).map { NodeID($0) }.filter { $0 != lone }), [lone]])
      for node in 0..<3 { run.invoke(.write(node), at: NodeID(node)) }
      run.run(until: 10 * timeout)
      for (node, reply) in replies(run).enumerated() {
        let expected = NodeID(node) == lone ? RegisterReply.unavailable : .ok
        if reply != expected {
          return
            "three nodes, and \(lone) is cut off: \(NodeID(node)) answers \(words(reply as Any)), expected \(words(expected))"
        }
      }
      return nil
    }
  }

  func testManyRunsWithFaults() throws { try sample("faults", of: 3, seeds: 1...40) }

  func testManyRunsOnFiveNodes() throws { try sample("five", of: 5, seeds: 101...115) }

  func testACrashStopsNobodyElse() throws {
    try run("crash", of: 3, seeds: 1...3) { run, seed in
      run.crash(NodeID(Int(seed) % 3))
      let (writer, reader) = (NodeID((Int(seed) + 1) % 3), NodeID((Int(seed) + 2) % 3))
      run.invoke(.write(4), at: writer)
      run.run(until: 5 * timeout)
      run.invoke(.read, at: reader)
      run.run(until: 10 * timeout)
      return replies(run) == [.ok, .value(4)]
        ? nil : "one of three has crashed: a write and then a read are answered \(words(replies(run)))"
    }
  }

  /// Clients ask at all nodes while messages are slow, lost and cut off; then the network heals.
  private func sample(_ name: String, of count: Int, seeds: ClosedRange<UInt64>) throws {
    let slow = Link(loss: Probability(0.1), latency: .uniform(1...30))
    try run(name, of: count, link: slow, seeds: seeds) { run, seed in
      var stream = RandomStream(seed: seed)
      for number in 1...12 {
        let node = NodeID(stream.below(count))
        run.invoke(stream.below(2) == 0 ? .read : .write(number), at: node)
        run.run(until: run.now + stream.below(60))
        switch stream.below(6) {
        case 0: run.partition([[node], NodeSet((0..<count).map { NodeID($0) }.filter { $0 != node })])
        case 1: run.heal()
        default: break
        }
      }
      run.heal()
      run.setLinks(Link(latency: .fixed(5)))
      run.run(until: run.now + 10 * timeout)
      if let open = run.clientOperations.first(where: { $0.reply == nil }) {
        return
          "the network has been whole for \(10 * timeout) ticks, and operation \(open.id) is not answered"
      }
      let history = History<RegisterRequest, RegisterReply>(of: run)
      let effective = History<RegisterRequest, RegisterReply>(
        history.entries.filter { $0.reply != .unavailable })
      return LinearizabilityCheck(OneRegister()).witness(effective) == nil
        ? "what the clients saw is not linearizable: \(list(effective))" : nil
    }
  }

  // MARK: - Tools

  private let one = RequestID(1)

  private func register(of count: Int) throws -> SingleNode<CPRegisterTypes> {
    var node = try SingleNode<CPRegisterTypes>(.init(timeout: timeout), of: count)
    try node.start()
    return node
  }

  /// Node a, just asked by a client, and what it did.
  private func asked(_ request: RegisterRequest, of count: Int) throws -> (
    SingleNode<CPRegisterTypes>, SingleNode<CPRegisterTypes>.Step
  ) {
    var node = try register(of: count)
    let step = try node.handle(request)
    return (node, step)
  }

  private func cluster(of count: Int, link: Link = Link(latency: .fixed(10))) throws -> Cluster<Register> {
    let node = try Register(.init(timeout: timeout))
    return Cluster(count: count, link: link) { _ in node }
  }

  private func run(
    _ name: String, of count: Int, link: Link = Link(latency: .fixed(10)), seeds: ClosedRange<UInt64>,
    _ body: (inout Run, UInt64) throws -> String?
  ) throws {
    try SuiteRuns.simulate(name, try cluster(of: count, link: link), seeds: seeds, check: body)
  }

  private func replies(_ run: Run) -> [RegisterReply?] {
    run.clientOperations.map { $0.reply as? RegisterReply }
  }

  private func list(_ history: History<RegisterRequest, RegisterReply>) -> String {
    history.entries.map { entry in
      "#\(entry.number) by \(entry.client): \(words(entry.request)) → \(entry.reply.map { words($0) } ?? "pending")"
    }.joined(separator: ", ")
  }
}

/// One register, used by one client at a time.
private struct OneRegister: SequentialSpecification {
  let initial = 0

  func perform(_ request: RegisterRequest, on value: inout Int) -> RegisterReply {
    switch request {
    case .write(let new):
      value = new
      return .ok
    case .read: return .value(value)
    }
  }
}

@Sendable private func countAnswer(_ count: inout Int, _ event: ClientEvent<RemoteNode<CPRegisterTypes>>) {
  if case .response(let reply, _, _) = event, reply != .unavailable { count += 1 }
}

private func words(_ value: Any) -> String { ValueText(names: []).text(value) }

private func words(_ values: [some Any]) -> String {
  values.isEmpty ? "nothing" : values.map { words($0 as Any) }.joined(separator: ", ")
}

private func words(_ sent: [SingleNode<CPRegisterTypes>.Sent]) -> String {
  sent.isEmpty
    ? "nothing"
    : sent.sorted { $0.to < $1.to }.map { "\(words($0.message)) to \($0.to)" }.joined(separator: ", ")
}
