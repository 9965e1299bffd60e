import Atoll

/// Three processes that are to agree on 0 or 1, by a protocol of your choice; one of them may crash.
public enum ConsensusExplorer: Model {
  /// `flp/consensus-explorer`.
  public static let name = "consensus-explorer"
  /// What it is.
  public static let summary = "three processes are to agree on 0 or 1; one of them may crash"

  /// What can be set.
  public static let settings = [
    Setting(
      "protocol",
      among: [
        "wait-for-all", "first-come", "coordinator", "majority-vote", "rotating-coordinator", "adopt",
        "ben-or", "chandra-toueg", "ballots",
      ], "by which rule they decide"),
    Setting(
      "inputs", among: ["011", "000", "001", "010", "100", "101", "110", "111"],
      "what a, b and c propose"),
    Setting(
      "rounds", in: 1...100, standard: 20,
      "adopt, ben-or, chandra-toueg, ballots: after which round a process takes no more part"),
    Setting(
      "patience", in: 1...1000, standard: 40,
      "rotating-coordinator, chandra-toueg, ballots: ticks until it suspects a coordinator"),
    Setting(
      "growth", in: 0...1000, standard: 0,
      "by how many ticks patience grows, with each ballot (ballots) or each mistake (chandra-toueg)"),
  ]

  /// A run, and what to say of it.
  public static let demonstration = ["run", "diagram", "check"]

  /// What takes many runs.
  public static var studies: [Study] { [.flpUndecided] }

  static func inputs(_ settings: Settings) -> [Int] { settings["inputs"].map { $0 == "1" ? 1 : 0 } }

  /// A protocol with the settings' inputs, for whom it may concern.
  private static func cluster(_ settings: Settings) -> any ConsensusCluster {
    let inputs = inputs(settings)
    let rounds = settings.integer("rounds")
    let (patience, growth) = (settings.integer("patience"), settings.integer("growth"))
    switch settings["protocol"] {
    case "first-come": return Cluster(inputs: inputs) { FirstCome(input: $0) }
    case "coordinator": return Cluster(inputs: inputs) { FixedCoordinator(input: $0) }
    case "majority-vote": return Cluster(inputs: inputs) { MajorityVote(input: $0) }
    case "rotating-coordinator":
      return Cluster(inputs: inputs) { RotatingCoordinator(input: $0, patience: patience) }
    case "adopt": return Cluster(inputs: inputs) { Adopt(input: $0, rounds: rounds) }
    case "ben-or": return Cluster(inputs: inputs) { BenOr(input: $0, rounds: rounds) }
    case "chandra-toueg":
      return Cluster(inputs: inputs) {
        ChandraToueg(input: $0, patience: patience, growth: growth, rounds: rounds)
      }
    case "ballots":
      return Cluster(inputs: inputs) {
        FLPBallots(input: $0, patience: patience, growth: growth, ballots: rounds)
      }
    default: return Cluster(inputs: inputs) { WaitForAll(input: $0) }
    }
  }

  /// Begins a run: messages take 5 to 15 ticks.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    cluster(settings).simulation(seed: seed)
  }

  /// Every order of events, with at most one crash.
  public static func problem(_ settings: Settings) -> (any Explorable)? {
    let problem = cluster(settings).problem(inputs: inputs(settings))
    guard var adopt = problem as? ExplorationProblem<Adopt> else { return problem }
    adopt.rounds = Adopt.quotient(inputs: inputs(settings))
    return adopt
  }

  /// Judges a run: agreement, validity, and who is undecided.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    cluster(settings).findings(run, inputs: inputs(settings))
  }

  /// For Ben-Or's protocol: how many rounds it took.
  public static func measurement(_ run: any Simulating, _ settings: Settings) -> Measurement? {
    guard let run = run as? Simulation<BenOr> else { return nil }
    let rounds = run.nodes.indices.filter { run.isUp(NodeID($0)) }.map { run.nodes[$0].decidedIn }
    let last = rounds.contains(nil) ? nil : rounds.compactMap { $0 }.max()
    return Measurement("the round in which the last process that is up decides", unit: "round", last)
  }
}

/// A cluster of processes of some protocol.
private protocol ConsensusCluster {
  func problem(inputs: [Int]) -> any Explorable
  func simulation(seed: UInt64) -> any Simulating
  func findings(_ run: any Simulating, inputs: [Int]) -> [Finding]
}

extension Cluster: ConsensusCluster where N: ConsensusProcess {
  fileprivate func problem(inputs: [Int]) -> any Explorable { consensusProblem(inputs: inputs) }
  fileprivate func simulation(seed: UInt64) -> any Simulating { Simulation(self, seed: seed) }
  fileprivate func findings(_ run: any Simulating, inputs: [Int]) -> [Finding] {
    (run as? Simulation<N>).map { consensusFindings($0, inputs: inputs) } ?? []
  }
}
