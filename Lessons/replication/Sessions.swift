import Atoll

/// Several writable replicas, and clients' sessions that go from one to another.
public enum Sessions: Model {
  /// A node of either kind.
  typealias Member = AnyNode<SessionMessage, SessionRequest, RegisterReply>

  /// `replication/sessions`.
  public static let name = "sessions"
  /// What it is.
  public static let summary = "replicas r1 and r2 take writes; sessions A, B and C use both"

  /// What can be set; the first word of a choice is the value unless set.
  public static let settings = [
    Setting(
      "guarantee", among: SessionGuarantee.allCases.map(\.rawValue), "what every session asks of the replicas"
    ),
    Setting(
      "history", among: SessionStory.allCases.map(\.rawValue), "explore: which operations the clients ask for"
    ),
    Setting("lag", in: 0...10_000, standard: 200, "ticks before a replica tells the other of a write"),
    Setting("latency", in: 1...1000, standard: 10, "ticks that a message is under way"),
    Setting.patience(standard: 1000),
  ]

  /// What clients can ask.
  public static let commands = [
    ClientCommand("write", "KEY=VALUE at REPLICA", "session NODE writes VALUE into register KEY at REPLICA") {
      words, names throws(ClientCommandError) in
      try request(.write, words, names, "say: write A x=1 at r1")
    },
    ClientCommand("read", "KEY at REPLICA", "session NODE reads register KEY at REPLICA") {
      words, names throws(ClientCommandError) in
      try request(.read, words, names, "say: read A x at r2")
    },
  ]

  private static func request(
    _ command: ClientCommand, _ words: [String], _ names: [String], _ usage: String
  ) throws(ClientCommandError) -> SessionRequest {
    guard words.count == 3, words[1] == "at" else { throw ClientCommandError("at which replica? \(usage)") }
    guard let place = names.firstIndex(of: words[2]), place < 2 else {
      throw ClientCommandError("the replicas are r1 and r2; \(usage)")
    }
    return SessionRequest(
      operation: try ClientCommand.register(command, [words[0]], names), replica: NodeID(place))
  }

  /// A session that does not read its own write.
  public static let demonstration = ["write A x=1 at r1", "read A x at r2", "diagram", "history", "check"]

  private static func cluster(_ settings: Settings) -> Cluster<Member> {
    let guarantee = SessionGuarantee(rawValue: settings["guarantee"]) ?? .none
    let replica = Member(SessionReplica(replicas: 2, lag: settings.integer("lag")))
    let session = Member(Session(replicas: 2, guarantee: guarantee))
    return Cluster(
      ["r1": replica, "r2": replica, "A": session, "B": session, "C": session],
      link: Link(latency: .fixed(settings.integer("latency"))))
  }

  /// Begins a run.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    Simulation(cluster(settings), seed: seed)
  }

  /// One of the four stories, in every order that its clients' programs allow.
  public static func problem(_ settings: Settings) -> (any Explorable)? {
    let story = SessionStory(rawValue: settings["history"]) ?? .readYourWrites
    return ExplorationProblem(
      cluster(settings), network: .unordered, clients: story.clients,
      properties: [
        .always(story.claim, observing: SessionAnswers(), by: { $0.observe($1) }, { !story.isBroken($0) })
      ])
  }

  /// One register for each key.
  public static func specification(_ settings: Settings) -> (any SequentialSpecification)? {
    SessionSpecification()
  }
}

/// One read/write register for each key, whichever replica is asked.
public struct SessionSpecification: SequentialSpecification {
  private let register = RegisterSpecification()
  /// What a register holds before any write.
  public let initial = "0"

  /// A write replaces the value; a read answers it.
  public func perform(_ request: SessionRequest, on value: inout String) -> RegisterReply {
    register.perform(request.operation, on: &value)
  }

  /// Each key is a register by itself.
  public func object(of request: SessionRequest) -> String? { register.object(of: request.operation) }

  /// Reads change nothing.
  public func isRead(_ request: SessionRequest, answered reply: RegisterReply?) -> Bool {
    register.isRead(request.operation, answered: reply)
  }

  /// A refused operation took no effect.
  public func isRefusal(_ reply: RegisterReply) -> Bool { register.isRefusal(reply) }

  /// A read or a write of the key's register.
  public func access(_ request: SessionRequest, answered reply: RegisterReply?) -> RegisterAccess? {
    register.access(request.operation, answered: reply)
  }
}
