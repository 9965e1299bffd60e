import Atoll
import AtollSuite
import PrimaryBackupContract
import XCTest

final class PrimaryBackupTests: XCTestCase {
  private typealias Replica = RemoteNode<LogTypes>
  private typealias Single = SingleNode<LogTypes>

  // MARK: - One replica

  func testAppends() throws {
    var replica = try Single(.init(isPrimary: true), of: 3)
    XCTAssertEqual(
      words(try replica.handle(.append("x"))), "to b: log(view: 1, [x]), to c: log(view: 1, [x])",
      "a, the primary, is to append x: it says")
    for sender in [1, 2] {
      XCTAssertEqual(
        words(try replica.receive(.have(view: 1, 0), from: sender)), "nothing",
        "a appends x, and \(NodeID(sender)) says that it holds 0 entries: a says")
    }
    XCTAssertEqual(
      words(try replica.receive(.have(view: 1, 1), from: 1)), "nothing",
      "a appends x, and b has confirmed: it says")
    XCTAssertEqual(
      words(try replica.receive(.have(view: 1, 1), from: 1)), "nothing", "b has confirmed twice: a says")
    XCTAssertEqual(
      words(try replica.receive(.have(view: 1, 1), from: 2)), "answer ok",
      "a appends x, b and c have confirmed: it says")
    XCTAssertEqual(
      words(try replica.receive(.have(view: 1, 1), from: 2)), "nothing", "and c confirms again: it says")
    XCTAssertEqual(
      words(try replica.handle(.append("x"))), "to b: log(view: 1, [x, x]), to c: log(view: 1, [x, x])",
      "a is to append x once more: it says")
  }

  func testAnswersInOrder() throws {
    var replica = try Single(.init(isPrimary: true), of: 3)
    try replica.handle(.append("x"))
    try replica.handle(.append("y"))
    let what = "a appends x and y; b holds both"
    XCTAssertEqual(words(try replica.receive(.have(view: 1, 2), from: 1)), "nothing", "\(what): a says")
    XCTAssertEqual(
      words(try replica.receive(.have(view: 1, 1), from: 1)), "nothing",
      "\(what), and an older word of b comes: a says")
    XCTAssertEqual(
      words(try replica.receive(.have(view: 1, 1), from: 2)), "answer ok",
      "\(what), c holds x: a answers one of two")
    XCTAssertEqual(
      words(try replica.receive(.have(view: 1, 2), from: 2)), "answer ok",
      "\(what), so does c: a answers the other one")
  }

  func testFollows() throws {
    var replica = try backup([])
    XCTAssertEqual(
      words(try replica.receive(.log(view: 1, ["x", "y"]), from: 0)), "to a: have(view: 1, 2)",
      "b is sent the log [x, y]: it says")
    XCTAssertEqual(
      words(try replica.receive(.log(view: 1, ["x"]), from: 0)), "to a: have(view: 1, 2)",
      "b holds [x, y], and an older message with [x] comes: it says")
    XCTAssertEqual(
      words(replica.observation), "backup in view 1, [x, y]", "b holds [x, y], and [x] comes: it is")
  }

  func testRefuses() throws {
    var replica = try backup(["x"])
    XCTAssertEqual(
      words(try replica.handle(.append("z"))), "answer refused", "b, a backup, is to append z: it says")
    XCTAssertEqual(words(replica.observation), "backup in view 1, [x]", "and it is")
    XCTAssertEqual(
      words(try replica.handle(.read)), "answer entries([x])", "b, which holds [x], is read: it says")
  }

