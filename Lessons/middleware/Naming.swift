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
    Setting("timeout", in: 1...1000, standard: 50, "ticks until the client does not believe it any more"),
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
    Simulation(cluster(settings, isPatient: false), seed: seed)
  }

  private static func cluster(_ settings: Settings, isPatient: Bool) -> Cluster<AnyMember> {
    let farewell = NamingHost.Farewell(rawValue: settings["farewell"]) ?? .refuse
    let client = NamingClient(
      names: NodeID(1), lifetime: settings.integer("lifetime"),
      timeout: isPatient ? nil : settings.integer("timeout"))
    return Cluster([
      "client": AnyMember(client), "names": AnyMember(NamingService(host: NodeID(2))),
      "h1": AnyMember(NamingHost(names: NodeID(1), farewell: farewell, counter: 0)),
      "h2": AnyMember(NamingHost(names: NodeID(1), farewell: farewell)),
    ])
  }

  /// Two calls and a move, in every order of events. The client waits for its answers: a call that is made twice may be
  /// counted twice, which is another matter (see `Rpc`).
  public static func problem(_ settings: Settings) -> (any Explorable)? {
    ExplorationProblem(
      cluster(settings, isPatient: true),
      clients: [NodeID(0): [.count, .count], NodeID(2): [.move(to: NodeID(3))]],
      properties: [
        .always("no two calls are answered the same value") {
          isDistinct(hosts($0.nodes).flatMap(\.answered))
        },
        .eventually("both calls are answered", someNode: { ($0.base as? NamingClient)?.finished == 2 }),
      ])
  }

  private static func hosts(_ nodes: [AnyMember]) -> [NamingHost] {
    nodes.compactMap { $0.base as? NamingHost }
  }

  private static func isDistinct(_ values: [Int]) -> Bool {
    values.enumerated().allSatisfy { values.firstIndex(of: $0.element) == $0.offset }
  }

  /// Judges a run: whether there is one counter, and whether each call was answered.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    guard let simulation = run as? Simulation<AnyMember> else { return [] }
    var one = Finding("no two calls are answered the same value", .yes)
    var answered = Finding("every call is answered", .yes)
    let values = hosts(simulation.nodes).flatMap(\.answered)
    if !isDistinct(values) {
      one.answer = .no
      one.reasons = ["the hosts have answered \(values.map(String.init).joined(separator: ", "))"]
    }
    for operation in run.clientOperations where operation.reply == nil {
      let waited = run.now - operation.invokedAt
      answered.answer = waited < settings.integer("patience") && answered.answer == .yes ? .open : .no
      answered.reasons.append("\(operation.id) has had no answer for \(waited) ticks")
    }
    return [one, answered]
  }
}
