import APRegisterContract
import Atoll
import AtollSuite
import XCTest

final class APRegisterTests: XCTestCase {
  private typealias Register = RemoteNode<APRegisterTypes>
  private typealias Run = Simulation<Register>
  private let timeout = 40

  // MARK: - One node

  func testAnswersAtOnce() throws {
    var node = try register(of: 2)
    XCTAssertEqual(
      words(try node.handle(.read).replies), "values([])", "nothing was written; a read is answered")
    XCTAssertEqual(
      words(try node.handle(.write(7)).replies), "ok", "a write of 7 is answered, in the same step,")
    XCTAssertEqual(words(try node.handle(.read).replies), "values([7])", "7 was written; a read is answered")
  }

  func testCountsItsWrites() throws {
    var node = try SingleNode<APRegisterTypes>(.init(timeout: timeout), at: 1, of: 3)
    try node.start()
    try node.handle(.write(7))
    XCTAssertEqual(held(node), "7 seen [0, 1, 0]", "b, of three nodes, has written 7: it holds")
    try node.handle(.write(8))
    XCTAssertEqual(held(node), "8 seen [0, 2, 0]", "b, of three nodes, has written 7 and then 8: it holds")
  }

  func testTellsTheOthers() throws {
    var node = try register(of: 3)
    let step = try node.handle(.write(7))
    let copy = words([Version(value: 7, seen: [1, 0, 0])])
    XCTAssertEqual(
      words(step.sent), "here([\(copy)]) to b, here([\(copy)]) to c", "a has written 7: it sends")
    let other = [Version(value: 8, seen: [1, 1, 0])]
    XCTAssertEqual(
      words(try node.receive(.here(other), from: 1).sent), "received([\(words(other))]) to b",
      "b says that it holds 8: a sends")
    let third = [Version(value: 9, seen: [0, 0, 1])]
    XCTAssertEqual(
      words(try node.receive(.here(third), from: 2).sent), "received([\(words(third))]) to c",
      "a holds 8, and c says that it holds 9, written apart: a sends")
  }

  func testKeepsBoth() throws {
    var node = try register(of: 2)
    try node.handle(.write(7))
    try node.receive(.here([Version(value: 8, seen: [0, 1])]), from: 1)
    XCTAssertEqual(
      held(node), "7 seen [1, 0], 8 seen [0, 1]",
      "a has written 7, and b, without knowing of it, has written 8: a holds")
    XCTAssertEqual(
      words(try node.handle(.read).replies), "values([7, 8])", "a holds 7 and 8: a read is answered")
  }

  func testKeepsBothThoughOneHasMoreWrites() throws {
    var node = try register(of: 2)
    try node.handle(.write(7))
    try node.receive(.here([Version(value: 8, seen: [0, 3])]), from: 1)
    XCTAssertEqual(
      held(node), "7 seen [1, 0], 8 seen [0, 3]",
      "a has written 7; b has written three times without knowing of it, at last 8: a holds")
  }

  func testTakesWhatHasReplacedItsOwn() throws {
    var node = try register(of: 2)
    try node.handle(.write(7))
    try node.receive(.here([Version(value: 8, seen: [1, 1])]), from: 1)
    XCTAssertEqual(
      held(node), "8 seen [1, 1]", "a has written 7, and b, knowing of it, has written 8: a holds")
    try node.receive(.here([Version(value: 6, seen: [0, 1])]), from: 1)
    XCTAssertEqual(held(node), "8 seen [1, 1]", "a holds 8, and hears late of what 8 has replaced: a holds")
  }

  func testAWriteReplacesWhatItHasSeen() throws {
    var node = try register(of: 3)
    try node.handle(.write(7))
    try node.receive(.here([Version(value: 8, seen: [0, 2, 0])]), from: 1)
    try node.receive(.here([Version(value: 9, seen: [0, 0, 1])]), from: 2)
    try node.handle(.write(5))
    XCTAssertEqual(
      held(node), "5 seen [2, 2, 1]",
      "a holds 7 and hears of 8 and 9, all written apart; then it writes 5: a holds")
  }

  // MARK: - Whatever the order

