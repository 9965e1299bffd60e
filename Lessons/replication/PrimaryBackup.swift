import Atoll

/// One primary that takes the writes, and backups that follow its log.
public enum PrimaryBackup: Model {
  /// `replication/primary-backup`.
  public static let name = "primary-backup"
  /// What it is.
  public static let summary = "a primary orders the writes, backups follow; a backup can be promoted"

  /// What can be set; the first word of a choice is the value unless set.
  public static let settings = [
    Setting(
      "mode", among: ["sync", "semi-sync", "async"], "the primary answers when all, one or no backup has it"),
    Setting(
      "takeover", among: ["blind", "majority"],
      "who is promoted keeps its own log, or takes the longest of a majority"),
    Setting("replicas", in: 2...9, standard: 3, "how many replicas there are, the primary included"),
    Setting("latency", in: 1...1000, standard: 10, "ticks that a message is under way"),
    Setting("writes", in: 1...99, standard: 20, "study scaling: how many of 100 operations are writes"),
    Setting.patience(standard: 100),
  ]

  /// What clients and the operator can ask.
  public static let commands = [
    ClientCommand("write", "KEY=VALUE", "a client asks NODE, the primary, to write VALUE into register KEY") {
      words, names throws(ClientCommandError) in
      PrimaryRequest.register(try ClientCommand.register(.write, words, names))
    },
    ClientCommand("read", "KEY", "a client asks NODE for the value of register KEY") {
      words, names throws(ClientCommandError) in
      PrimaryRequest.register(try ClientCommand.register(.read, words, names))
    },
    ClientCommand("promote", "", "the operator makes NODE the primary") {
      words, _ throws(ClientCommandError) in
      guard words.isEmpty else { throw ClientCommandError("promote takes a node alone. Say: promote b") }
      return PrimaryRequest.promote
    },
  ]

  /// A write, a crash of the primary, a promotion.
  public static let demonstration = [
    "write a x=1", "crash a", "promote b", "read b x", "diagram", "history", "check",
  ]

  static func cluster(_ settings: Settings, link: Link = Link()) -> Cluster<PrimaryReplica> {
    let mode = AcknowledgeMode(rawValue: settings["mode"]) ?? .sync
    let takeOver = TakeOver(rawValue: settings["takeover"]) ?? .blind
    return Cluster(count: settings.integer("replicas"), link: link) { node in
      PrimaryReplica(mode: mode, takeOver: takeOver, isPrimary: node.index == 0)
    }
  }

  /// Begins a run in which the first replica is the primary.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    Simulation(cluster(settings, link: Link(latency: .fixed(settings.integer("latency")))), seed: seed)
  }

  /// A write at the first replica and the promotion of the second, in every order; one replica may crash.
  public static func problem(_ settings: Settings) -> (any Explorable)? {
    ExplorationProblem(
      cluster(settings), network: .duplicating, faults: FaultBounds(crashes: 1),
      clients: [NodeID(0): [.register(.write("x", "1"))], NodeID(1): [.promote]],
      properties: [
        .always("no acknowledged write is lost") { lost($0.nodes).isEmpty },
        .sometimes("a backup takes over", someNode: { $0.isPrimary && $0.view > 1 }),
      ])
  }

  /// The acknowledged writes that the primary of the latest view does not hold.
  private static func lost(_ replicas: [PrimaryReplica]) -> [PrimaryReplica.Entry] {
    guard let primary = replicas.filter(\.isPrimary).max(by: { $0.view < $1.view }) else { return [] }
    return replicas.flatMap(\.acknowledged).filter { !primary.log.contains($0) }
  }

  /// Judges whether a promotion has lost what clients were told is written, and how far the backups are behind.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    guard let run = run as? Simulation<PrimaryReplica> else { return [] }
    let lost = lost(run.nodes)
    let names = zip(run.names, run.nodes)
    let primaries = names.filter { run.isUp(NodeID(run.names.firstIndex(of: $0.0) ?? 0)) && $0.1.isPrimary }
    let behind = names.filter { $0.1.log.count < (run.nodes.map(\.log.count).max() ?? 0) }
    return [
      Finding(
        "no acknowledged write is lost", lost.isEmpty ? .yes : .no,
        lost.map { "\($0) was acknowledged, and the primary does not hold it" }),
      Finding(
        "one primary is up", primaries.count == 1 ? .yes : .no,
        primaries.count > 1 ? [primaries.map(\.0).joined(separator: " and ") + " are primaries"] : []),
      Finding(
        "all logs are the same now, those of crashed replicas too",
        Set(run.nodes.map(\.log)).count == 1 ? .yes : .no,
        behind.map { "\($0) holds \($1.log.count) writes of \(run.nodes.map(\.log.count).max() ?? 0)" }),
    ]
  }

  /// How old what a backup answers is, and how many operations the replicas bear.
  public static let studies = [ReplicationStudies.lag, ReplicationStudies.scaling]
}

extension ClientCommand {
  /// Reads the words of one of the two commands of a register.
  static func register(_ command: ClientCommand, _ words: [String], _ names: [String])
    throws(ClientCommandError) -> RegisterRequest
  {
    guard let request = try command.request(words, names) as? RegisterRequest else {
      throw ClientCommandError("\(command.name) is no command of a register")
    }
    return request
  }
}
