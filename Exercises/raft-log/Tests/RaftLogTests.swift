import Atoll
import AtollSuite
import RaftLogContract
import XCTest

final class RaftLogTests: XCTestCase {
  private typealias Replica = RemoteNode<RaftLogTypes>
  private typealias One = SingleNode<RaftLogTypes>

  // MARK: - A leader

  func testLeadsAndProposes() throws {
    var a = try One(.init(term: 1, log: log("x@1")), of: 3)
    try a.handle(.stand)
    XCTAssertEqual(
      words(try a.receive(.vote(term: 2), from: 1)), "after 1 of term 1, commit 0 to b and c",
      "a has \(log("x@1")), and is elected for term 2; it sends")
    XCTAssertEqual(
      words(try a.handle(.command("y"))), "y@2 after 1 of term 1, commit 0 to b and c",
      "a leads term 2, and is handed y; it sends")
    XCTAssertEqual(text(a.observation.log), "[x@1, y@2]", "a had [x@1], and was handed y in term 2; its log")
    XCTAssertEqual(
      words(try a.handle(.command("z"))), "y@2 z@2 after 1 of term 1, commit 0 to b and c",
      "nobody has answered, and a is handed z; it sends")
  }

  func testGoesBack() throws {
    // Of five, so that what b alone has is not committed.
    var a = try leader(log("v@1 w@1 x@1"), of: 5)
    let term = a.observation.term
    XCTAssertEqual(
      words(try a.receive(.missing(term: term, at: 3), from: 1)), "x@1 after 2 of term 1, commit 0 to b",
      "a has three entries, and b lacks the third; it sends")
    XCTAssertEqual(
      words(try a.receive(.missing(term: term, at: 2), from: 1)), "w@1 x@1 after 1 of term 1, commit 0 to b",
      "then b lacks the second; it sends")
    XCTAssertEqual(
      words(try a.receive(.missing(term: term, at: 3), from: 1)), "nothing",
      "then b's first answer comes once more; it sends")
    XCTAssertEqual(
      words(try a.receive(.missing(term: term, at: 1), from: 1)),
      "v@1 w@1 x@1 after the start, commit 0 to b",
      "then b lacks the first; it sends")
    try a.receive(.appended(term: term, upTo: 3), from: 1)
    try a.receive(.appended(term: term, upTo: 1), from: 1)
    XCTAssertEqual(
      words(try a.handle(.command("y")), to: 1), "y@2 after 3 of term 1, commit 0",
      "b has all three, then a late answer says one; a is handed y; it sends to b")
  }

  func testCommitsWithAMajority() throws {
    var a = try leader([], of: 5)
    try a.handle(.command("x"))
    try a.handle(.command("y"))
    XCTAssertEqual(
      words(try a.receive(.appended(term: 1, upTo: 1), from: 1)), "nothing",
      "a of five has x and y, and b has x, which makes two of five; a sends")
    XCTAssertEqual(
      words(try a.receive(.appended(term: 1, upTo: 1), from: 1)), "nothing", "b says so again; a sends")
    XCTAssertEqual(
      text(a.observation.committed), "0", "a of five has x and y, and b has x; committed, as a knows")
    XCTAssertEqual(
      words(try a.receive(.appended(term: 1, upTo: 2), from: 2), to: 3), "x@1 y@1 after the start, commit 1",
      "a of five has x and y, b has x, and now c has both; a sends to d")
    XCTAssertEqual(
      words(try a.receive(.appended(term: 1, upTo: 2), from: 4), to: 1), "y@1 after 1 of term 1, commit 2",
      "a of five has x and y, b has x, c has both, and now e has both; a sends to b")
    XCTAssertEqual(
      words(try a.receive(.appended(term: 1, upTo: 2), from: 3)), "nothing",
      "a majority had both, and now d has both, too; a sends")
    var four = try leader([], of: 4)
    try four.handle(.command("x"))
    try four.receive(.appended(term: 1, upTo: 1), from: 1)
    XCTAssertEqual(
      text(four.observation.committed), "0",
      "a of four has x, and b has x: two are no majority of four; committed")
    var three = try leader([], of: 3)
    try three.handle(.command("x"))
    try three.receive(.appended(term: 1, upTo: 1), from: 2)
    XCTAssertEqual(
      text(three.observation.committed), "1", "a of three has x, and c has x: that is a majority; committed")
  }

  func testCommitsItsOwnTerm() throws {
    var a = try leader(log("w@1 x@1"), of: 3)
    try a.receive(.appended(term: 2, upTo: 2), from: 1)
    XCTAssertEqual(
      text(a.observation.committed), "0",
      "a leads term 2; b has w and x, which are of term 1; committed, as a knows")
    try a.handle(.command("y"))
    try a.receive(.appended(term: 2, upTo: 3), from: 1)
    XCTAssertEqual(
      text(a.observation.committed), "3", "then b has y of term 2 as well; committed, as a knows")
  }