  func testPromotes() throws {
    var replica = try backup(["x"])
    XCTAssertEqual(
      words(try replica.handle(.promote)), "to a: log(view: 2, [x]), to c: log(view: 2, [x]), answer ok",
      "b, which holds [x], is promoted: it says")
    XCTAssertEqual(words(replica.observation), "primary in view 2, [x]", "b is promoted: it is")
    XCTAssertEqual(words(try replica.handle(.promote)), "answer ok", "b is promoted once more: it says")
    XCTAssertEqual(words(replica.observation), "primary in view 2, [x]", "b is promoted once more: it is")
    XCTAssertEqual(
      words(try replica.handle(.append("y"))), "to a: log(view: 2, [x, y]), to c: log(view: 2, [x, y])",
      "and it is to append y: it says")
    var empty = try backup([])
    XCTAssertEqual(
      words(try empty.handle(.promote)), "to a: log(view: 2, []), to c: log(view: 2, []), answer ok",
      "b, which holds nothing, is promoted: it says")
    var third = try backup(["x"])
    try third.receive(.log(view: 2, ["x"]), from: 2)
    XCTAssertEqual(
      words(try third.handle(.promote)), "to a: log(view: 3, [x]), to c: log(view: 3, [x]), answer ok",
      "b, a backup in view 2, is promoted: it says")
    XCTAssertEqual(
      words(third.observation), "primary in view 3, [x]", "b, a backup in view 2, is promoted: it is")
    XCTAssertEqual(
      words(try third.handle(.append("y"))), "to a: log(view: 3, [x, y]), to c: log(view: 3, [x, y])",
      "b, the primary of view 3, is to append y: it says")
  }

  func testIgnoresOldViews() throws {
    var replica = try backup(["x"])
    try replica.receive(.log(view: 2, ["y"]), from: 2)
    XCTAssertEqual(
      words(try replica.receive(.log(view: 1, ["x", "z"]), from: 0)), "nothing",
      "b follows c in view 2, and a log of view 1 comes: it says")
    XCTAssertEqual(words(replica.observation), "backup in view 2, [y]", "and it is")
    var primary = try backup(["x"])
    try primary.handle(.promote)
    try primary.handle(.append("y"))
    for sender in [0, 2] {
      XCTAssertEqual(
        words(try primary.receive(.have(view: 1, 2), from: sender)), "nothing",
        "b leads view 2 and appends y, and \(NodeID(sender))'s confirmation of view 1 comes: it says")
    }
  }

  func testStepsDown() throws {
    var replica = try Single(.init(isPrimary: true), of: 3)
    XCTAssertEqual(
      words(try replica.receive(.log(view: 2, ["x"]), from: 1)), "to b: have(view: 2, 1)",
      "a, the primary of view 1, hears of view 2: it says")
    XCTAssertEqual(words(replica.observation), "backup in view 2, [x]", "a hears of view 2: it is")
    XCTAssertEqual(words(try replica.handle(.append("z"))), "answer refused", "a is to append then: it says")
    XCTAssertEqual(
      words(try replica.receive(.have(view: 2, 1), from: 2)), "nothing", "a gets a confirmation then: it says"
    )
    replica = try Single(.init(isPrimary: true), of: 3)
    try replica.handle(.append("z"))
    try replica.receive(.log(view: 2, ["x"]), from: 1)
    try replica.handle(.promote)
    for sender in [1, 2] {
      XCTAssertEqual(
        words(try replica.receive(.have(view: 3, 1), from: sender)), "nothing",
        "a has lost z to view 2, and leads view 3 with [x]; \(NodeID(sender)) confirms that: a says")
    }
    replica = try Single(.init(isPrimary: true), of: 3)
    for entry in ["x", "y"] { try replica.handle(.append(entry)) }
    for sender in [1, 2] { try replica.receive(.have(view: 1, 2), from: sender) }
    try replica.receive(.log(view: 2, ["z"]), from: 1)
    let what = "in view 1 all have confirmed a's two entries; in view 2 the log is [z]; a"
    XCTAssertEqual(
      words(try replica.handle(.promote)), "to b: log(view: 3, [z]), to c: log(view: 3, [z]), answer ok",
      "\(what) is promoted again: it says")
    XCTAssertEqual(
      words(try replica.handle(.append("w"))), "to b: log(view: 3, [z, w]), to c: log(view: 3, [z, w])",
      "\(what) is promoted again, and is to append w: it says")
    for sender in [1, 2] {
      XCTAssertEqual(
        words(try replica.receive(.have(view: 3, 1), from: sender)), "nothing",
        "\(what) is promoted again and appends w, and \(NodeID(sender)) confirms z only: a says")
    }
  }

