import Atoll

/// A log that is the same on every node, by Raft: a leader is elected, and the others copy its log.
///
/// - SeeAlso: Ongaro and Ousterhout 2014, "In search of an understandable consensus algorithm".
public enum RaftLog: Model {
  /// `replication/log`.
  public static let name = "log"
  /// What it is.
  public static let summary = "a replicated log: nodes elect a leader and copy its log (Raft)"

  /// What can be set.
  public static let settings = [
    Setting("nodes", in: 2...5, standard: 3, "how many nodes there are"),
    Setting("commands", in: 0...3, standard: 1, "how many commands each leader is handed in its term"),
    Setting("terms", in: 1...5, standard: 2, "explore: no node begins a term above this"),
    Setting("candidates", in: 1...5, standard: 2, "explore: how many nodes stand for election, from a on"),
    Setting(
      "start", among: ["empty", "figure-8"],
      "figure-8: a has led term 1 and b term 2, each with a command that nobody else has"),
    Setting("spread", in: 0...300, standard: 150, "how many ticks beyond 150 an election timer may take"),
    Setting("bug", among: RaftBug.allCases.map(\.rawValue), "a mistake"),
  ]

  /// What shows it.
  public static let demonstration = ["run 400", "diagram", "check"]

  /// Begins a run: no bound on terms, and every node stands for election.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    Simulation(cluster(settings, termMax: .max, candidates: .max), seed: seed)
  }

  private static func cluster(_ settings: Settings, termMax: Int, candidates: Int) -> Cluster<RaftNode> {
    let rules = RaftRules(
      commands: settings.integer("commands"), termMax: termMax, candidates: candidates,
      spread: settings.integer("spread"), bug: RaftBug(rawValue: settings["bug"]) ?? .none)
    return Cluster(count: settings.integer("nodes"), link: Link(latency: .uniform(5...15))) { node in
      settings["start"] == "empty" ? RaftNode(rules: rules) : figure8(node, rules)
    }
  }

  /// Raft can come to this: a led term 1 and took a command, then b led term 2 with the others' votes and took one. Both
  /// have come back from a crash since, all messages are lost, and all nodes know of term 2.
  static func figure8(_ node: NodeID, _ rules: RaftRules) -> RaftNode {
    var member = RaftNode(rules: rules)
    member.term = 2
    member.vote = node.index == 0 ? nil : NodeID(1)
    if node.index < 2 {
      member.log = [RaftEntry(term: node.index + 1, leader: node, number: 1)]
      member.led = [node.index + 1]
    }
    return member
  }

  /// Every order of events, where messages may be lost, overtake one another and arrive again, and terms are bounded.
  public static func problem(_ settings: Settings) -> (any Explorable)? {
    let cluster = cluster(
      settings, termMax: settings.integer("terms"), candidates: settings.integer("candidates"))
    let isEmpty = settings["start"] == "empty"
    let hasCommands = settings.integer("commands") > 0
    var problem = ExplorationProblem(
      cluster, network: .duplicating,
      properties: RaftProperty.allCases.map { property in
        .always(property.rawValue) { property.holds(of: $0.nodes) }
      } + [.sometimes("a leader is elected", someNode: { $0.role == .leader })])
    if hasCommands || !isEmpty {
      problem.properties.append(
        .sometimes("a command is applied", someNode: { !$0.applied.isEmpty }))
    }
    if isEmpty, hasCommands, settings.integer("terms") > 1 {
      let start = cluster.nodes.indices.map { figure8(NodeID($0), cluster.nodes[$0].rules) }
      problem.properties.append(
        .sometimes("the disks are as figure 8 begins") { configuration in
          zip(configuration.nodes, start).allSatisfy {
            $0.term == $1.term && $0.vote == $1.vote && $0.log == $1.log && $0.applied.isEmpty
          }
        })
    }
    return problem
  }

  /// Judges a run, as it stands now.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    guard let run = run as? Simulation<RaftNode> else { return [] }
    let logs = run.nodes.indices.map {
      "\(NodeID($0)) has applied \(run.nodes[$0].applied.count) of \(run.nodes[$0].log.count)"
    }
    return RaftProperty.allCases.map { Finding($0.rawValue, $0.holds(of: run.nodes) ? .yes : .no) } + [
      Finding(
        "every node has applied all entries of its log",
        run.nodes.allSatisfy { $0.applied == $0.log } ? .yes : .open, logs)
    ]
  }

  /// How long it takes until somebody leads.
  public static let studies = [
    Study("elections", "how long until the first leader, by how far apart the nodes' timers may run out") {
      settings, seed in
      let (runs, patience) = (40, 3000)
      var table = StudyTable(
        columns: [
          .init("spread", unit: "ticks"), .init("until a leader", unit: "ticks, mean"),
          .init("terms begun", unit: "mean"), .init("without a leader", unit: "percent of the runs"),
        ],
        drawing: .init(
          x: "spread", yName: "until the first leader (ticks, mean)", [.init("until a leader")]),
        remarks: [
          "\(runs) runs each, of \(settings["nodes"]) nodes; a message takes 5 to 15 ticks, a timer 150 and up to the spread more",
          "a run without a leader in \(patience) ticks is left out of the mean",
        ])
      for spread in [0, 2, 5, 10, 20, 40, 80, 150, 300] {
        var wide = settings
        try? wide.set("spread", to: "\(spread)")
        var (ticks, terms, led) = (0, 0, 0)
        for number in 0..<UInt64(runs) {
          var run = Simulation(
            cluster(wide, termMax: .max, candidates: .max), seed: seed &* 1000 &+ number, isTracing: false)
          while !run.nodes.contains(where: { $0.role == .leader }), run.now <= patience, run.step() {}
          terms += run.nodes.map(\.term).max() ?? 0
          if run.nodes.contains(where: { $0.role == .leader }) { (ticks, led) = (ticks + run.now, led + 1) }
        }
        table.append([
          .init(spread), led == 0 ? .none : .init(tenths(ticks, led)), .init(tenths(terms, runs)),
          .init(tenths(100 * (runs - led), runs)),
        ])
      }
      return table
    }
  ]

  private static func tenths(_ sum: Int, _ count: Int) -> Double {
    (Double(sum) * 10 / Double(count)).rounded() / 10
  }
}
