import Atoll
import AtollSuite
import RaftElectionContract
import XCTest

final class RaftElectionTests: XCTestCase {
  private typealias Voter = RemoteNode<ElectionTypes>
  private typealias One = SingleNode<ElectionTypes>

  private static let empty = LogEnd(term: 0, index: 0)

  // MARK: - One node

  func testStands() throws {
    var b = try One(.init(logEnd: LogEnd(term: 2, index: 5)), at: 1, of: 3)
    XCTAssertEqual(words(try b.start()), "nothing", "b starts: it sends")
    XCTAssertEqual(
      words(try b.handle(.stand)), "askVote(term: 1, logEnd: 5 entries up to term 2) to a and c",
      "b is nudged in term 0; it sends")
    XCTAssertEqual(text(b.observation), "candidate in term 1", "b is nudged in term 0; it is")
    XCTAssertEqual(
      words(try b.handle(.stand)), "askVote(term: 2, logEnd: 5 entries up to term 2) to a and c",
      "b is a candidate in term 1, and is nudged again; it sends")
    XCTAssertEqual(
      words(try b.receive(.vote(term: 2), from: 2)), "lead(term: 2) to a and c",
      "b is a candidate in term 2, has its own vote and gets c's; it sends")
  }

  func testVotesOnce() throws {
    var c = try One(.init(logEnd: Self.empty), at: 2, of: 3)
    let ask = ElectionMessage.askVote(term: 1, logEnd: Self.empty)
    XCTAssertEqual(words(try c.receive(ask, from: 0)), "vote(term: 1) to a", "a asks c for its vote; c sends")
    XCTAssertEqual(
      words(try c.receive(ask, from: 1)), "nothing", "c has voted for a, and b asks in the same term; c sends"
    )
    XCTAssertEqual(
      words(try c.receive(ask, from: 0)), "vote(term: 1) to a",
      "c has voted for a, and a asks again; c sends")
    XCTAssertEqual(
      words(try c.receive(.askVote(term: 1, logEnd: LogEnd(term: 1, index: 2)), from: 1)), "nothing",
      "c has an empty log and has voted for a, and b, with 2 entries, asks in the same term; c sends")
    var b = try One(.init(logEnd: Self.empty), at: 1, of: 3)
    try b.handle(.stand)
    XCTAssertEqual(
      words(try b.receive(ask, from: 0)), "nothing",
      "b stands in term 1, so it has voted for itself, and a asks; b sends")
  }

  func testAsksAreWeighed() throws {
    let own = LogEnd(term: 2, index: 3)
    for (end, isVote) in [
      (LogEnd(term: 2, index: 3), true), (LogEnd(term: 2, index: 4), true), (LogEnd(term: 3, index: 1), true),
      (LogEnd(term: 2, index: 2), false), (LogEnd(term: 1, index: 9), false),
      (LogEnd(term: 1, index: 3), false),
    ] {
      var c = try One(.init(logEnd: own), at: 2, of: 3)
      XCTAssertEqual(
        words(try c.receive(.askVote(term: 4, logEnd: end), from: 0)),
        isVote ? "vote(term: 4) to a" : "nothing",
        "c has \(own), and a asks with \(end); c sends")
      XCTAssertEqual(
        text(c.observation), "follower in term 4", "c has \(own), and a asks with \(end) in term 4; c is")
      XCTAssertEqual(
        words(try c.receive(.askVote(term: 4, logEnd: own), from: 1)),
        isVote ? "nothing" : "vote(term: 4) to b",
        "c has \(own), and a asked with \(end). Now b asks with \(own); c sends")
    }
  }

  func testLeadsWithAMajority() throws {
    var a = try One(.init(logEnd: Self.empty), at: 0, of: 5)
    try a.handle(.stand)
    XCTAssertEqual(
      words(try a.receive(.vote(term: 1), from: 1)), "nothing",
      "a of five gets b's vote, which makes two; it sends")
    XCTAssertEqual(
      words(try a.receive(.vote(term: 1), from: 1)), "nothing", "a of five gets b's vote again; it sends")
    XCTAssertEqual(text(a.observation), "candidate in term 1", "a of five has b's vote, twice; it is")
    XCTAssertEqual(
      words(try a.receive(.vote(term: 1), from: 4)), "lead(term: 1) to b, c, d and e",
      "a of five has b's vote and gets e's, which makes three; it sends")
    XCTAssertEqual(text(a.observation), "leader in term 1", "a of five has three votes; it is")
    XCTAssertEqual(
      words(try a.receive(.vote(term: 1), from: 2)), "nothing", "a leads already, and gets c's vote; it sends"
    )
    var even = try One(.init(logEnd: Self.empty), at: 0, of: 4)
    try even.handle(.stand)
    XCTAssertEqual(
      words(try even.receive(.vote(term: 1), from: 3)), "nothing",
      "a of four gets d's vote, which makes two; it sends")
    XCTAssertEqual(
      words(try even.receive(.vote(term: 1), from: 2)), "lead(term: 1) to b, c and d",
      "a of four has d's vote and gets c's, which makes three; it sends")
  }

