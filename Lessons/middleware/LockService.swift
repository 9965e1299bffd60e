import Atoll

/// Two workers share a store under a lock service with leases.
///
/// - SeeAlso: Gray & Cheriton 1989, "Leases: an efficient fault-tolerant mechanism for distributed file cache consistency";
///   Kleppmann 2016, "How to do distributed locking".
public enum LockService: Model {
  typealias AnyMember = AnyNode<LockMessage, LockRequest, LockReply>

  /// `middleware/lock`.
  public static let name = "lock"
  /// What it is.
  public static let summary = "two workers add to a number under a lock whose lease ends by itself"

  /// What can be set.
  public static let settings = [
    Setting(
      "fencing", among: ["off", "writes", "all"],
      "which operations the store refuses if their token is older than one that it has seen"),
    Setting("check", among: ["none", "clock"], "whether a worker looks at its clock before it writes"),
    Setting("lease", in: 1...1000, standard: 100, "ticks that a lease lasts"),
    Setting("work", in: 0...1000, standard: 20, "ticks between a worker's reading and its writing"),
    Setting("slow", in: 0...90, standard: 0, "by how many per cent the clock of worker a is slow"),
    Setting.patience(standard: 90),
  ]

  /// What clients can ask.
  public static let commands = [
    ClientCommand("increment", "", "a client asks the worker NODE to add 1 to the store's value") {
      words, _ throws(ClientCommandError) in
      guard words.isEmpty else { throw ClientCommandError("increment takes only a worker. Say: increment a") }
      return LockRequest.increment
    }
  ]

  /// A worker that is paused while it holds the lock.
  public static let demonstration = [
    "set patience=25", "increment a", "increment b", "pause a", "run 85", "resume a", "run", "diagram",
    "check",
  ]

  /// Begins a run.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    var run = Simulation(cluster(settings), seed: seed)
    let slow = settings.integer("slow")
    if slow > 0 { run.setClock(NodeID(0), driftMillionths: -10_000 * slow) }
    return run
  }

  private static func cluster(_ settings: Settings) -> Cluster<AnyMember> {
    let worker = AnyMember(
      LockWorker(
        lock: NodeID(2), store: NodeID(3), work: settings.integer("work"), lease: settings.integer("lease"),
        check: LockWorker.Check(rawValue: settings["check"]) ?? .none))
    let server = LockServer(lease: settings.integer("lease"))
    let store = LockStore(fencing: LockFencing(rawValue: settings["fencing"]) ?? .off)
    return Cluster(["a": worker, "b": worker, "lock": AnyMember(server), "store": AnyMember(store)])
  }

  /// An increment by each worker, in every order of events. Timers may run out at any moment: a lease may end while its
  /// holder, or one of its messages, is slow. A worker that looks at a clock is not explored, for there is no time.
  public static func problem(_ settings: Settings) -> (any Explorable)? {
    guard settings["check"] == "none" else { return nil }
    return ExplorationProblem(
      cluster(settings), clients: [NodeID(0): [.increment], NodeID(1): [.increment]],
      properties: [
        .always("every confirmed increment is in the value") { configuration in
          let value = configuration.nodes.compactMap { ($0.base as? LockStore)?.value }.first ?? 0
          return value >= configuration.nodes.reduce(0) { $0 + (($1.base as? LockWorker)?.confirmed ?? 0) }
        },
        .eventually("both workers have answered, unless they crash") { configuration in
          zip(configuration.nodes, configuration.isUp).allSatisfy { node, isUp in
            (node.base as? LockWorker).map { !isUp || $0.answered > 0 } ?? true
          }
        },
      ])
  }

  /// Judges a run: whether each confirmed increment is in the value.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    guard let run = run as? Simulation<AnyMember> else { return [] }
    let value = run.nodes.compactMap { ($0.base as? LockStore)?.value }.first ?? 0
    let confirmed = run.nodes.reduce(0) { $0 + (($1.base as? LockWorker)?.confirmed ?? 0) }
    return [
      Finding(
        "every confirmed increment is in the value", value >= confirmed ? .yes : .no,
        ["\(confirmed) confirmed, the value is \(value)"])
    ]
  }
}
