import Atoll

/// A counter with a name, on one of two hosts; it can move.
///
/// - SeeAlso: Saltzer 1978, "Naming and binding of objects"; Fowler 1985, "Decentralized object finding using forwarding
///   addresses".
public enum Naming: Model {
  typealias AnyMember = AnyNode<NamingMessage, NamingRequest, NamingReply>

  /// `middleware/naming`.
  public static let name = "naming"
  /// What it is.
  public static let summary = "a client finds a counter by its name; the counter moves to another host"

  /// What can be set.
  public static let settings = [
    Setting(
      "farewell", among: ["refuse", "forward", "silent", "keep"],
      "what a host does with calls for a counter that has left; keep is a mistake"),
    Setting("lifetime", in: 1...10_000, standard: 200, "ticks that a client uses what the name service said"),
    Setting(
      "timeout", in: 0...1000, standard: 50, "ticks until the client does not believe it any more; 0: never"),
    Setting.patience(standard: 200),
  ]

  /// What clients can ask.
  public static let commands = [
    ClientCommand("count", "", "the program at NODE adds 1 to the counter, wherever it is") {
      words, _ throws(ClientCommandError) in
      guard words.isEmpty else { throw ClientCommandError("count takes only a node. Say: count client") }
      return NamingRequest.count
    },
    ClientCommand("move", "HOST", "the counter on NODE moves to HOST") {
      words, names throws(ClientCommandError) in
      guard words.count == 1, let host = names.firstIndex(of: words[0]), host > 1 else {
        throw ClientCommandError("move to which host? There are: h1, h2. Say: move h1 h2")
      }
      return NamingRequest.move(to: NodeID(host))
    },
  ]

  /// A call with a stale binding.
  public static let demonstration = [
    "count client", "move h1 h2", "run 30", "count client", "diagram", "check",
  ]

  /// Begins a run.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    Simulation(cluster(settings), seed: seed)
  }

  private static func cluster(_ settings: Settings, timeoutsMax: Int? = nil) -> Cluster<AnyMember> {
    let farewell = NamingHost.Farewell(rawValue: settings["farewell"]) ?? .refuse
    let timeout = settings.integer("timeout")
    let client = NamingClient(
      names: NodeID(1), lifetime: settings.integer("lifetime"), timeout: timeout == 0 ? nil : timeout,
      timeoutsMax: timeoutsMax)
    return Cluster([
      "client": AnyMember(client), "names": AnyMember(NamingService(host: NodeID(2))),
      "h1": AnyMember(NamingHost(names: NodeID(1), farewell: farewell, counter: 0)),
      "h2": AnyMember(NamingHost(names: NodeID(1), farewell: farewell)),
    ])
  }

  /// Two calls and a move, in every order of events. A client that does not wait for ever gives each call up once, and then
  /// waits: without a bound there would be no end of calls. Whether that wait ends says nothing of a client without a bound.
  public static func problem(_ settings: Settings) -> (any Explorable)? {
    var problem = ExplorationProblem(
      cluster(settings, timeoutsMax: 1),
      clients: [NodeID(0): [.count, .count], NodeID(2): [.move(to: NodeID(3))]],
      properties: [
        .always("no two calls are answered the same value") {
          isDistinct(hosts($0.nodes).flatMap { $0.counts.map(\.value) })
        },
        .always("no call is counted twice") { isDistinct(hosts($0.nodes).flatMap { $0.counts.map(\.call) }) },
      ])
    if settings.integer("timeout") == 0 {
      problem.properties.append(
        .eventually("both calls are answered", someNode: { ($0.base as? NamingClient)?.finished == 2 }))
    }
    return problem
  }

  private static func hosts(_ nodes: [AnyMember]) -> [NamingHost] {
    nodes.compactMap { $0.base as? NamingHost }
  }

  private static func isDistinct(_ values: [Int]) -> Bool {
    values.enumerated().allSatisfy { values.firstIndex(of: $0.element) == $0.offset }
  }

  /// Judges a run: whether there is one counter, whether it counts each call once, and whether each call was answered.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    guard let simulation = run as? Simulation<AnyMember> else { return [] }
    var one = Finding("no two calls are answered the same value", .yes)
    var answered = Finding("every call is answered", .yes)
    var twice = Finding("no call is counted twice", .yes)
    let counts = hosts(simulation.nodes).flatMap(\.counts)
    let values = counts.map(\.value)
    if !isDistinct(values) {
      one.answer = .no
      one.reasons = ["the hosts have answered \(values.map(String.init).joined(separator: ", "))"]
    }
    for operation in run.clientOperations where operation.reply == nil {
      let waited = run.now - operation.invokedAt
      answered.answer = waited < settings.integer("patience") && answered.answer == .yes ? .open : .no
      answered.reasons.append("\(operation.id) has had no answer for \(waited) ticks")
    }
    for operation in run.clientOperations {
      let times = counts.count { $0.call == operation.id.number }
      guard times > 1 else { continue }
      twice.answer = .no
      twice.reasons.append("\(operation.id) was counted \(times) times")
    }
    return [one, twice, answered]
  }
}