  func testNewerTerms() throws {
    var c = try One(.init(logEnd: Self.empty), at: 2, of: 3)
    try c.receive(.askVote(term: 1, logEnd: Self.empty), from: 0)
    XCTAssertEqual(
      words(try c.receive(.askVote(term: 2, logEnd: Self.empty), from: 1)), "vote(term: 2) to b",
      "c has voted for a in term 1, and b asks in term 2; c sends")
    for message in [ElectionMessage.lead(term: 3), .askVote(term: 3, logEnd: Self.empty), .vote(term: 3)] {
      var a = try leader()
      try a.receive(message, from: 1)
      XCTAssertEqual(
        text(a.observation), "follower in term 3", "a leads term 1, and hears \(text(message)); it is")
      XCTAssertEqual(
        words(try a.handle(.stand)), "askVote(term: 4, logEnd: 0 entries up to term 0) to b and c",
        "a has led term 1, has heard \(text(message)), and is nudged; it sends")
      XCTAssertEqual(
        words(try a.receive(.vote(term: 4), from: 2)), "lead(term: 4) to b and c",
        "a stands in term 4, and gets c's vote; it sends")
    }
    for message in [ElectionMessage.lead(term: 3), .askVote(term: 3, logEnd: Self.empty), .vote(term: 3)] {
      var a = try One(.init(logEnd: Self.empty), at: 0, of: 3)
      try a.handle(.stand)
      try a.receive(message, from: 1)
      XCTAssertEqual(
        text(a.observation), "follower in term 3",
        "a is a candidate in term 1, and hears \(text(message)); it is")
      XCTAssertEqual(
        words(try a.receive(.vote(term: 3), from: 2)), "nothing",
        "a was a candidate in term 1, has heard \(text(message)), and gets a vote that it has not asked for; it sends"
      )
    }
    var a = try One(.init(logEnd: Self.empty), at: 0, of: 5)
    try a.handle(.stand)
    try a.receive(.vote(term: 1), from: 1)
    try a.handle(.stand)
    XCTAssertEqual(
      words(try a.receive(.vote(term: 2), from: 2)), "nothing",
      "a of five had b's vote in term 1, stands again in term 2, and gets c's vote; it sends")
  }

  func testOlderTerms() throws {
    var a = try One(.init(logEnd: Self.empty), at: 0, of: 3)
    try a.handle(.stand)
    try a.handle(.stand)
    for message in [ElectionMessage.vote(term: 1), .askVote(term: 1, logEnd: Self.empty), .lead(term: 1)] {
      XCTAssertEqual(
        words(try a.receive(message, from: 1)), "nothing",
        "a stands in term 2, and hears \(text(message)); it sends")
      XCTAssertEqual(
        text(a.observation), "candidate in term 2", "a stands in term 2, and hears \(text(message)); it is")
    }
    var c = try One(.init(logEnd: Self.empty), at: 2, of: 3)
    try c.receive(.lead(term: 2), from: 0)
    XCTAssertEqual(
      words(try c.receive(.askVote(term: 1, logEnd: Self.empty), from: 1)), "nothing",
      "c follows a in term 2 and has not voted there, and b asks for its vote in term 1; c sends")
  }

  func testFollowsALeader() throws {
    var b = try One(.init(logEnd: Self.empty), at: 1, of: 3)
    try b.handle(.stand)
    try b.receive(.lead(term: 1), from: 0)
    XCTAssertEqual(
      text(b.observation), "follower in term 1", "b stands in term 1, and hears that a leads it; b is")
    XCTAssertEqual(
      words(try b.receive(.vote(term: 1), from: 2)), "nothing",
      "b follows a in term 1, and gets c's vote, which is late; b sends")
    XCTAssertEqual(text(b.observation), "follower in term 1", "b follows a, and gets c's vote; b is")
    var a = try leader()
    XCTAssertEqual(words(try a.handle(.stand)), "nothing", "a leads term 1, and is nudged; it sends")
    XCTAssertEqual(text(a.observation), "leader in term 1", "a leads term 1, and is nudged; it is")
  }

  /// Node a of three, which leads term 1.
  private func leader() throws -> One {
    var a = try One(.init(logEnd: Self.empty), at: 0, of: 3)
    try a.handle(.stand)
    try a.receive(.vote(term: 1), from: 1)
    return a
  }

