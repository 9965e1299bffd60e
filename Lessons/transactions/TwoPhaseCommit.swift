import Atoll

/// What the coordinator and the participants say to each other.
public enum CommitMessage: String, Hashable, Codable, Sendable {
  /// A participant to the coordinator: I can commit, and I will do as you say.
  case prepared
  /// The coordinator to a participant.
  case commit, abort
}

/// What a participant or the coordinator has decided.
public enum CommitDecision: String, Hashable, Codable, Sendable {
  case committed, aborted
}

/// A participant of two-phase commit: a resource manager that votes, and does as the coordinator says.
///
/// As long as it works it may say no on its own: it aborts. Once it has said that it is prepared, it may not.
public struct Participant: Node {
  /// Where it is: open, bound by its vote, or done.
  public enum Phase: String, Hashable, Codable, Sendable { case working, prepared, committed, aborted }
  /// The participant's free choices: to vote yes, or to give up.
  public enum TimerName: String, Hashable, Codable, Sendable { case prepare, giveUp }
  /// What it sends and receives.
  public typealias Message = CommitMessage

  /// Where the coordinator is.
  let coordinator: NodeID
  var phase = Phase.working

  /// A participant of the transaction that a coordinator leads.
  public init(coordinator: NodeID) { self.coordinator = coordinator }

  /// Sets both of its choices going.
  public mutating func start(_ context: inout Context) {
    context.setTimer(.prepare, after: 5...15)
    context.setTimer(.giveUp, after: 10...100)
  }

  /// Makes one of its choices.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    stopTimers(&context)
    switch timer {
    case .prepare:
      phase = .prepared
      context.send(.prepared, to: coordinator)
    case .giveUp: phase = .aborted
    }
  }

  /// Does as the coordinator says.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    stopTimers(&context)
    phase = message == .commit ? .committed : .aborted
  }

  private func stopTimers(_ context: inout Context) {
    context.cancelTimer(.prepare)
    context.cancelTimer(.giveUp)
  }

  /// What it has decided; none while it works or is prepared.
  var decision: CommitDecision? {
    switch phase {
    case .committed: .committed
    case .aborted: .aborted
    case .working, .prepared: nil
    }
  }
}

/// The coordinator of two-phase commit: the transaction manager.
public struct Coordinator: Node {
  /// The coordinator's free choices: to commit once it may, or to give up.
  public enum TimerName: String, Hashable, Codable, Sendable { case commit, giveUp }
  /// What it sends and receives.
  public typealias Message = CommitMessage

  /// How many participants must be prepared before it may commit.
  let needed: Int
  var prepared = NodeSet()
  var decision: CommitDecision?

  /// A coordinator that commits once `needed` participants are prepared.
  public init(needed: Int) { self.needed = needed }

  /// May give up from now on.
  public mutating func start(_ context: inout Context) { context.setTimer(.giveUp, after: 40...120) }

  /// Counts a vote; once there are enough it may commit.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    guard decision == nil else { return }
    prepared.insert(sender)
    if prepared.count == needed { context.setTimer(.commit, after: 1) }
  }

  /// Decides, and tells everybody.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    context.cancelTimer(.commit)
    context.cancelTimer(.giveUp)
    decision = timer == .commit ? .committed : .aborted
    context.broadcast(timer == .commit ? .commit : .abort)
  }
}

/// Two-phase commit: all participants commit, or all abort.
///
/// The system is that of Lamport's TLA+ module `TwoPhase`: messages form a set that only grows, and the choices of the
/// participants and of the coordinator may be made at any moment.
///
/// - SeeAlso: Gray 1978, "Notes on data base operating systems"; Gray & Lamport 2006, "Consensus on transaction commit".
public enum TwoPhaseCommit: Model {
  typealias AnyMember = AnyNode<CommitMessage, Never, Never>

  /// The model's name.
  public static let name = "two-phase-commit"
  /// What it is.
  public static let summary = "one coordinator, several participants: all commit or all abort"

  /// What can be set.
  public static let settings = [
    Setting("participants", in: 1...10, standard: 3, "how many resource managers there are"),
    Setting("hasty", among: ["no", "yes"], "yes: a mistake, the coordinator waits for one vote fewer"),
    Setting(
      "question", among: ["agreement", "blocking", "termination"],
      "what is asked beside agreement: whether one can be blocked, whether all decide at some time"),
  ]

  /// What shows it.
  public static let demonstration = ["run", "diagram", "check"]

  /// Begins a run.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    Simulation(cluster(settings), seed: seed)
  }

  private static func cluster(_ settings: Settings) -> Cluster<AnyMember> {
    let count = settings.integer("participants")
    let needed = settings["hasty"] == "yes" ? max(1, count - 1) : count
    var cluster = Cluster(count: count + 1, link: Link(latency: .uniform(5...15))) { node in
      node.index == 0
        ? AnyMember(Coordinator(needed: needed)) : AnyMember(Participant(coordinator: NodeID(0)))
    }
    cluster.names = ["coordinator"] + (1...count).map { "p\($0)" }
    return cluster
  }

  /// What can be explored.
  public static func problem(_ settings: Settings) -> (any Explorable)? {
    var problem = ExplorationProblem(
      cluster(settings), network: .duplicating,
      properties: [
        .agreement("no participant commits while another aborts") { ($0.base as? Participant)?.decision },
        .sometimes("all can commit", everyNode: { decided($0, .committed) }),
        .sometimes("all can abort", everyNode: { decided($0, .aborted) }),
      ],
      symmetry: Symmetry(of: (1...settings.integer("participants")).map { NodeID($0) }, node: renamed))
    if settings["question"] == "blocking" {
      problem.properties.append(.always("no prepared participant is blocked", isFree))
    }
    if settings["question"] == "termination" {
      problem.properties.append(
        .eventually(
          "every participant that is up decides",
          everyNode: { ($0.base as? Participant).map { $0.decision != nil } ?? true }))
    }
    return problem
  }

  /// A member's state after two participants took each other's identity: only the coordinator knows any.
  private static func renamed(_ member: AnyMember, _ renaming: Renaming) -> AnyMember {
    guard var coordinator = member.base as? Coordinator else { return member }
    coordinator.prepared = renaming(coordinator.prepared)
    return AnyMember(coordinator)
  }

  /// Whether no participant is blocked.
  ///
  /// It is if it is prepared and the coordinator is down and undecided: then no decision was ever sent, and none will
  /// be unless the coordinator comes back.
  private static func isFree(_ configuration: Configuration<AnyMember>) -> Bool {
    guard !configuration.isUp[0], (configuration.nodes[0].base as? Coordinator)?.decision == nil else {
      return true
    }
    return !zip(configuration.nodes, configuration.isUp).contains { node, isUp in
      isUp && (node.base as? Participant)?.phase == .prepared
    }
  }

  /// Whether a participant has decided so; the coordinator's own decision does not count.
  private static func decided(_ member: AnyMember, _ decision: CommitDecision) -> Bool {
    (member.base as? Participant).map { $0.decision == decision } ?? true
  }

  /// Judges a run.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    guard let run = run as? Simulation<AnyMember> else { return [] }
    let decisions = run.nodes.compactMap { $0.base as? Participant }.map(\.decision)
    let isMixed = decisions.contains(.committed) && decisions.contains(.aborted)
    let undecided = decisions.count { $0 == nil }
    return [
      Finding("no participant commits while another aborts", isMixed ? .no : .yes),
      Finding(
        "every participant has decided", undecided == 0 ? .yes : .open,
        undecided == 0 ? [] : ["\(undecided) of \(decisions.count) have not"]),
    ]
  }
}
