import Atoll
import AtollExploration
import Testing

@testable import AtollLessons

struct RaftTests {
  private static let figure8 = ["start": "figure-8", "terms": "4", "commands": "0"]

  /// Also: the disks with which figure 8 begins are no invention, Raft comes to them.
  @Test func `within two terms Raft keeps its four guarantees in every configuration`() throws {
    let report = try explored(RaftLog.self)
    #expect(report.end == .complete)
    #expect(report.states == 480_321)
    #expect(report.transitions == 1_637_320)
    #expect(report.violations.isEmpty)
    // Time-out, request, vote; command, copy, answer.
    #expect(report.length("a leader is elected") == 3)
    #expect(report.length("a command is applied") == 6)
    // Three steps for each of two leaders, their commands, and a hears of term 2.
    #expect(report.length("the disks are as figure 8 begins") == 9)
  }

  @Test func `a crash and a recovery do no harm within a term`() throws {
    let report = try explored(
      RaftLog.self, ["terms": "1"], faults: FaultBounds(crashes: 1, recoveries: 1))
    #expect(report.end == .complete)
    #expect(report.violations.isEmpty)
  }

  /// A leader that is handed no commands cannot commit those of others.
  @Test func `from figure 8 on nothing is lost, and nothing old is committed`() throws {
    let report = try explored(RaftLog.self, Self.figure8)
    #expect(report.end == .complete)
    #expect(report.violations == ["a command is applied": nil])
    #expect(report.length("a leader is elected") == 3)
  }

