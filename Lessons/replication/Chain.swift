import Atoll

/// A register on a chain of replicas: written at the head, read at the tail.
public enum Chain: Model {
  /// `replication/chain`.
  public static let name = "chain"
  /// What it is.
  public static let summary = "a register on a chain of replicas: written at the head, read at the tail"

  /// What can be set.
  public static let settings = [
    Setting("replicas", in: 2...8, standard: 3, "how many replicas the chain has"),
    Setting(
      "stops", among: ["nobody", "head", "middle", "tail"], "who stops after a while, and tells the others"),
    Setting(
      "suspicion", among: ["none", "wrong"], "wrong: the last but one takes the tail for stopped, which is up"
    ),
    Setting("reads", among: ["tail", "anywhere"], "who answers reads"),
    Setting.patience(standard: 300),
  ]

  /// What clients can ask.
  public static let commands = [ClientCommand.write, ClientCommand.read]

  /// What shows it.
  public static let demonstration = ["write a x=1", "read c x", "diagram", "check"]

  private static func cluster(_ settings: Settings) -> Cluster<ChainReplica> {
    let count = settings.integer("replicas")
    let places = ["head": 0, "middle": count / 2, "tail": count - 1]
    let rules = ChainRules(
      stopping: places[settings["stops"]], suspects: settings["suspicion"] == "wrong",
      readsAnywhere: settings["reads"] == "anywhere")
    return Cluster(count: count, link: Link(isOrdered: true)) { _ in ChainReplica(rules: rules) }
  }

  /// Begins a run: links take 10 ticks and keep the order.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    Simulation(cluster(settings), seed: seed)
  }

  /// The head's client writes; the last but one's writes, which is refused unless it is the head, and reads; the tail's
  /// reads twice.
  public static func problem(_ settings: Settings) -> (any Explorable)? {
    let count = settings.integer("replicas")
    var clients: [NodeID: [RegisterRequest]] = [
      NodeID(0): [.write("x", "1")], NodeID(count - 1): [.read("x"), .read("x")],
    ]
    clients[NodeID(count - 2), default: []] += [.write("x", "2"), .read("x")]
    return ExplorationProblem(
      cluster(settings), network: .ordered, clients: clients,
      properties: [
        .linearizable(as: RegisterSpecification(), refused: { $0 == .unavailable }),
        .always("a replica's writes begin with those of the next one") { configuration in
          let up = configuration.nodes.filter { !$0.isStopped }
          return zip(up, up.dropFirst()).allSatisfy { $0.history.starts(with: $1.history) }
        },
        .noDeadlock("no write is stuck", unless: { $0.isStopped || $0.waiting.isEmpty }),
      ])
  }

  /// One register for each key.
  public static func specification(_ settings: Settings) -> (any SequentialSpecification)? {
    RegisterSpecification()
  }

  /// Judges what the clients saw.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    let history = History<RegisterRequest, RegisterReply>(of: run)
    return [
      RegisterFindings.available(history, run, patience: settings.integer("patience"))
    ]
  }

  /// A chain against a primary with backups.
  public static let studies = [
    Study(
      "against-primary", "what a write costs on a chain, and with a primary that sends to all backups at once"
    ) {
      _, seed in
      let writes = 20
      var table = StudyTable(
        columns: [
          .init("replicas"), .init("chain, write", unit: "ticks"), .init("primary, write", unit: "ticks"),
          .init("chain, busiest", unit: "messages per write"),
          .init("primary, busiest", unit: "messages per write"),
        ],
        drawing: .init(
          x: "replicas", yName: "time of a write (ticks)", [.init("chain, write"), .init("primary, write")]),
        remarks: [
          "\(writes) writes, one after another, without failures; a message takes 10 ticks",
          "busiest: messages that the busiest replica sends or receives for one write; reads take none",
        ])
      for replicas in 2...8 {
        let link = Link(isOrdered: true)
        let rules = ChainRules(stopping: nil, suspects: false, readsAnywhere: false)
        var chain = Simulation(
          Cluster(count: replicas, link: link) { _ in ChainReplica(rules: rules) }, seed: seed)
        var star = Simulation(Cluster(count: replicas, link: link) { _ in StarReplica() }, seed: seed)
        let (onChain, onStar) = (cost(of: writes, on: &chain), cost(of: writes, on: &star))
        table.append([.init(replicas), onChain.time, onStar.time, onChain.messages, onStar.messages])
      }
      return table
    }
  ]

  /// What a write at the first replica costs: its time, and the messages at the busiest replica.
  private static func cost<N: Node>(
    of writes: Int, on run: inout Simulation<N>
  ) -> (time: StudyTable.Value, messages: StudyTable.Value) where N.Request == RegisterRequest {
    for number in 0..<writes {
      run.invoke(.write("x", "\(number)"), at: NodeID(0))
      while run.step() {}
    }
    var messages = Array(repeating: 0, count: run.nodes.count)
    for event in run.trace.events where event.kind == .send || event.kind == .delivery {
      if let node = event.node { messages[node.index] += 1 }
    }
    let times = run.clientOperations.map { ($0.returnedAt ?? $0.invokedAt) - $0.invokedAt }
    return (
      .init(Double(times.reduce(0, +)) / Double(writes)), .init(Double(messages.max() ?? 0) / Double(writes))
    )
  }
}
