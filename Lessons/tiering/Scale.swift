import Atoll

/// One machine, or many that have something to settle among themselves.
public enum Scale: Model {
  /// `tiering/scale`.
  public static let name = "scale"
  /// What it is.
  public static let summary =
    "machines that work in rounds: in parallel, then one at a time, then each tells each"

  /// What can be set.
  public static let settings = [
    Setting("machines", in: 1...64, standard: 3, "how many machines there are: horizontal scaling"),
    Setting("speed", in: 1...10, standard: 1, "how many times as fast each machine is: vertical scaling"),
    Setting(
      "serial", in: 0...1000, standard: 50, "thousandths of the work that only one machine at a time can do"),
    Setting(
      "telling", in: 0...1000, standard: 0,
      "thousandths of the work that it takes one machine to tell another"),
    Setting("rounds", in: 1...1000, standard: 1, "how many rounds they work"),
  ]

  /// The ticks of a piece of work on a machine of speed 1.
  static let pieceTicks = 1000

  /// A round.
  public static let demonstration = ["run 2000", "diagram", "check"]

  /// Begins a run.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    Simulation(cluster(settings), seed: seed)
  }

  static func cluster(_ settings: Settings) -> Cluster<ScaleNode> {
    let piece = pieceTicks / settings.integer("speed")
    let serial = piece * settings.integer("serial") / 1000
    let work = ScaleNode.Work(
      parallel: piece - serial, serial: serial, telling: piece * settings.integer("telling") / 1000)
    let machines = (0..<settings.integer("machines")).map { NodeID($0 + 2) }
    let coordinator = ScaleNode.Role.coordinator(rounds: settings.integer("rounds"))
    var cluster = Cluster(
      [
        "coordinator": ScaleNode(coordinator, work, machines: machines),
        "network": ScaleNode(.network, work, machines: machines),
      ], link: Link(latency: .fixed(0)))
    for place in machines.indices {
      cluster.nodes.append(ScaleNode(.machine, work, machines: machines))
      cluster.names.append("m\(place + 1)")
    }
    return cluster
  }

  /// How much more was done than one machine of speed 1 would have done.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    guard let run = run as? Simulation<ScaleNode> else { return [] }
    let rounds = run.nodes[0].roundsDone
    guard rounds > 0, rounds == settings.integer("rounds"), run.nodes[0].endTick > 0 else {
      return [Finding("the work is done", .open)]
    }
    let pieces = rounds * settings.integer("machines")
    let capacity = Double(pieces) * Double(pieceTicks) / Double(run.nodes[0].endTick)
    return [
      Finding(
        "the work is done", .yes,
        [
          "\(pieces) pieces in \(run.nodes[0].endTick) ticks: \(ServiceFindings.thousandths(capacity)) times one machine of speed 1"
        ])
    ]
  }

  /// What takes many runs to answer.
  public static var studies: [Study] { ScaleStudies.all }
}