  // MARK: - A follower

  func testCopiesEntries() throws {
    var b = try One(.init(), at: 1, of: 3)
    XCTAssertEqual(
      words(try b.receive(append([], "x@1 y@1"), from: 0)), "appended up to 2 to a",
      "b has nothing, and a sends x@1 y@1; b sends")
    XCTAssertEqual(text(b.observation.log), "[x@1, y@1]", "b has nothing, and a sends x@1 y@1; its log")
    XCTAssertEqual(
      words(try b.receive(append(log("x@1 y@1"), "z@1"), from: 0)), "appended up to 3 to a",
      "then a sends z@1 after 2 of term 1; b sends")
    XCTAssertEqual(
      words(try b.receive(append(log("x@1"), ""), from: 0)), "appended up to 1 to a",
      "then a sends nothing after 1 of term 1; b sends")
    XCTAssertEqual(text(b.observation.log), "[x@1, y@1, z@1]", "b's log after all that")
  }

  func testChecksThePosition() throws {
    for (own, before) in [
      ("", "v@1"), ("v@1", "v@1 w@1"), ("v@1 u@1 t@1", "v@1 w@2"), ("v@2 u@2", "v@1 w@1"),
    ] {
      var b = try One(.init(term: 2, log: log(own)), at: 1, of: 3)
      let what =
        "b has \(text(log(own))), and a sends x@2 after \(log(before).count) of term \(log(before).last?.term ?? 0)"
      XCTAssertEqual(
        words(try b.receive(append(log(before), "x@2", term: 2, commit: 3), from: 0)),
        "missing \(log(before).count) to a", "\(what); b sends")
      XCTAssertEqual(text(b.observation.log), text(log(own)), "\(what); its log")
      XCTAssertEqual(text(b.observation.committed), "0", "\(what), and commit 3; committed, as b knows")
    }
  }

  func testThrowsAwayContradictions() throws {
    for (own, sent, after) in [
      ("x@1", "y@2", "y@2"), ("x@1 v@1 w@1", "y@2", "y@2"), ("x@1 v@1 w@1", "x@1 y@2", "x@1 y@2"),
      ("v@1 w@1", "v@1 y@2 z@2", "v@1 y@2 z@2"),
    ] {
      var b = try One(.init(term: 2, log: log(own)), at: 1, of: 3)
      let what = "b has \(text(log(own))), and a sends \(sent) after the start"
      XCTAssertEqual(
        words(try b.receive(append([], sent, term: 2), from: 0)), "appended up to \(log(sent).count) to a",
        "\(what); b sends")
      XCTAssertEqual(text(b.observation.log), text(log(after)), "\(what); its log")
    }
  }

  func testKeepsWhatDoesNotContradict() throws {
    for (before, sent) in [("", "x@1"), ("x@1", ""), ("", "x@1 y@1"), ("x@1", "y@1"), ("", "")] {
      var b = try One(.init(term: 2, log: log("x@1 y@1 z@2")), at: 1, of: 3)
      let what =
        "b has [x@1, y@1, z@2], and a sends \(sent.isEmpty ? "nothing" : sent) after \(before.isEmpty ? "the start" : before)"
      XCTAssertEqual(
        words(try b.receive(append(log(before), sent, term: 2), from: 0)),
        "appended up to \(log(before).count + log(sent).count) to a", "\(what); b sends")
      XCTAssertEqual(text(b.observation.log), "[x@1, y@1, z@2]", "\(what); its log")
    }
  }

  func testLearnsWhatIsCommitted() throws {
    var b = try One(.init(term: 2, log: log("x@1 y@1 z@1")), at: 1, of: 3)
    try b.receive(append([], "x@1", term: 2, commit: 3), from: 0)
    XCTAssertEqual(
      text(b.observation.committed), "1",
      "b has [x@1, y@1, z@1], and a sends x@1 after the start, commit 3; committed, as b knows")
    try b.receive(append(log("x@1"), "w@2", term: 2, commit: 2), from: 0)
    XCTAssertEqual(
      text(b.observation.committed), "2",
      "then a sends w@2 after 1 of term 1, commit 2; committed, as b knows")
    try b.receive(append(log("x@1"), "w@2", term: 2, commit: 1), from: 0)
    try b.receive(append([], "", term: 2, commit: 3), from: 0)
    XCTAssertEqual(
      text(b.observation.committed), "2",
      "then two late messages come, one with commit 1; committed, as b knows")
    var c = try One(.init(term: 2, log: log("x@1 y@1")), at: 2, of: 3)
    try c.receive(append(log("x@1"), "", term: 2, commit: 2), from: 0)
    XCTAssertEqual(
      text(c.observation.committed), "1",
      "c has [x@1, y@1], and a sends nothing after 1 of term 1, commit 2; committed, as c knows")
  }