  func testTakesTheNewLog() throws {
    var replica = try backup(["x", "y"])
    XCTAssertEqual(
      words(try replica.receive(.log(view: 2, ["x"]), from: 2)), "to c: have(view: 2, 1)",
      "b holds [x, y], and c leads view 2 with [x]: b says")
    XCTAssertEqual(
      words(replica.observation), "backup in view 2, [x]", "b holds [x, y], view 2 has [x]: it is")
  }

  func testTellsAgain() throws {
    for (bHolds, told) in [(true, ["c"]), (false, ["b", "c"])] {
      let cluster = try cluster(3, Link(latency: .fixed(1)))
      var run = Simulation(cluster, seed: 1)
      if bHolds { run.partition(from: [NodeID(0)], to: [NodeID(2)]) } else { run.partition([[NodeID(0)]]) }
      run.invoke(.append("x"), at: NodeID(0))
      run.run(until: 39)
      run.heal()
      let before = run.trace.events.count
      run.run(until: 40)
      XCTAssertEqual(
        receivers(of: NodeID(0), in: run, from: before), told.joined(separator: ", "),
        "a's first word to \(told.joined(separator: " and ")) was lost: whom it tells again at tick 40"
      )
      run.run(until: 60)
      XCTAssertTrue(
        run.isAnswered(RequestID(1)), "a's first word was lost, and it told again: its client is answered")
      guard isQuiet(&run) else { return }
    }
    for holds in ["nothing", "[x]"] {
      var run = Simulation(try cluster(3, Link(latency: .fixed(1))), seed: 1)
      if holds == "[x]" { run.invoke(.append("x"), at: NodeID(0)) }
      run.run(until: 60)
      run.partition([[NodeID(1)]])
      run.invoke(.promote, at: NodeID(1))
      run.run(until: 99)
      run.heal()
      let before = run.trace.events.count
      run.run(until: 100)
      XCTAssertEqual(
        receivers(of: NodeID(1), in: run, from: before), "a, c",
        "b, which holds \(holds), is promoted at tick 60, and its first word is lost: whom it tells again at tick 100"
      )
      guard isQuiet(&run) else { return }
    }
  }

  /// Whom a node has sent something since an event.
  private func receivers(of node: NodeID, in run: Simulation<Replica>, from event: Int) -> String {
    let sends = run.trace.events[event...].filter { $0.kind == .send && $0.node == node }
    let names = Set(sends.compactMap { $0.peer.map { NodeID.defaultName($0.index) } }).sorted()
    return names.isEmpty ? "nobody" : names.joined(separator: ", ")
  }

  /// Whether nothing is left to happen in the end; if not, the test has failed.
  private func isQuiet(_ run: inout Simulation<Replica>) -> Bool {
    run.run(until: 1000)
    let isSilent = run.trace.events.allSatisfy { $0.kind != .send || $0.time < 500 }
    XCTAssertEqual(
      run.nextTime == nil ? "nothing" : isSilent ? "a timer" : "messages, and a timer", "nothing",
      "all have confirmed long ago: what is left to happen")
    return run.nextTime == nil
  }

  /// Backup b of three, which holds some entries in view 1.
  private func backup(_ entries: [String]) throws -> Single {
    var replica = try Single(.init(isPrimary: false), at: 1, of: 3)
    if !entries.isEmpty { try replica.receive(.log(view: 1, entries), from: 0) }
    return replica
  }

  // MARK: - Every order of events

  func testEveryOrder() throws {
    try explore("crash", [[.append("x")], [.promote, .read]], crashes: 1)
    try explore("no-crash", [[.append("x"), .append("y")], [.promote, .append("z"), .read]], crashes: 0)
  }

