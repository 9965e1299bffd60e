import Atoll

/// Single-decree Paxos: proposers make acceptors agree on one value.
///
/// A message arrives once, at any moment or never; a proposer may begin its ballots at any moment.
///
/// - SeeAlso: Lamport 1998, "The part-time parliament"; Lamport 2001, "Paxos made simple".
public enum Paxos: Model {
  typealias AnyMember = AnyNode<PaxosMessage, Never, Never>

  /// The model's name.
  public static let name = "paxos"
  /// What it is.
  public static let summary = "proposers make acceptors agree on one value (single-decree Paxos)"

  /// What can be set.
  public static let settings = [
    Setting("acceptors", in: 1...5, standard: 3, "how many acceptors there are"),
    Setting("proposers", in: 1...3, standard: 2, "how many proposers there are"),
    Setting("attempts", in: 1...3, standard: 1, "how many ballots each proposer may begin"),
    Setting("bug", among: PaxosBug.allCases.map(\.rawValue), "a mistake"),
  ]

  /// What shows it.
  public static let demonstration = ["run", "diagram", "check"]

  /// Begins a run.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    Simulation(cluster(settings), seed: seed)
  }

  private static func cluster(_ settings: Settings) -> Cluster<AnyMember> {
    let rules = PaxosRules(
      acceptors: settings.integer("acceptors"), proposers: settings.integer("proposers"),
      bug: PaxosBug(rawValue: settings["bug"]) ?? .none)
    let count = rules.acceptors + rules.proposers
    var cluster = Cluster(count: count, link: Link(latency: .uniform(5...15))) { node in
      let place = node.index - rules.acceptors
      return place < 0
        ? AnyMember(Acceptor(rules: rules))
        : AnyMember(
          Proposer(
            rules: rules, wish: PaxosValue.allCases[place], attempts: settings.integer("attempts")))
    }
    cluster.names =
      (1...rules.acceptors).map { "a\($0)" } + (1...rules.proposers).map { "p\($0)" }
    return cluster
  }

  /// What can be explored.
  public static func problem(_ settings: Settings) -> (any Explorable)? {
    let proposed = PaxosValue.allCases.prefix(settings.integer("proposers"))
    return ExplorationProblem(
      cluster(settings), network: .unordered,
      properties: [
        .agreement("no two proposers learn different decisions") { decision($0) },
        .always("what is decided was proposed", everyNode: { decision($0).map(proposed.contains) ?? true }),
        .sometimes("a value is decided", someNode: { decision($0) != nil }),
      ])
  }

  private static func decision(_ member: AnyMember) -> PaxosValue? { (member.base as? Proposer)?.decision }

  /// Judges a run.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    guard let run = run as? Simulation<AnyMember> else { return [] }
    let decisions = run.nodes.compactMap(decision)
    let isMixed = decisions.contains { $0 != decisions[0] }
    return [
      Finding("no two proposers learn different decisions", isMixed ? .no : .yes),
      Finding("a value is decided", decisions.isEmpty ? .open : .yes),
    ]
  }
}
