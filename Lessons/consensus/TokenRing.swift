import Atoll

/// What goes round a ring: the right to enter the critical section.
public enum RingMessage: String, Hashable, Codable, Sendable { case token }

/// A member of a token ring: it enters its critical section only while it holds the token.
public struct RingMember: Node {
  /// Where it is: outside, waiting for the token, or in the critical section with the token.
  public enum Phase: String, Hashable, Codable, Sendable { case idle, waiting, critical }
  /// Its free choices: to want in, to leave, and (a mistake) to take the token for lost.
  public enum TimerName: String, Hashable, Codable, Sendable { case want, leave, replace }
  /// What it sends and receives.
  public typealias Message = RingMessage

  /// Mistakes that a member can make.
  public enum Mistake: Sendable, Hashable, Codable {
    /// Replaces the token when it has not seen it for long: a second one.
    case impatient
    /// Sends the token to itself when it leaves the critical section.
    case greedy
  }

  let mistake: Mistake?
  var phase = Phase.idle

  /// A member, right or wrong.
  public init(mistake: Mistake?) { self.mistake = mistake }

  /// The first node has the token, and passes it on.
  public mutating func start(_ context: inout Context) {
    context.setTimer(.want, after: 0...60)
    if context.id.index == 0 { passOn(&context) }
    if mistake == .impatient { context.setTimer(.replace, after: 40...60) }
  }

  /// Enters if it waits, or else passes the token on.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    guard phase == .waiting else { return passOn(&context) }
    phase = .critical
    context.setTimer(.leave, after: 5...15)
  }

  /// Makes one of its choices.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    switch timer {
    case .want: phase = .waiting
    case .leave:
      phase = .idle
      context.setTimer(.want, after: 20...60)
      if mistake == .greedy { context.send(.token, to: context.id) } else { passOn(&context) }
    case .replace: passOn(&context)
    }
  }

  private func passOn(_ context: inout Context) {
    context.send(.token, to: NodeID((context.id.index + 1) % context.clusterSize))
  }
}

/// Mutual exclusion by a token that goes round a ring.
///
/// - SeeAlso: Le Lann 1977, "Distributed systems: towards a formal approach".
public enum TokenRing: Model {
  /// The model's name.
  public static let name = "token-ring"
  /// What it is.
  public static let summary = "nodes in a ring pass a token on: who has it may enter the critical section"

  /// What can be set.
  public static let settings = [
    Setting("nodes", in: 2...16, standard: 4, "how many nodes there are"),
    Setting(
      "bug", among: ["none", "two-tokens", "greedy"],
      "a mistake of the first node: it takes the token for lost, or sends it to itself"),
    Setting("question", among: ["exclusion", "progress"], "progress: ask also whether who waits gets in"),
  ]

  /// What shows it.
  public static let demonstration = ["run 60", "diagram", "check"]

  /// Begins a run.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    Simulation(cluster(settings), seed: seed)
  }

  private static func cluster(_ settings: Settings) -> Cluster<RingMember> {
    let mistakes: [String: RingMember.Mistake] = ["two-tokens": .impatient, "greedy": .greedy]
    let mistake = mistakes[settings["bug"]]
    return Cluster(count: settings.integer("nodes"), link: Link(latency: .uniform(5...15))) { node in
      RingMember(mistake: node.index == 0 ? mistake : nil)
    }
  }

  /// What can be explored.
  public static func problem(_ settings: Settings) -> (any Explorable)? {
    var problem = ExplorationProblem(
      cluster(settings), network: .unordered,
      properties: [
        .atMostOne("at most one node is in the critical section") { $0.phase == .critical },
        .sometimes("some node is in the critical section", someNode: { $0.phase == .critical }),
      ])
    if settings["question"] == "progress" {
      problem.properties.append(
        .leadsTo(
          "a node that waits gets into the critical section", from: { $0.phase == .waiting },
          to: { $0.phase == .critical }))
    }
    return problem
  }

  /// Judges a run.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    guard let run = run as? Simulation<RingMember> else { return [] }
    let inside = run.nodes.indices.filter { run.nodes[$0].phase == .critical }
    return [
      Finding(
        "at most one node is in the critical section now", inside.count < 2 ? .yes : .no,
        inside.count < 2 ? [] : ["\(inside.count) are"])
    ]
  }
}
