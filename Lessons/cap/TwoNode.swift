import Atoll

/// Two nodes, one register for each key, a client at each node; the policy says what a node does when it cannot
/// reach the other.
public enum TwoNode: Model {
  public static let name = "two-node"
  public static let summary = "two nodes that share registers: consistent (cp) or available (ap) when cut off"

  public static let settings = [
    Setting("policy", among: ["cp", "ap"], "refuse when cut off (cp), or answer and merge later (ap)"),
    Setting("merge", among: ["lww", "union"], "under ap: of two conflicting writes keep the last (lww) or both (union)"),
    Setting("latency", in: 1...1000, standard: 10, "ticks that a message is under way"),
    Setting("timeout", in: 1...10_000, standard: 40, "ticks that a node waits for the other before it gives up or retries"),
    Setting.patience(standard: 100),
  ]

  public static let commands = [ClientCommand.write, ClientCommand.read]

  public static let demonstration = [
    "write a x=1", "read b x", "partition {a} {b}", "write a x=2", "read b x", "heal", "run", "diagram", "history",
    "check",
  ]

  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    let link = Link(latency: .fixed(settings.integer("latency")))
    let timeout = settings.integer("timeout")
    if settings["policy"] == "cp" {
      return Simulation(Cluster(count: 2, link: link) { _ in ConsistentRegister(timeout: timeout) }, seed: seed)
    }
    let merge: AvailableRegister.Merge = settings["merge"] == "lww" ? .lww : .union
    return Simulation(
      Cluster(count: 2, link: link) { _ in AvailableRegister(merge: merge, timeout: timeout) }, seed: seed)
  }

  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    let history = History<RegisterRequest, RegisterReply>(of: run)
    return [
      RegisterFindings.linearizable(history),
      RegisterFindings.available(history, run, patience: settings.integer("patience")),
      RegisterFindings.agreement(run),
    ]
  }
}
