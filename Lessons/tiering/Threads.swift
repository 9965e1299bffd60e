import Atoll

/// One server and its threads: one for each request, one for each client, or a pool.
public enum Threads: Model {
  /// `tiering/threads`.
  public static let name = "threads"
  /// What it is.
  public static let summary = "a server with a thread for each request, for each client, or a pool of threads"

  /// What can be set.
  public static let settings = [
    Setting(
      "threads", among: ["pool", "request", "client"], "a pool, one for each request, or one for each client"),
    Setting("pool", in: 1...1000, standard: 2, "how many threads the pool has"),
    Setting("cores", in: 1...16, standard: 1, "how many threads compute at a time"),
    Setting("computing", in: 0...10_000, standard: 1000, "mean ticks that a request computes"),
    Setting(
      "waiting", in: 0...100_000, standard: 0, "mean ticks that a request waits for others, without computing"
    ),
    Setting("making", in: 0...10_000, standard: 200, "ticks to make a thread"),
    Setting("reading", in: 0...1_000_000, standard: 20_000, "ticks to read the request of a slow client"),
    Setting(
      "overhead", in: 0...1000, standard: 0,
      "thousandths by which each thread that waits for a core slows down"),
    Setting(
      "times", among: ["exponential", "fixed"], "whether computing and waiting are drawn, or always the same"),
    Setting("users", in: 0...1000, standard: 0, "users who ask, think and ask again"),
    Setting("think", in: 1...1_000_000, standard: 10_000, "mean ticks that a user thinks"),
    Setting("slow", in: 0...100, standard: 0, "how many of 100 requests come from slow clients"),
    Setting("requests", in: 0...100_000, standard: 0, "how many requests the users make in all"),
    .patience(standard: 100_000),
  ]

  /// What clients can ask.
  public static let commands = [
    ClientCommand.ask,
    ClientCommand("upload", "", "asks the service over a slow connection") {
      (words, names) throws(ClientCommandError) in
      guard words.isEmpty else { throw ClientCommandError("upload needs no more than the node: upload slow") }
      return Ticket.Kind.slow
    },
  ]

  /// A slow client and a fast one, and one thread.
  public static let demonstration = [
    "set pool=1 times=fixed patience=1", "upload slow", "ask clients", "run 30000", "diagram", "check",
  ]

  /// Begins a run.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    Simulation(cluster(settings), seed: seed)
  }

  /// The clients, a slow client for requests by hand, and the server.
  public static func cluster(_ settings: Settings) -> Cluster<ServiceNode> {
    func time(_ name: String) -> LatencyDistribution {
      let ticks = settings.integer(name)
      return settings["times"] == "fixed" ? .fixed(ticks) : .exponential(minimum: 0, mean: ticks)
    }
    var costs = ThreadServer.Costs(computing: time("computing"))
    costs.waiting = time("waiting")
    costs.making = settings.integer("making")
    costs.slowReading = settings.integer("reading")
    costs.overhead = settings.integer("overhead")
    let policy: ThreadServer.Policy =
      switch settings["threads"] {
      case "request": .perRequest
      case "client": .perClient
      default: .pool(settings.integer("pool"))
      }
    let workload = RequestSource.Workload.closed(
      users: settings.integer("users"), think: settings.integer("think"))
    let server = NodeID(2)
    var clients = RequestSource(workload, of: settings.integer("requests"), to: server)
    let slow = settings.integer("slow")
    if slow > 0 { clients.kinds = (0..<100).map { $0 < slow ? .slow : .work } }
    return Cluster(
      [
        "clients": ServiceNode(source: clients),
        "slow": ServiceNode(source: RequestSource(.closed(users: 0, think: 1), of: 0, to: server)),
        "server": ServiceNode(
          threads: ThreadServer(policy, cores: settings.integer("cores"), costs: costs)),
      ], link: Link(latency: .fixed(0)))
  }

  /// Whether everybody was answered, and how many threads it took.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    guard let run = run as? Simulation<ServiceNode>, let threads = run.nodes[2].threads else { return [] }
    var finding = ServiceFindings.answered(run)
    finding.reasons.append("threads at most: \(threads.aliveMax)")
    return [finding]
  }

  /// What takes many runs to answer.
  public static var studies: [Study] { ThreadStudies.all }
}