  @Test func `each mistake is found, by a shortest run`() throws {
    let twoTerms: [String: String] = [:]
    let cases: [(RaftBug, [String: String], RaftProperty, Int)] = [
      (.voteNotKept, ["terms": "1", "commands": "0"], .electionSafety, 8),
      (.noLogCheck, twoTerms, .leaderCompleteness, 9),
      (.noTruncation, twoTerms, .leaderCompleteness, 11),
      (.truncatesAlways, twoTerms, .leaderCompleteness, 10),
      (.oldTermCommit, Self.figure8, .leaderCompleteness, 11),
    ]
    for (bug, changes, property, length) in cases {
      var settings = Settings(RaftLog.settings)
      for (name, value) in changes { try settings.set(name, to: value) }
      try settings.set("bug", to: bug.rawValue)
      var limits = SearchLimits()
      limits.stopsAtViolation = true
      let faults = bug == .voteNotKept ? FaultBounds(crashes: 1, recoveries: 1) : FaultBounds()
      let report = try Exploration.explore(
        try #require(RaftLog.problem(settings)), faults: faults, limits: limits)
      #expect(report.length(property.rawValue) == length, "\(bug)")
    }
  }

  /// There are two of one term only where votes are forgotten. The log of the one that obeys may become shorter than
  /// what it would go on sending.
  @Test func `a leader that obeys another one of its term leads no more`() {
    var node = RaftNode(
      rules: RaftRules(commands: 1, termMax: 2, candidates: 2, spread: 150, bug: .voteNotKept))
    (node.term, node.role) = (1, .leader)
    var context = NodeContext<RaftNode>(id: NodeID(0), clusterSize: 3, script: ChoiceScript())
    node.receive(.append(term: 1, after: node.end, [], commit: 0), from: NodeID(1), &context)
    let cancelled = context.effects.compactMap { effect in
      if case .cancelTimer(let timer) = effect { timer } else { nil }
    }
    #expect(node.role == .follower)
    #expect(cancelled == [.heartbeat, .command])
  }

  /// The explorer packs, shares and skips; the search here does none of that.
  @Test(arguments: [
    ["terms": "1"], ["terms": "2", "nodes": "2", "candidates": "2"],
    ["terms": "1", "candidates": "3", "commands": "0"], ["terms": "1", "commands": "2", "candidates": "1"],
  ])
  func `the explorer finds the configurations that a plain search finds`(changes: [String: String]) throws {
    var settings = Settings(RaftLog.settings)
    for (name, value) in changes { try settings.set(name, to: value) }
    let problem = try #require(RaftLog.problem(settings) as? ExplorationProblem<RaftNode>)
    let report = try Explorer(problem).explore(SearchLimits())
    let plain = PlainRaftSearch(problem.cluster)
    #expect(report.end == .complete)
    #expect(report.states == plain.configurations)
    #expect(report.transitions == plain.transitions)
  }

  @Test func `with losses, crashes and splits the guarantees hold at every step of sampled runs`() throws {
    var settings = Settings(RaftLog.settings)
    try settings.set("nodes", to: "5")
    try settings.set("commands", to: "3")
    for seed in 1...6 as ClosedRange<UInt64> {
      var run = try #require(RaftLog.begin(settings, seed: seed) as? Simulation<RaftNode>)
      run.setLinks(Link(loss: Probability(0.1), duplication: Probability(0.1), latency: .uniform(1...40)))
      for round in 0..<6 {
        run.crash(NodeID((round + Int(seed)) % 5))
        if round % 3 == 1 { run.partition([[NodeID(0), NodeID(1)], [NodeID(2), NodeID(3), NodeID(4)]]) }
        for _ in 0..<250 where run.step() {
          for property in RaftProperty.allCases { #expect(property.holds(of: run.nodes), "seed \(seed)") }
        }
        run.heal()
        run.recover(NodeID((round + Int(seed)) % 5))
      }
      run.setLinks(Link())
      run.run(until: run.now + 3000)
      #expect(run.nodes.allSatisfy { $0.applied == $0.log && $0.log == run.nodes[0].log && !$0.log.isEmpty })
    }
  }
}

/// A breadth-first search with sets, over a network that keeps every message for ever.
private struct PlainRaftSearch {
  private struct Sent: Hashable {
    let from: Int
    let to: Int
    let message: RaftMessage
  }

  private struct Configuration: Hashable {
    var nodes: [RaftNode]
    var timers: [Set<RaftNode.TimerName>]
    var sent: Set<Sent> = []
  }

  private(set) var transitions = 0
  private var found: Set<Configuration> = []

  var configurations: Int { found.count }

  init(_ cluster: Cluster<RaftNode>) {
    var first = Configuration(nodes: cluster.nodes, timers: cluster.nodes.map { _ in [] })
    for place in cluster.nodes.indices { call(place, in: &first) { $0.start(&$1) } }
    found = [first]
    var level = [first]
    while !level.isEmpty {
      var next: [Configuration] = []
      for configuration in level {
        for successor in successors(of: configuration) where successor != configuration {
          transitions += 1
          if found.insert(successor).inserted { next.append(successor) }
        }
      }
      level = next
    }
  }

  private func successors(of configuration: Configuration) -> [Configuration] {
    var successors: [Configuration] = []
    for place in configuration.nodes.indices {
      for timer in configuration.timers[place] {
        var next = configuration
        next.timers[place].remove(timer)
        call(place, in: &next) { $0.timeout(timer, &$1) }
        successors.append(next)
      }
    }
    for sent in configuration.sent {
      var next = configuration
      call(sent.to, in: &next) { $0.receive(sent.message, from: NodeID(sent.from), &$1) }
      successors.append(next)
    }
    return successors
  }

  /// Calls a handler and carries out what it asks for.
  private func call(
    _ place: Int, in configuration: inout Configuration,
    _ handler: (inout RaftNode, inout NodeContext<RaftNode>) -> Void
  ) {
    var context = NodeContext<RaftNode>(
      id: NodeID(place), clusterSize: configuration.nodes.count, script: ChoiceScript())
    handler(&configuration.nodes[place], &context)
    for effect in context.effects {
      switch effect {
      case .send(let message, let to):
        configuration.sent.insert(Sent(from: place, to: to.index, message: message))
      case .setTimer(let timer, _): configuration.timers[place].insert(timer)
      case .cancelTimer(let timer): configuration.timers[place].remove(timer)
      case .reply, .note: break
      }
    }
  }
}
