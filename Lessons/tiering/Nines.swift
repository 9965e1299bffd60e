import Atoll

/// Components that fail and are repaired, in series or in parallel, and the power that they share.
public enum Nines: Model {
  /// `tiering/nines`.
  public static let name = "nines"
  /// What it is.
  public static let summary =
    "how much of the time a system of parts serves, if its parts fail and are repaired"

  /// What can be set.
  public static let settings = [
    Setting("needs", among: ["all", "one", "majority"], "how many components the system needs to serve"),
    Setting("components", in: 1...20, standard: 2, "how many components there are"),
    Setting("failure", in: 1...10_000_000, standard: 9000, "mean ticks until a component fails"),
    Setting("repair", in: 1...1_000_000, standard: 1000, "mean ticks until it is repaired"),
    Setting(
      "power", in: 0...100_000_000, standard: 0,
      "mean ticks until the power fails that all share; 0: it never does"),
  ]

  /// A while.
  public static let demonstration = ["run 20000", "diagram", "check"]

  /// Begins a run.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    Simulation(cluster(settings), seed: seed)
  }

  static func cluster(_ settings: Settings) -> Cluster<NinesNode> {
    let count = settings.integer("components")
    let atLeast = settings["needs"] == "all" ? count : settings["needs"] == "one" ? 1 : count / 2 + 1
    let needs = NinesNode.Needs(atLeast: atLeast, components: count)
    let repair = settings.integer("repair")
    var cluster = Cluster(
      [
        "monitor": NinesNode(.monitor, needs),
        "power": NinesNode(.power, needs, timeToFailure: settings.integer("power"), timeToRepair: repair),
      ], link: Link(latency: .fixed(0)))
    for component in 0..<count {
      cluster.nodes.append(
        NinesNode(.component, needs, timeToFailure: settings.integer("failure"), timeToRepair: repair))
      cluster.names.append("c\(component + 1)")
    }
    return cluster
  }

  /// The share of the time in which the system served.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    guard let run = run as? Simulation<NinesNode>, run.now > 0 else { return [] }
    let share = 100 * availability(run)
    return [
      Finding(
        "the system serves now", run.nodes[0].isServing ? .yes : .no,
        [
          "availability so far: \(ServiceFindings.thousandths(share)) % of \(run.now) ticks, \(run.nodes[0].outages) outages"
        ])
    ]
  }

  /// The share of a run's time in which the system served.
  static func availability(_ run: Simulation<NinesNode>) -> Double {
    let monitor = run.nodes[0]
    let last = monitor.isServing ? run.now - monitor.lastChange : 0
    return Double(monitor.upTicks + last) / Double(run.now)
  }

  /// What takes many runs to answer.
  public static var studies: [Study] { NinesStudies.all }
}

/// Availability by formula, and by running.
enum NinesStudies {
  static let all = [components, nines]

  static let components = Study("components", "availability against the number of components") {
    settings, seed in
    let (runs, ticks) = (6, 3_000_000)
    let power = max(settings.integer("power"), 0)
    let shared = power == 0 ? 99_000 : power
    var table = StudyTable(
      columns: [
        .init("components"), .init("series", unit: "% down"), .init("theory, series", unit: "% down"),
        .init("parallel", unit: "% down"), .init("theory, parallel", unit: "% down"),
        .init("parallel, one power", unit: "% down"), .init("error", unit: "%"),
        .init("theory, one power", unit: "% down"),
      ],
      drawing: .init(
        x: "components", yName: "time without service (%)",
        [
          .init("series"), .init("theory, series", .theory), .init("parallel"),
          .init("theory, parallel", .theory),
          .init("parallel, one power", error: "error"), .init("theory, one power", .theory),
        ], yScale: .logarithmic),
      remarks: [
        "Each value: \(runs) runs of \(ticks) ticks; failure and repair as set; the power fails every \(shared) ticks on average, repaired like a component.",
        "No value: not one outage in all of the runs.",
        "Theory: a = failure / (failure + repair). Series: 1 - a^n. Parallel: (1 - a)^n. With the shared power p: 1 - p(1 - (1 - a)^n).",
      ])
    let (failure, repair) = (Double(settings.integer("failure")), Double(settings.integer("repair")))
    let up = failure / (failure + repair)
    let powered = Double(shared) / (Double(shared) + repair)
    var (all, none) = (1.0, 1.0)
    for count in 1...6 {
      all *= up
      none *= 1 - up
      func down(_ needs: String, _ power: Int) -> Estimate {
        let cluster = Nines.cluster(
          settings.with("components", count).with("needs", needs).with("power", power))
        return Estimate(
          studySeeds(seed, runs: runs).map { seed in
            var run = Simulation(cluster, seed: seed, isTracing: false)
            run.run(until: ticks)
            return 100 * (1 - Nines.availability(run))
          })
      }
      let together = down("one", shared)
      let alone = down("one", 0).mean
      table.append([
        .init(count), .init(down("all", 0).mean), .init(100 * (1 - all)), alone > 0 ? .init(alone) : .none,
        .init(100 * none), .init(together.mean), .init(together.error),
        .init(100 * (1 - powered * (1 - none))),
      ])
    }
    return table
  }

  static let nines = Study("nines", "what a number of nines means in a year, and for several parts") { _, _ in
    var table = StudyTable(
      columns: [
        .init("nines"), .init("available", unit: "%"), .init("down in a year", unit: "minutes"),
        .init("ten in series", unit: "minutes"), .init("two in parallel", unit: "minutes"),
      ],
      remarks: [
        "Computed, not measured: a year of 365 days. Series and parallel suppose that the parts fail independently of one another."
      ])
    let year = 365.0 * 24 * 60
    var down = 1.0
    for nines in 1...6 {
      down /= 10
      var up = 1.0
      for _ in 0..<10 { up *= 1 - down }
      table.append([
        .init(nines), .word(["90", "99", "99.9", "99.99", "99.999", "99.9999"][nines - 1]),
        .init(year * down), .init(year * (1 - up)),
        .init(year * down * down),
      ])
    }
    return table
  }
}