  private func words(_ step: One.Step) -> String {
    guard let first = step.sent.first else { return "nothing" }
    guard step.sent.allSatisfy({ $0.message == first.message }) else {
      return step.sent.map { "\(text($0.message)) to \($0.to)" }.joined(separator: ", ")
    }
    let to = step.sent.map(\.to).sorted().map(\.description)
    let list = to.count == 1 ? to[0] : to.dropLast().joined(separator: ", ") + " and " + to[to.count - 1]
    return "\(text(first.message)) to \(list)"
  }

  // MARK: - Every order of events

  func testOneLeaderATerm() throws {
    try explore("nobody-crashes", [Self.empty, Self.empty, Self.empty], nudges: [2, 1, 0], FaultBounds())
    let ends = [LogEnd(term: 1, index: 1), LogEnd(term: 1, index: 2), LogEnd(term: 1, index: 1)]
    try explore("more-and-more", ends, nudges: [1, 1, 0], FaultBounds())
  }

  func testOneLeaderInSpiteOfACrash() throws {
    try explore(
      "one-crash", [Self.empty, Self.empty, Self.empty], nudges: [1, 1, 0],
      FaultBounds(crashes: 1, recoveries: 1))
  }

  func testLeadersHaveTheLog() throws {
    let ends = [LogEnd(term: 1, index: 2), LogEnd(term: 2, index: 1), LogEnd(term: 1, index: 1)]
    try explore("unequal-logs", ends, nudges: [2, 0, 1], FaultBounds())
  }

  /// Every order in which messages of this network arrive: once, again, or never.
  private func explore(_ run: String, _ ends: [LogEnd], nudges: [Int], _ faults: FaultBounds) throws {
    let clients = nudges.enumerated().map { (NodeID($0), Array(repeating: ElectionNudge.stand, count: $1)) }
    let problem = ExplorationProblem(
      try cluster(ends), network: .duplicating, faults: faults,
      clients: Dictionary(uniqueKeysWithValues: clients.filter { !$1.isEmpty }),
      properties: [
        .always("no two nodes lead the same term") { configuration in
          let terms = configuration.nodes.map(\.observation).filter { $0.role == .leader }.map(\.term)
          return Set(terms).count == terms.count
        },
        .always("the log of a leader is not behind the logs of a majority") { configuration in
          configuration.nodes.indices.allSatisfy { place in
            configuration.nodes[place].observation.role != .leader
              || ends.count { ($0.term, $0.index) <= (ends[place].term, ends[place].index) } * 2 > ends.count
          }
        },
        .sometimes("some node leads", someNode: { $0.observation.role == .leader }),
      ])
    try SuiteRuns.explore(run, problem, statesMax: 400_000)
  }

  // MARK: - Other sizes, and whole runs

  func testANodeAlone() throws {
    var alone = try One(.init(logEnd: Self.empty), at: 0, of: 1)
    try alone.handle(.stand)
    XCTAssertEqual(text(alone.observation), "leader in term 1", "a node that is alone is nudged; it is")
  }

  /// In each round two nodes are nudged at once, sometimes with a third one down. Then one node is nudged while all is quiet,
  /// until it leads: each nudge begins a term of its own, so it comes past all terms before, of which there are fewer than 30.
  func testElectsInTheEnd() throws {
    let count = 5
    let ends = Array(repeating: LogEnd(term: 1, index: 1), count: count)
    try SuiteRuns.simulate("five-nodes", try cluster(ends), seeds: 1...8) { run, seed in
      for round in 0..<6 {
        let victim = NodeID((Int(seed) + round) % count)
        if round % 2 == 1 { run.crash(victim) }
        for place in 1...2 { run.invoke(.stand, at: NodeID((Int(seed) * 3 + round + place) % count)) }
        run.run(until: run.now + 60)
        run.recover(victim)
        let last = NodeID((Int(seed) * 2 + round) % count)
        for _ in 0..<30 where run.nodes[last.index].observation.role != .leader {
          run.invoke(.stand, at: last)
          run.run(until: run.now + 60)
        }
        let seen = run.nodes.map(\.observation)
        guard seen[last.index].role == .leader else {
          return
            "\(last) was nudged 30 times while all was quiet, and does not lead: it is \(text(seen[last.index]))"
        }
        let term = seen[last.index].term
        for other in run.nodes.indices where other != last.index && seen[other].term >= term {
          guard seen[other] == .init(term: term, role: .follower) else {
            return "\(last) leads term \(term), and \(NodeID(other)) is \(text(seen[other]))"
          }
        }
      }
      return nil
    }
  }

  private func cluster(_ ends: [LogEnd]) throws -> Cluster<Voter> {
    let voters = try ends.map { try Voter(.init(logEnd: $0)) }
    return Cluster(count: ends.count, link: Link(latency: .uniform(5...15))) { voters[$0.index] }
  }
}

private func text(_ value: Any) -> String { ValueText(names: []).text(value) }