  /// Node a, which has been elected with this log for the term after the log's last.
  private func leader(_ log: [LogEntry], of count: Int) throws -> One {
    var a = try One(.init(term: log.last?.term ?? 0, log: log), of: count)
    try a.handle(.stand)
    for voter in 1...count / 2 { try a.receive(.vote(term: (log.last?.term ?? 0) + 1), from: voter) }
    return a
  }

  /// A leader's message: entries after those before.
  private func append(_ before: [LogEntry], _ entries: String, term: Int = 1, commit: Int = 0) -> LogMessage {
    .append(
      term: term, after: LogPosition(index: before.count, term: before.last?.term ?? 0),
      entries: log(entries),
      commit: commit)
  }

  private func words(_ message: LogMessage) -> String {
    switch message {
    case .append(_, let position, let entries, let commit):
      (entries.map(\.description) + ["after \(position), commit \(commit)"]).joined(separator: " ")
    case .appended(_, let index): "appended up to \(index)"
    case .missing(_, let index): "missing \(index)"
    case .askVote, .vote: text(message)
    }
  }

  private func words(_ step: One.Step) -> String {
    guard let first = step.sent.first else { return "nothing" }
    guard step.sent.allSatisfy({ $0.message == first.message }) else {
      return step.sent.map { "\(words($0.message)) to \($0.to)" }.joined(separator: ", ")
    }
    let to = step.sent.map(\.to).sorted().map(\.description)
    let list = to.count == 1 ? to[0] : to.dropLast().joined(separator: ", ") + " and " + to[to.count - 1]
    return "\(words(first.message)) to \(list)"
  }

  /// What was sent to one node.
  private func words(_ step: One.Step, to node: Int) -> String {
    let sent = step.sent.filter { $0.to == NodeID(node) }
    return sent.isEmpty ? "nothing" : sent.map { words($0.message) }.joined(separator: ", ")
  }

  // MARK: - Every order of events

  func testNothingIsLost() throws {
    try explore(
      "two-elections", [.init(), .init(), .init()],
      [[.stand, .command("x")], [.stand], []], statesMax: 100_000,
      .sometimes("an entry is committed", someNode: { $0.observation.committed > 0 }))
  }

  func testFigure8() throws {
    try explore(
      "figure-8", [.init(term: 2, log: log("x@1")), .init(term: 2, log: log("y@2")), .init(term: 2)],
      [[.stand], [.stand], []], statesMax: 100_000,
      .sometimes("an old entry is on a majority") { configuration in
        configuration.nodes.count { $0.observation.log == [LogEntry(term: 1, "x")] } == 2
      })
  }

  /// Every order in which messages of this network arrive: once, again, or never.
  private func explore(
    _ run: String, _ setups: [RaftLogTypes.Setup], _ requests: [[LogRequest]], statesMax: Int,
    _ reached: Property<Replica>
  ) throws {
    let replicas = try setups.map { try Replica($0) }
    let clients = requests.enumerated().map { (NodeID($0), $1) }
    let problem = ExplorationProblem(
      Cluster(count: setups.count) { replicas[$0.index] }, network: .duplicating,
      clients: Dictionary(uniqueKeysWithValues: clients.filter { !$1.isEmpty }),
      properties: [
        .always("no two nodes know different entries to be committed at one index") { configuration in
          let known = configuration.nodes.map { $0.observation.log.prefix($0.observation.committed) }
          return known.allSatisfy { one in known.allSatisfy { zip(one, $0).allSatisfy(==) } }
        },
        .always("a leader has every entry that was committed before") { configuration in
          let nodes = configuration.nodes.map(\.observation)
          return nodes.allSatisfy { leader in
            !leader.isLeader
              || nodes.allSatisfy {
                leader.term < $0.term || leader.log.starts(with: $0.log.prefix($0.committed))
              }
          }
        },
        .always("logs that share an entry are the same up to it") { configuration in
          let logs = configuration.nodes.map(\.observation.log)
          return logs.allSatisfy { one in logs.allSatisfy { matches(one, $0) } }
        },
        reached,
      ])
    try SuiteRuns.explore(run, problem, statesMax: statesMax)
  }

  // MARK: - Whole runs

