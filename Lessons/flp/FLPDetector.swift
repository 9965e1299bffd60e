import Atoll

/// Three processes that watch each other by heartbeats, on links that the reader makes slow or quick.
public enum FLPDetector: Model {
  /// `flp/detector`.
  public static let name = "detector"
  /// What it is.
  public static let summary = "three processes watch each other: who is silent for too long is suspected"

  /// What can be set.
  public static let settings = [
    Setting(
      "timeout", in: 1...1000, standard: 30, "ticks of silence after which a process is suspected, at first"),
    Setting("growth", in: 0...1000, standard: 0, "ticks that are added to it after each mistake"),
    Setting("period", in: 1...1000, standard: 10, "ticks between two heartbeats"),
  ]

  /// A process that is slow, and is taken for crashed.
  public static let demonstration = [
    "run 30", "pause c", "run 60", "check", "resume c", "run 20", "check",
  ]

  /// What takes many runs.
  public static var studies: [Study] { [.flpMistakes, .flpDetection, .flpStabilization] }

  static func cluster(timeout: Int, growth: Int, period: Int, link: LatencyDistribution)
    -> Cluster<FLPDetectorNode>
  {
    Cluster(count: 3, link: Link(latency: link)) { _ in
      FLPDetectorNode(of: 3, period: period, patience: timeout, growth: growth)
    }
  }

  /// Begins a run: messages take 5 to 15 ticks.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    Simulation(
      cluster(
        timeout: settings.integer("timeout"), growth: settings.integer("growth"),
        period: settings.integer("period"), link: .uniform(5...15)), seed: seed)
  }

  /// Judges a moment of a run: who suspects whom, rightly or wrongly, and whom they would follow.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    guard let run = run as? Simulation<FLPDetectorNode> else { return [] }
    let all = run.nodes.indices.map { NodeID($0) }
    let up = all.filter { run.isUp($0) }
    func name(_ node: NodeID) -> String { run.names[node.index] }
    func pairs(_ isPair: (NodeID, NodeID) -> Bool) -> [(NodeID, NodeID)] {
      up.flatMap { watcher in all.filter { isPair(watcher, $0) }.map { (watcher, $0) } }
    }
    let missed = pairs { !run.isUp($1) && !run.nodes[$0.index].suspects.contains($1) }
    let wrong = pairs { run.isUp($1) && run.nodes[$0.index].suspects.contains($1) }
    let leaders = up.map { run.nodes[$0.index].leader(is: $0) }
    let areAtOne = leaders.allSatisfy { $0 == leaders.first && run.isUp($0) }
    return [
      Finding(
        "complete now: who is down is suspected by all that are up", missed.isEmpty ? .yes : .no,
        missed.map { "\(name($0)) does not suspect \(name($1)), which is down" }),
      Finding(
        "accurate now: nobody that is up is suspected", wrong.isEmpty ? .yes : .no,
        wrong.map { "\(name($0)) suspects \(name($1)), which is up" }),
      Finding(
        "one leader now: all that are up would follow the same process, which is up", areAtOne ? .yes : .no,
        zip(up, leaders).map { "\(name($0)) would follow \(name($1))" }),
      Finding(
        "no suspicion was taken back so far",
        up.allSatisfy { run.nodes[$0.index].takenBack == 0 } ? .yes : .no,
        [up.map { "\(name($0)): \(run.nodes[$0.index].takenBack)" }.joined(separator: ", ")]),
    ]
  }
}
