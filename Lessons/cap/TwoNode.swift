import Atoll

/// Two nodes, one register for each key, a client at each node; the policy says what a node does when it cannot
/// reach the other.
public enum TwoNode: Model {
  /// `cap/two-node`.
  public static let name = "two-node"
  /// What it is.
  public static let summary = "two nodes share registers; cut off, refuse (cp) or answer (ap)"

  /// What can be set; the first word of a choice is the value unless set.
  public static let settings = [
    Setting("policy", among: ["cp", "ap"], "refuse when cut off (cp), or answer and merge later (ap)"),
    Setting("merge", among: ["lww", "union"], "ap: of two conflicting writes keep the last (lww), or both"),
    Setting(
      "reads", among: ["all", "own"], "cp: a read asks all nodes, or answers from the node's own copy"),
    Setting("latency", in: 1...1000, standard: 10, "ticks that a message is under way"),
    Setting("timeout", in: 1...10_000, standard: 40, "ticks that a node waits for the other"),
    Setting.patience(standard: 100),
  ]

  /// What clients can ask.
  public static let commands = [ClientCommand.write, ClientCommand.read]

  /// One operation at each node before, during and after a network partition.
  public static let demonstration = [
    "write a x=1", "read b x", "partition {a} {b}", "write a x=2", "read b x", "heal", "run", "diagram",
    "history", "check",
  ]

  /// Begins a run with two nodes of the policy.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    let link = Link(latency: .fixed(settings.integer("latency")))
    if settings["policy"] == "cp" {
      let node = consistentNode(settings)
      return Simulation(Cluster(count: 2, link: link) { _ in node }, seed: seed)
    }
    let node = availableNode(settings)
    return Simulation(Cluster(count: 2, link: link) { _ in node }, seed: seed)
  }

  static func consistentNode(_ settings: Settings) -> ConsistentRegister {
    let reads: ConsistentRegister.Reads = settings["reads"] == "own" ? .own : .all
    return ConsistentRegister(timeout: settings.integer("timeout"), reads: reads)
  }

  static func availableNode(_ settings: Settings) -> AvailableRegister {
    let merge: AvailableRegister.Merge = settings["merge"] == "lww" ? .lww : .union
    return AvailableRegister(merge: merge, timeout: settings.integer("timeout"))
  }

  /// Who may take hold of a link: somebody who changes values, or who confirms what nobody has stored.
  public static func adversaries(_ settings: Settings) -> [LinkTampering] {
    settings["policy"] == "cp"
      ? [.garbleConsistent, .confirm] : [.garbleAvailable]
  }

  /// A write and a read at each node, in every order.
  public static func problem(_ settings: Settings) -> (any Explorable)? {
    RegisterExploration.problem(settings)
  }

  /// One register for each key.
  public static func specification(_ settings: Settings) -> (any SequentialSpecification)? {
    RegisterSpecification()
  }

  /// Judges what the clients saw, and compares the copies.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    let history = History<RegisterRequest, RegisterReply>(of: run)
    return [RegisterFindings.available(history, run, patience: settings.integer("patience"))]
      + RegisterFindings.agreement(run)
  }
}