  private func explore(_ run: String, _ clients: [[LogRequest]], crashes: Int) throws {
    let problem = ExplorationProblem(
      try cluster(3, Link()), network: .duplicating, faults: FaultBounds(crashes: crashes),
      clients: Dictionary(uniqueKeysWithValues: clients.enumerated().map { (NodeID($0), $1) }),
      properties: [
        .always(
          "what was acknowledged is in the log of the backup that was promoted", observing: Acknowledged(),
          by: { $0.observe($1) }, { !$0.isLost }),
        .sometimes(
          "what was acknowledged is read after a promotion", observing: Acknowledged(),
          by: { $0.observe($1) }, { $0.isFound }),
      ])
    try SuiteRuns.explore(run, problem, statesMax: 200_000)
  }

  // MARK: - Losses, sampled

  func testLosses() throws {
    try sample("losses", promotes: false, seeds: 1...12)
  }

  func testFailoverWithLosses() throws {
    try sample("failover", promotes: true, seeds: 1...12)
  }

  /// Five appends, at the primary; with a promotion after the second one, and the rest at the new primary.
  private func sample(_ name: String, promotes: Bool, seeds: ClosedRange<UInt64>) throws {
    let link = Link(loss: Probability(0.33), duplication: Probability(0.1), latency: .uniform(1...60))
    try SuiteRuns.simulate(name, try cluster(3, link), seeds: seeds) { run, seed in
      var asked: [(entry: String, id: RequestID)] = []
      for number in 1...5 {
        let primary = promotes && number > 2 ? NodeID(1) : NodeID(0)
        asked.append(("x\(number)", run.invoke(.append("x\(number)"), at: primary)))
        run.run(until: run.now + 20 * Int(seed % 5))
        if promotes && number == 2 { run.invoke(.promote, at: NodeID(1)) }
      }
      // 200 repetitions: that none of them gets through and back is less likely than 0.56 to the power of 200.
      run.run(until: run.now + 8000)
      let primary = run.nodes[promotes ? 1 : 0].observation
      for (place, (entry, id)) in asked.enumerated() {
        if run.isAnswered(id), !primary.log.contains(entry) {
          return "\(entry) was acknowledged, and the primary does not hold it"
        }
        if !run.isAnswered(id), !promotes || place >= 2 {
          return "\(entry) has had no answer after 8,000 ticks"
        }
      }
      guard run.nodes.allSatisfy({ $0.observation.log == primary.log }) else {
        let logs = run.nodes.map { words($0.observation.log) }.joined(separator: ", ")
        return "after 8,000 ticks the replicas hold the logs \(logs); they should hold the same"
      }
      return run.nextTime == nil
        ? nil : "all have confirmed, and a timer is still set; nothing should be left to happen"
    }
  }

  private func cluster(_ count: Int, _ link: Link) throws -> Cluster<Replica> {
    let replicas = try (0..<count).map { try Replica(.init(isPrimary: $0 == 0)) }
    return Cluster(count: count, link: link) { replicas[$0.index] }
  }
}

/// What was acknowledged, and whether a read at the second replica lacked some of it.
private struct Acknowledged: Hashable, Sendable {
  private var open: [RequestID: String] = [:]
  private var entries: Set<String> = []
  private(set) var isLost = false
  private(set) var isFound = false

  mutating func observe(_ event: ClientEvent<RemoteNode<LogTypes>>) {
    switch event {
    case .invocation(.append(let entry), let id, _): open[id] = entry
    case .response(.ok, let id, _):
      if let entry = open[id] { entries.insert(entry) }
    case .response(.entries(let log), _, NodeID(1)):
      if !entries.isSubset(of: log) { isLost = true } else if !entries.isEmpty { isFound = true }
    default: break
    }
  }
}

private func words(_ value: Any) -> String { ValueText(names: []).text(value) }

/// What a replica has said in one step.
private func words(_ step: SingleNode<LogTypes>.Step) -> String {
  let said =
    step.sent.sorted { $0.to < $1.to }.map { "to \($0.to): \(words($0.message as Any))" }
    + step.replies.map { "answer \(words($0 as Any))" }
  return said.isEmpty ? "nothing" : said.joined(separator: ", ")
}