  func testAnyOrderGivesTheSame() throws {
    // Every set of up to three of these versions, in every order, the first one twice.
    let known = [
      Version(value: 1, seen: [1, 0, 0]), Version(value: 2, seen: [0, 1, 0]),
      Version(value: 3, seen: [1, 1, 0]),
      Version(value: 4, seen: [0, 0, 1]), Version(value: 5, seen: [2, 0, 1]),
      Version(value: 6, seen: [0, 2, 0]),
    ]
    for a in known {
      for b in known {
        for c in known {
          var node = try register(of: 3)
          for version in [a, b, c, a] { try node.receive(.here([version]), from: 1) }
          let expected = survivors([a, b, c])
          guard held(node) == expected else {
            return XCTAssertEqual(
              held(node), expected,
              "a hears of \([a, b, c, a].map(text).joined(separator: ", then ")): a holds")
          }
          var whole = try register(of: 3)
          try whole.receive(.here(distinct([a, b, c])), from: 2)
          guard held(whole) == expected else {
            return XCTAssertEqual(
              held(whole), expected,
              "a hears of \(text(distinct([a, b, c]))) at once: a holds")
          }
        }
      }
    }
  }

  func testEveryOrderOnTwoNodes() throws {
    try SuiteRuns.explore(
      "two-nodes",
      ExplorationProblem(
        try cluster(of: 2), network: .duplicating,
        clients: [NodeID(0): [.write(1), .write(2)], NodeID(1): [.write(3), .read]],
        properties: [
          .always(
            "no node holds a value that another one it holds has replaced",
            everyNode: { node in
              let held = node.observation
              return held.allSatisfy { old in !held.contains { Self.replaces($0, old) } }
            }),
          .always(
            "a node holds each value once",
            everyNode: { node in Set(node.observation).count == node.observation.count }),
          .sometimes(
            "both nodes come to hold 2 and 3, which were written apart",
            everyNode: { node in node.observation.map(\.value).sorted() == [2, 3] }),
        ]),
      statesMax: 60_000)
  }

  // MARK: - After the heal

  func testConvergesAfterTheHeal() throws {
    try run("two-writers", of: 2, seeds: 1...1) { run, _ in
      run.partition([[NodeID(0)], [NodeID(1)]])
      run.invoke(.write(7), at: NodeID(0))
      run.invoke(.write(8), at: NodeID(1))
      run.run(until: 200)
      run.heal()
      run.run(until: 200 + 5 * timeout)
      for (place, node) in run.nodes.enumerated() where node.observation.map(\.value).sorted() != [7, 8] {
        return
          "7 and 8 were written during a network partition; \(5 * timeout) ticks after the heal \(NodeID(place)) holds "
          + "\(text(node.observation)); it should hold 7 and 8"
      }
      return nil
    }
    try run("five-writers", of: 5, link: Link(latency: .uniform(1...60)), seeds: 1...4) { run, _ in
      run.partition([[NodeID(0), NodeID(1), NodeID(2)], [NodeID(3), NodeID(4)]])
      for node in 0..<5 { run.invoke(.write(node), at: NodeID(node)) }
      run.run(until: 100)
      run.heal()
      run.run(until: 100 + 10 * timeout)
      for (place, node) in run.nodes.enumerated()
      where node.observation.map(\.value).sorted() != [0, 1, 2, 3, 4] {
        return
          "0 to 4 were written at five nodes during a network partition; \(10 * timeout) ticks after the heal "
          + "\(NodeID(place)) holds \(text(node.observation)); it should hold all five"
      }
      return nil
    }
  }

  func testAnOldConfirmationIsNotEnough() throws {
    try run("old-confirmation", of: 2, link: Link(latency: .fixed(20)), seeds: 1...1) { run, _ in
      run.invoke(.write(7), at: NodeID(0))
      run.run(until: 25)  // 7 has arrived, its confirmation is under way
      run.partition(from: [NodeID(0)], to: [NodeID(1)])
      run.invoke(.write(8), at: NodeID(0))
      run.run(until: 45)  // the confirmation of 7 has arrived
      run.heal()
      run.run(until: 45 + 5 * timeout)
      return run.nodes[1].observation.map(\.value) == [8]
        ? nil
        : "a has written 7, then 8, whose message was lost; then b confirmed 7. \(5 * timeout) ticks later b holds "
          + "\(text(run.nodes[1].observation)); it should hold 8"
    }
  }

