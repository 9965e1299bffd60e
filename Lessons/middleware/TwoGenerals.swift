import Atoll

/// Two generals who exchange a fixed number of messages over a link that loses some.
///
/// - SeeAlso: Akkoyunlu, Ekanadham & Huber 1975, "Some constraints and tradeoffs in the design of network communications"; Gray
///   1978, "Notes on data base operating systems", who gave it the name.
public enum TwoGenerals: Model {
  /// `middleware/two-generals`.
  public static let name = "two-generals"
  /// What it is.
  public static let summary = "two generals agree on an attack by messengers, any of whom may be caught"

  private static let messagesMax = 8

  /// What can be set.
  public static let settings = [
    Setting(
      "messages", in: 0...messagesMax, standard: 2, "how many messages they exchange, the order included"),
    Setting("a", in: 0...messagesMax, standard: 1, "how many messages a has to receive to attack"),
    Setting("b", in: 0...messagesMax, standard: 1, "how many messages b has to receive to attack"),
    Setting.patience(standard: 100),
  ]

  /// What clients can ask.
  public static let commands = [
    ClientCommand("propose", "", "the general NODE sends the order to attack") {
      words, _ throws(ClientCommandError) in
      guard words.isEmpty else { throw ClientCommandError("propose takes only a general. Say: propose a") }
      return GeneralsNode.Request.propose
    },
    ClientCommand("decide", "", "the hour has come: the general NODE attacks or waits") {
      words, _ throws(ClientCommandError) in
      guard words.isEmpty else { throw ClientCommandError("decide takes only a general. Say: decide b") }
      return GeneralsNode.Request.decide
    },
  ]

  /// An exchange whose last message is lost.
  public static let demonstration = [
    "propose a", "run 15", "partition {b} -> {a}", "run", "decide a", "decide b", "diagram", "check",
  ]

  /// Begins a run.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    Simulation(cluster(settings), seed: seed)
  }

  private static func cluster(_ settings: Settings) -> Cluster<GeneralsNode> {
    cluster(settings.integer("messages"), [settings.integer("a"), settings.integer("b")])
  }

  private static func cluster(_ messages: Int, _ needed: [Int]) -> Cluster<GeneralsNode> {
    Cluster(count: 2) { GeneralsNode(messages: messages, needed: needed[$0.index]) }
  }

  /// The exchange, of which one message may be lost, and the decisions; all orders of events.
  public static func problem(_ settings: Settings) -> (any Explorable)? {
    ExplorationProblem(
      cluster(settings), faults: FaultBounds(drops: 1),
      clients: [NodeID(0): [.propose, .decide], NodeID(1): [.decide]],
      properties: [
        .agreement("no general attacks alone") { $0.attacks },
        .sometimes("both attack") { $0.nodes.allSatisfy { $0.attacks == true } },
      ])
  }

  /// Judges a run.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    guard let run = run as? Simulation<GeneralsNode> else { return [] }
    let decisions = run.nodes.compactMap(\.attacks)
    return [
      Finding(
        "no general attacks alone",
        decisions.count < 2 ? .open : decisions[0] == decisions[1] ? .yes : .no,
        zip(run.names, run.nodes).compactMap { name, node in
          node.attacks.map {
            "\(name) \($0 ? "attacks" : "waits"): it has received \(node.received), and wants \(node.needed)"
          }
        })
    ]
  }

  /// The questions that take many runs.
  public static let studies = [
    Study("rules", "for every number of messages: every rule to decide by, and the loss that defeats it") {
      _, _ in
      rules
    }
  ]

  /// All rules "attack after so many messages", against the loss of every single message.
  private static var rules: StudyTable {
    var table = StudyTable(
      columns: [
        .init("messages"), .init("rules"), .init("one attacks alone", unit: "rules"),
        .init("nobody ever attacks", unit: "rules"), .init("both attack whatever is lost", unit: "rules"),
        .init("right", unit: "rules"),
      ],
      remarks: [
        "a rule: after how many messages a attacks, and b; from 0 to one more than each may receive",
        "each rule is run without a loss, and with the loss of each message, which ends the exchange; in all, each run there is",
        "right would be: both attack if nothing is lost, and if nothing arrives nobody does, and nobody attacks alone in any run",
      ])
    for messages in 0...messagesMax {
      var counts = [0, 0, 0, 0, 0]
      for a in 0...(messages / 2 + 1) {
        for b in 0...((messages + 1) / 2 + 1) {
          let runs = (0...messages).map { attackers(messages, [a, b], lost: $0 + 1) }
          let isSplit = runs.contains { $0[0] != $0[1] }
          let (onAll, onNone) = (runs[messages], runs[0])
          counts[0] += 1
          if isSplit {
            counts[1] += 1
          } else if !onAll[0] {
            counts[2] += 1
          } else if onNone[0] {
            counts[3] += 1
          } else {
            counts[4] += 1
          }
        }
      }
      table.append([.init(messages)] + counts.map { .init($0) })
    }
    return table
  }

  /// Who attacks if the message with a number is lost; one that is not there is not lost.
  private static func attackers(_ messages: Int, _ needed: [Int], lost: Int) -> [Bool] {
    var run = Simulation(cluster(messages, needed), seed: 1, isTracing: false)
    let lossy = Link(loss: Probability(1))
    if lost == 1 { run.setLinks(lossy) }
    _ = run.invoke(.propose, at: NodeID(0))
    // Messages take 10 ticks each: the n-th is sent at tick 10·(n − 1).
    if lost > 1 { run.run(until: 10 * (lost - 1) - 1) }
    if lost <= messages { run.setLinks(lossy) }
    run.run(until: 1000)
    for node in 0..<2 { _ = run.invoke(.decide, at: NodeID(node)) }
    return run.nodes.map { $0.attacks ?? false }
  }
}
