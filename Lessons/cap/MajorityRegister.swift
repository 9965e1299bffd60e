import Atoll

/// Some nodes share registers; an operation waits for a majority of them.
///
/// Two majorities share a node, so a later operation hears of an earlier one. The side of a network partition that has
/// a majority goes on; the other side refuses.
public enum MajorityRegister: Model {
  /// `cap/majority`.
  public static let name = "majority"
  /// What it is.
  public static let summary = "three or five nodes share registers; who hears no majority refuses"

  /// What can be set; the first word of a choice is the value unless set.
  public static let settings = [
    Setting("nodes", among: ["3", "5"], "how many nodes there are"),
    Setting("latency", in: 1...1000, standard: 10, "ticks that a message is under way"),
    Setting("timeout", in: 1...10_000, standard: 40, "ticks that a node waits for the others"),
    Setting.patience(standard: 100),
  ]

  /// What clients can ask.
  public static let commands = [ClientCommand.write, ClientCommand.read]

  /// A network partition with a majority on one side.
  public static let demonstration = [
    "write a x=1", "partition {a b} {c}", "write a x=2", "read c x", "heal", "read c x", "diagram", "check",
  ]

  /// Begins a run.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    Simulation(cluster(settings), seed: seed)
  }

  private static func cluster(_ settings: Settings) -> Cluster<ConsistentRegister> {
    let count = settings.integer("nodes")
    let node = ConsistentRegister(
      timeout: settings.integer("timeout"), reads: .all, spare: count - (count / 2 + 1))
    return Cluster(count: count, link: Link(latency: .fixed(settings.integer("latency")))) { _ in node }
  }

  /// A write at one node and two reads at another one, in every order; messages in transit are a set that only grows.
  public static func problem(_ settings: Settings) -> (any Explorable)? {
    ExplorationProblem(
      cluster(settings), network: .duplicating,
      clients: [NodeID(0): [.write("x", "1")], NodeID(1): [.read("x"), .read("x")]],
      properties: [.linearizable(as: RegisterSpecification(), refused: { $0 == .unavailable })])
  }

  /// One register for each key.
  public static func specification(_ settings: Settings) -> (any SequentialSpecification)? {
    RegisterSpecification()
  }

  /// Judges whether the nodes answered, and compares the copies.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    let history = History<RegisterRequest, RegisterReply>(of: run)
    return [RegisterFindings.available(history, run, patience: settings.integer("patience"))]
      + RegisterFindings.agreement(run)
  }

  /// What consistency costs while nothing is broken.
  public static var studies: [Study] { [LatencyPrice.study] }
}