  func testCatchesUp() throws {
    let leader = log("p@1 q@2 r@4 s@4")
    for own in ["", "p@1", "p@1 t@3 u@3", "t@3 u@3 v@3 w@3 x@3 y@3", "p@1 q@2 r@4 s@4"] {
      let replicas = try [Replica(.init(term: 4, log: leader)), Replica(.init(term: 4, log: log(own)))]
      try SuiteRuns.simulate(
        "two-nodes", Cluster(count: 2, link: Link(latency: .uniform(5...15))) { replicas[$0.index] },
        seeds: 1...2
      ) { run, _ in
        run.invoke(.stand, at: NodeID(0))
        run.run(until: 200)
        run.invoke(.command("z"), at: NodeID(0))
        run.run(until: 400)
        let seen = run.nodes.map { text($0.observation.log) + ", \($0.observation.committed) committed" }
        let right = "[p@1, q@2, r@4, s@4, z@5], 5 committed"
        for place in 0...1 where seen[place] != right {
          return
            "a leads with \(text(leader)), b had \(text(log(own))), and a was handed z; \(NodeID(place)) has \(seen[place])"
        }
        return nil
      }
    }
  }

  /// Nodes lead in turns and are handed a command each, while messages get lost and nodes crash. At last all is quiet: a
  /// node is made to lead, and is handed commands until what got lost was sent again.
  func testCommitsInTheEnd() throws {
    let count = 5
    let replicas = try (0..<count).map { _ in try Replica(.init()) }
    let cluster = Cluster(count: count, link: Link(latency: .uniform(1...15))) { replicas[$0.index] }
    try SuiteRuns.simulate("five-nodes", cluster, seeds: 1...4) { run, seed in
      run.setLinks(Link(loss: Probability(0.2), latency: .uniform(1...15)))
      var known: [LogEntry] = []
      for turn in 0..<8 {
        let place = NodeID((Int(seed) * 2 + turn * 3) % count)
        run.invoke(.stand, at: place)
        run.run(until: run.now + 25)
        run.invoke(.command("c\(turn)"), at: place)
        run.run(until: run.now + 25)
        run.crash(NodeID((Int(seed) + turn) % count))
        for node in run.nodes.map(\.observation) where node.committed > known.count {
          known = Array(node.log.prefix(node.committed))
        }
        run.run(until: run.now + 10)
        if turn % 2 == 1 { for node in 0..<count { run.recover(NodeID(node)) } }
      }
      run.setLinks(Link(latency: .uniform(1...15)))
      for place in 0..<40 where !isLed(run.nodes.map(\.observation)) {
        run.invoke(.stand, at: NodeID(place % count))
        run.run(until: run.now + 60)
      }
      guard isLed(run.nodes.map(\.observation)) else {
        return "losses are over, and nobody is elected in 40 elections"
      }
      for command in 0..<3 {
        let leaders = run.nodes.indices.filter { run.nodes[$0].observation.isLeader }
        for leader in leaders { run.invoke(.command("end\(command)"), at: NodeID(leader)) }
        let end = run.now + 400
        while run.now < end, run.eventCount < 10_000 { run.run(until: min(end, run.now + 5)) }
        if run.eventCount >= 10_000 {
          return
            "losses and crashes are over, three commands were handed to the leader, and messages never end"
        }
      }
      let last = run.nodes.map(\.observation)
      for (place, node) in last.enumerated() {
        if node.log != last[0].log {
          return
            "losses and crashes are over, and still a has \(text(last[0].log)) and \(NodeID(place)) has \(text(node.log))"
        }
        if node.committed != node.log.count {
          return
            "losses and crashes are over, and \(NodeID(place)) knows \(node.committed) of \(node.log.count) entries to be committed"
        }
      }
      guard last[0].log.contains(where: { $0.command == "end2" }) else {
        return
          "losses and crashes are over, end0, end1 and end2 were handed to the leader, and a has \(text(last[0].log))"
      }
      guard last[0].log.starts(with: known) else {
        return "committed was \(text(known)), and at the end all have \(text(last[0].log))"
      }
      return nil
    }
  }

  /// Whether the newest term has a leader.
  private func isLed(_ nodes: [RaftLogTypes.Observation]) -> Bool {
    nodes.contains { node in node.isLeader && nodes.allSatisfy { $0.term <= node.term } }
  }

  /// `x@1 y@2`.
  private func log(_ words: String) -> [LogEntry] {
    words.split(separator: " ").map { word in
      let parts = word.split(separator: "@")
      return LogEntry(term: Int(parts[1]) ?? 0, String(parts[0]))
    }
  }
}

/// Whether two logs are the same up to the last entry that they share.
private func matches(_ one: [LogEntry], _ other: [LogEntry]) -> Bool {
  let shared = zip(one, other).map { $0.term == $1.term }.lastIndex(of: true) ?? -1
  return one.prefix(shared + 1) == other.prefix(shared + 1)
}

private func text(_ value: Any) -> String { ValueText(names: []).text(value) }
