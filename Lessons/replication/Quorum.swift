import Atoll

/// Replicas of registers with quorums: how many answers a read and a write wait for.
public enum Quorum: Model {
  /// `replication/quorum`.
  public static let name = "quorum"
  /// What it is.
  public static let summary = "n replicas share registers; reads wait for r of them, writes for w"

  /// What can be set. A quorum larger than `n` is all replicas.
  public static let settings = [
    Setting("n", in: 2...5, standard: 3, "how many replicas there are"),
    Setting("r", in: 1...5, standard: 2, "how many copies a read or a write waits for first; n at most"),
    Setting(
      "w", in: 1...5, standard: 2, "how many replicas a value is stored at before the answer; n at most"),
    Setting("writeback", among: ["no", "yes"], "whether a read stores what it has found before it answers"),
    Setting("latency", in: 1...1000, standard: 10, "ticks that a message is under way"),
    Setting.patience(standard: 100),
  ]

  /// What clients can ask.
  public static let commands = [ClientCommand.write, ClientCommand.read]

  /// A write and two reads, with one replica down.
  public static let demonstration = [
    "write a x=1", "crash c", "read b x", "write b x=2", "read a x", "diagram", "history", "check",
  ]

  private static func replica(_ settings: Settings) -> QuorumReplica {
    let count = settings.integer("n")
    return QuorumReplica(
      readQuorum: min(settings.integer("r"), count), writeQuorum: min(settings.integer("w"), count),
      writesBack: settings["writeback"] == "yes")
  }

  /// Begins a run with replicas that hold nothing yet.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    let replica = replica(settings)
    let link = Link(latency: .fixed(settings.integer("latency")))
    return Simulation(Cluster(count: settings.integer("n"), link: link) { _ in replica }, seed: seed)
  }

  /// One write at the first replica, one read at each of the next two, in every order; messages arrive late or never.
  public static func problem(_ settings: Settings) -> (any Explorable)? {
    let replica = replica(settings)
    let count = settings.integer("n")
    var clients: [NodeID: [RegisterRequest]] = [NodeID(0): [.write("x", "1")]]
    for reader in 1..<min(count, 3) { clients[NodeID(reader)] = [.read("x")] }
    return ExplorationProblem(
      Cluster(count: count) { _ in replica }, network: .unordered, clients: clients,
      properties: [.linearizable(as: RegisterSpecification())])
  }

  /// One register for each key.
  public static func specification(_ settings: Settings) -> (any SequentialSpecification)? {
    RegisterSpecification()
  }

  /// Judges what the clients saw, and whether any two quorums meet.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    let replica = replica(settings)
    let (count, sum) = (settings.integer("n"), replica.readQuorum + replica.writeQuorum)
    return [
      Finding(
        "every read quorum meets every write quorum", sum > count ? .yes : .no,
        [
          "\(replica.readQuorum) + \(replica.writeQuorum) is \(sum > count ? "more" : "not more") than \(count)"
        ]
      )
    ]
  }
}