  func testIsSilentInTheEnd() throws {
    try run("silence", of: 3, seeds: 1...1) { run, _ in
      for node in 0..<3 { run.invoke(.write(node), at: NodeID(node)) }
      run.run(until: 20 * timeout)
      let late = run.trace.events.filter { $0.kind == .send && $0.time > 10 * timeout }
      if !late.isEmpty {
        return "everything was confirmed long ago, and \(10 * timeout) ticks later messages are still sent"
      }
      return run.nextTime == nil
        ? nil : "everything was confirmed long ago, and \(10 * timeout) ticks later a timer is still set"
    }
  }

  func testManyRunsWithFaults() throws { try sample("faults", of: 3, seeds: 1...40) }

  func testManyRunsOnFiveNodes() throws { try sample("five", of: 5, seeds: 101...115) }

  /// Clients write and read at all nodes while messages are slow, lost and cut off; then the network heals.
  private func sample(_ name: String, of count: Int, seeds: ClosedRange<UInt64>) throws {
    let slow = Link(loss: Probability(0.2), duplication: Probability(0.1), latency: .uniform(1...60))
    try run(name, of: count, link: slow, seeds: seeds) { run, seed in
      var stream = RandomStream(seed: seed)
      var written: [Int] = []
      var replaced: Set<Int> = []
      for number in 1...12 {
        let node = NodeID(stream.below(count))
        let held = run.nodes[node.index].observation.map(\.value)
        if stream.below(3) == 0 {
          let id = run.invoke(.read, at: node)
          let reply = run.clientOperations[id.number - 1].reply as? RegisterReply
          if reply != .values(held.sorted()) {
            return
              "\(node) holds \(held.sorted()); a read is answered \(reply.map { words($0) } ?? "nothing") in its step, and "
              + "should be answered \(words(RegisterReply.values(held.sorted())))"
          }
        } else {
          let id = run.invoke(.write(number), at: node)
          if !run.isAnswered(id) { return "\(node) does not answer a write at once" }
          replaced.formUnion(held)
          written.append(number)
        }
        run.run(until: run.now + stream.below(60))
        switch stream.below(5) {
        case 0: run.partition([[node], NodeSet((0..<count).map { NodeID($0) }.filter { $0 != node })])
        case 1: run.heal()
        default: break
        }
      }
      run.heal()
      run.setLinks(Link(latency: .fixed(5)))
      run.run(until: run.now + 10 * timeout)
      let expected = written.filter { !replaced.contains($0) }
      for (place, node) in run.nodes.enumerated() where node.observation.map(\.value).sorted() != expected {
        return
          "written were \(written), and \(replaced.sorted()) were known to somebody who wrote later. \(10 * timeout) ticks after the "
          + "heal \(NodeID(place)) holds \(node.observation.map(\.value).sorted()), expected \(expected)"
      }
      return nil
    }
  }

  // MARK: - Tools

  private static func replaces(_ new: Version, _ old: Version) -> Bool {
    new != old && zip(new.seen, old.seen).allSatisfy { $0 >= $1 }
  }

  private func survivors(_ versions: [Version]) -> String {
    text(Set(versions).filter { old in !versions.contains { Self.replaces($0, old) } })
  }

  private func distinct(_ versions: [Version]) -> [Version] {
    Set(versions).sorted { $0.value < $1.value }
  }

  private func held(_ node: SingleNode<APRegisterTypes>) -> String { text(node.observation) }

  private func text(_ version: Version) -> String { "\(version.value) seen \(version.seen)" }

  private func text(_ versions: some Collection<Version>) -> String {
    versions.isEmpty
      ? "nothing" : versions.sorted { $0.value < $1.value }.map { text($0) }.joined(separator: ", ")
  }

  private func register(of count: Int) throws -> SingleNode<APRegisterTypes> {
    var node = try SingleNode<APRegisterTypes>(.init(timeout: timeout), of: count)
    try node.start()
    return node
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
}

private func words(_ value: Any) -> String { ValueText(names: []).text(value) }

private func words(_ values: [some Any]) -> String { values.map { words($0 as Any) }.joined(separator: ", ") }

private func words(_ sent: [SingleNode<APRegisterTypes>.Sent]) -> String {
  sent.sorted { $0.to < $1.to }.map { "\(words($0.message)) to \($0.to)" }.joined(separator: ", ")
}
