import Atoll
import AtollConsistency
import AtollExploration
import Testing

@testable import AtollLessons

struct PrimaryBackupTests {
  private static let claim = "no acknowledged write is lost"

  /// The shortest ways to lose a write, counted by hand: write and promote; and, where one backup has to confirm, its
  /// delivery and its confirmation; and, where one of two others is asked, the question and its answer.
  @Test(
    arguments: [
      ("sync", "blind", nil), ("semi-sync", "blind", 4), ("async", "blind", 2), ("sync", "majority", nil),
      ("semi-sync", "majority", nil), ("async", "majority", 4),
    ] as [(String, String, Int?)])
  func `a failover loses what the mode lets it lose`(mode: String, takeOver: String, steps: Int?) throws {
    let report = try explored(PrimaryBackup.self, ["mode": mode, "takeover": takeOver])
    #expect(report.end == .complete)
    #expect(report.violations.mapValues { $0 } == (steps.map { [Self.claim: $0] } ?? [:]))
  }

  @Test func `the old primary follows the new one after it has come back`() throws {
    var settings = Settings(PrimaryBackup.settings)
    try settings.set("mode", to: "async")
    var run = PrimaryBackup.begin(settings, seed: 1)
    func write(_ value: String, at node: Int) throws {
      _ = try run.invoke(anyRequest: PrimaryRequest.register(.write("x", value)), at: NodeID(node))
    }
    try write("1", at: 0)
    run.crash(NodeID(0))
    _ = try run.invoke(anyRequest: PrimaryRequest.promote, at: NodeID(1))
    run.run(until: 100)
    run.recover(NodeID(0))
    try write("2", at: 1)
    run.run(until: 200)
    let nodes = try #require(run as? Simulation<PrimaryReplica>).nodes
    #expect(nodes.map(\.log.description) == ["[x=2]", "[x=2]", "[x=2]"])
    #expect(nodes.map(\.isPrimary) == [false, true, false])
  }

  @Test(arguments: ["blind", "majority"])
  func `of two that are promoted at the same moment one stays the primary`(takeOver: String) throws {
    var settings = Settings(PrimaryBackup.settings)
    try settings.set("takeover", to: takeOver)
    var run = PrimaryBackup.begin(settings, seed: 1)
    for node in 1...2 { _ = try run.invoke(anyRequest: PrimaryRequest.promote, at: NodeID(node)) }
    run.run(until: 100)
    let nodes = try #require(run as? Simulation<PrimaryReplica>).nodes
    #expect(nodes.map(\.isPrimary) == [false, false, true])
    #expect(nodes.map(\.view) == [3, 3, 3])
  }

  @Test(
    arguments: [("lag", "old answers", "standard error"), ("scaling", "operations", nil)]
      as [(String, String, String?)])
  func `what a study measures agrees with its theory`(name: String, measured: String, error: String?) throws {
    let study = try #require(PrimaryBackup.studies.first { $0.name == name })
    let table = study.answer(Settings(PrimaryBackup.settings), 7)
    for (value, theory, error) in zip3(
      table.numbers(measured), table.numbers("theory"),
      error.map(table.numbers) ?? table.rows.map { _ in 0.03 })
    {
      #expect(abs(value - theory) <= 5 * max(error, 0.02), "\(name): \(value) against \(theory)")
    }
  }

  @Test func `all replicas together bear no more writes than one`() throws {
    let study = try #require(PrimaryBackup.studies.first { $0.name == "scaling" })
    var settings = Settings(PrimaryBackup.settings)
    try settings.set("writes", to: "99")
    #expect(study.answer(settings, 1).numbers("writes").allSatisfy { $0 <= 1 })
  }
}

struct QuorumTests {
  /// By hand: with r = n every read meets the replica that stored first; with r + w > n and no write-back a read may find
  /// what only one replica has; without overlap a read may miss a write that is over.
  @Test(
    arguments: [
      (2, 2, 9), (1, 3, 4), (1, 1, 2), (3, 1, nil), (3, 3, nil), (2, 1, 6),
    ] as [(Int, Int, Int?)])
  func `overlap is not enough`(r: Int, w: Int, steps: Int?) throws {
    let report = try explored(Quorum.self, ["r": "\(r)", "w": "\(w)"])
    #expect(report.end == .complete)
    #expect(report.violations == (steps.map { ["linearizable": $0] } ?? [:]))
  }

