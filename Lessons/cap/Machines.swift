import Atoll

/// Every small protocol for a register in a network partition: two machines, each picked by its number.
public enum Machines: Model {
  /// `cap/machines`.
  public static let name = "machines"
  /// What it is.
  public static let summary =
    "any two finite machines, cut off from each other: a takes one write, b one read"

  /// What can be set. Numbers beyond the last machine begin again at 0. No machine with three states answers after more
  /// than three ticks, so a client need not wait longer.
  public static let settings = [
    Setting("states", in: 1...3, standard: 2, "how many states each machine has"),
    Setting("a", in: 0...46_655, standard: 8, "which machine takes the write; numbers go round"),
    Setting("b", in: 0...531_440, standard: 12, "which machine takes the read; numbers go round"),
    .patience(standard: 3),
  ]

  /// What clients can ask: what there is to write is 1.
  public static let commands = [ClientCommand.write, ClientCommand.read]

  /// The run with the write.
  public static let demonstration = ["write a x=1", "run 3", "read b x", "run", "diagram", "check"]

  /// Begins a run: the two machines are cut off from each other.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    cutOff(settings, seed: seed)
  }

  static func cutOff(_ settings: Settings, seed: UInt64) -> Simulation<MachineNode> {
    let (a, b) = pair(settings)
    var run = Simulation(Cluster(["a": MachineNode(a), "b": MachineNode(b)]), seed: seed)
    run.partition([[NodeID(0)], [NodeID(1)]])
    return run
  }

  static func pair(_ settings: Settings) -> (a: CapMachine, b: CapMachine) {
    let states = settings.integer("states")
    return (
      CapMachine(.writer, states: states, number: settings.integer("a")),
      CapMachine(.reader, states: states, number: settings.integer("b"))
    )
  }

  /// One register.
  public static func specification(_ settings: Settings) -> (any SequentialSpecification)? {
    RegisterSpecification()
  }

  /// Whether both were answered. This is no matter of patience: a machine that repeats itself stays silent.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    guard let run = run as? Simulation<MachineNode> else { return [] }
    var finding = Finding("available", .yes)
    for (node, name) in zip(run.nodes, run.names) where node.open != nil {
      if node.ticksLeft == 0 {
        finding.answer = .no
        finding.reasons.append(
          "\(name) was silent for \(node.machine.states.ticks): it has been in this state before, and is silent for ever"
        )
      } else if finding.answer == .yes {
        finding.answer = .open
        finding.reasons.append("\(name) may still answer: let it run")
      }
    }
    return [finding]
  }

  /// The pair's two runs next to each other, and the count of all pairs.
  public static var studies: [Study] { [MachineStudies.runs, MachineStudies.killers] }
}

extension Int {
  fileprivate var ticks: String { self == 1 ? "1 tick" : "\(self) ticks" }
}
