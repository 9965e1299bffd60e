import Atoll

/// Replicas that meet at random, until all know what one of them was told.
public enum AntiEntropy: Model {
  /// `replication/anti-entropy`.
  public static let name = "anti-entropy"
  /// What it is.
  public static let summary = "in each round every replica tells one other, drawn at random, what it knows"

  /// What can be set; the first word of a choice is the value unless set.
  public static let settings = [
    Setting("style", among: GossipStyle.allCases.map(\.rawValue), "it tells what it knows, or both tell"),
    Setting("replicas", in: 2...256, standard: 4, "how many replicas there are"),
    Setting("rounds", in: 1...1000, standard: 10, "how many rounds there are, of 10 ticks each"),
    Setting.patience(standard: 100),
  ]

  /// What clients can ask.
  public static let commands = [ClientCommand.write, ClientCommand.read]

  /// One write, and how it gets about.
  public static let demonstration = ["write a x=1", "run 35", "diagram", "check", "run", "check"]

  private static func cluster(_ style: GossipStyle, _ replicas: Int, _ rounds: Int) -> Cluster<GossipReplica>
  {
    Cluster(count: replicas, link: Link(latency: .fixed(1))) { _ in
      GossipReplica(style: style, rounds: rounds)
    }
  }

  /// Begins a run.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    let style = GossipStyle(rawValue: settings["style"]) ?? .push
    return Simulation(
      cluster(style, settings.integer("replicas"), settings.integer("rounds")), seed: seed)
  }

  /// One register for each key.
  public static func specification(_ settings: Settings) -> (any SequentialSpecification)? {
    RegisterSpecification()
  }

  /// Judges whether the replicas have converged.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    guard let run = run as? Simulation<GossipReplica> else { return [] }
    let full = run.nodes.map(\.copies.count).max() ?? 0
    let behind = run.nodes.count { $0.copies.count < full }
    let isOne = run.nodes.allSatisfy { $0.copies == run.nodes[0].copies }
    return [
      Finding(
        "replicas agree now", isOne ? .yes : .no,
        behind > 0 ? ["\(behind) of \(run.nodes.count) know less than others"] : [])
    ]
  }

  /// How long it takes.
  public static let studies = [rounds]

  /// How many rounds until all know of one write, for more and more replicas.
  private static let rounds = Study("rounds", "how many rounds until all replicas know of one write") {
    _, seed in
    let runs = 40
    var table = StudyTable(
      columns: [
        .init("replicas"), .init("push", unit: "rounds"), .init("push, error", unit: "rounds"),
        .init("log2 n + ln n", unit: "rounds"), .init("push-pull", unit: "rounds"),
        .init("push-pull, error", unit: "rounds"), .init("log3 n", unit: "rounds"),
      ],
      drawing: .init(
        x: "replicas", yName: "rounds until all know",
        [
          .init("push", error: "push, error"), .init("log2 n + ln n", .theory),
          .init("push-pull", error: "push-pull, error"), .init("log3 n", .theory),
        ], xScale: .logarithmic),
      remarks: [
        "Each row: \(runs) runs of each style; the mean, and one standard error of it.",
        "log2 n + ln n: push, but for a bounded amount (Pittel 1987).",
        "log3 n: push-pull, but for an amount that grows like log log n (Karp and others 2000).",
      ])
    for exponent in 1...8 {
      let count = 1 << exponent
      var row: [StudyTable.Value] = [.init(count)]
      for (place, style) in GossipStyle.allCases.enumerated() {
        let lengths = (0..<runs).map { run in
          length(style, count, RandomStream(seed: seed, purpose: UInt64(place), index: exponent * runs + run))
        }
        let mean = Double(lengths.reduce(0, +)) / Double(runs)
        let squares = lengths.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
        let theory = Double(exponent) * (style == .push ? 1 + 0.693_147_180_56 : 0.630_929_753_57)
        row += [.init(mean), .init((squares / Double((runs - 1) * runs)).squareRoot()), .init(theory)]
      }
      table.append(row)
    }
    return table
  }

  /// In which round of one run all know.
  private static func length(_ style: GossipStyle, _ count: Int, _ stream: RandomStream) -> Int {
    var stream = stream
    let roundsMax = 1000
    var run = Simulation(cluster(style, count, roundsMax), seed: stream.next(), isTracing: false)
    run.invoke(.write("x", "1"), at: NodeID(0))
    for round in 1...roundsMax {
      run.run(until: round * GossipReplica.roundTicks + 5)
      if run.nodes.allSatisfy({ !$0.copies.isEmpty }) { return round }
    }
    return roundsMax
  }
}