  @Test func `with write-back two replicas of two are linearizable`() throws {
    let report = try explored(Quorum.self, ["n": "2", "r": "2", "w": "1", "writeback": "yes"])
    #expect(report.end == .complete)
    #expect(report.violations == [:])
  }

  @Test func `without overlap write-back does not help`() throws {
    let report = try explored(Quorum.self, ["n": "2", "r": "1", "w": "1", "writeback": "yes"])
    #expect(report.violations.keys.sorted() == ["linearizable"])
  }
}

struct SessionTests {
  private static let stories: [(SessionStory, [String], ConsistencyLevel)] = [
    (.readYourWrites, ["A write x r1", "A read x r2"], .readYourWrites),
    (.monotonicReads, ["A write x r1", "B read x r1", "B read x r2"], .monotonicReads),
    (
      .monotonicWrites, ["A write x r1", "A write y r2", "B read y r2", "B read x r2"], .monotonicWrites
    ),
    (
      .writesFollowReads, ["A write x r1", "B read x r1", "B write y r2", "C read y r2", "C read x r2"],
      .writesFollowReads
    ),
  ]

  /// The lesson's four histories, one operation after another, judged by the checker of levels.
  @Test(arguments: stories.indices)
  func `each of the four histories breaks exactly one guarantee`(place: Int) throws {
    let (_, operations, broken) = Self.stories[place]
    let report = LevelReport(try history(operations, guarantee: "none"))
    for level in ConsistencyLevel.sessionGuarantees {
      #expect(report.verdict(level) == (level == broken ? .broken : .holds), "\(level)")
    }
  }

  @Test(arguments: stories.indices)
  func `its own guarantee repairs it`(place: Int) throws {
    let (story, operations, _) = Self.stories[place]
    let report = LevelReport(try history(operations, guarantee: story.rawValue))
    #expect(report.verdict(.linearizable) == .holds)
  }

  private func history(_ operations: [String], guarantee: String) throws -> CheckedHistory {
    var settings = Settings(Sessions.settings)
    try settings.set("guarantee", to: guarantee)
    var run = Sessions.begin(settings, seed: 1)
    for operation in operations {
      let words = operation.split(separator: " ").map(String.init)
      let request: RegisterRequest = words[1] == "write" ? .write(words[2], "1") : .read(words[2])
      let session = try #require(run.names.firstIndex(of: words[0]))
      let replica = try #require(run.names.firstIndex(of: words[3]))
      let id = try run.invoke(
        anyRequest: SessionRequest(operation: request, replica: NodeID(replica)), at: NodeID(session))
      while !run.isAnswered(id), run.step() {}
    }
    return CheckedHistory(
      History<SessionRequest, RegisterReply>(of: run), SessionSpecification(), text: { "\($0)" })
  }

  @Test(arguments: SessionStory.allCases, SessionGuarantee.allCases)
  func `in every order a guarantee repairs its own history and no other`(
    story: SessionStory, guarantee: SessionGuarantee
  ) throws {
    let report = try explored(Sessions.self, ["history": story.rawValue, "guarantee": guarantee.rawValue])
    #expect(report.end == .complete)
    let isRepaired = guarantee == .all || guarantee.rawValue == story.rawValue
    #expect(report.violations.isEmpty == isRepaired)
  }
}

extension StudyTable {
  /// The numbers of a column.
  func numbers(_ column: String) -> [Double] {
    guard let place = columns.firstIndex(where: { $0.name == column }) else { return [] }
    return rows.compactMap { row in
      if case .number(let number) = row[place] { number } else { nil }
    }
  }
}

private func zip3<A, B, C>(_ a: [A], _ b: [B], _ c: [C]) -> [(A, B, C)] {
  zip(a, zip(b, c)).map { ($0, $1.0, $1.1) }
}
