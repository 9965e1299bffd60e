import Atoll

/// One service under load: clients whose requests come by themselves, and a server with a waiting line.
public enum Load: Model {
  /// `tiering/load`.
  public static let name = "load"
  /// What it is.
  public static let summary = "clients, a server with a waiting line, and what load does to response times"

  /// What can be set.
  public static let settings = [
    Setting("arrivals", among: ["open", "closed"], "requests come by themselves, or from users who wait"),
    Setting(
      "load", in: 1...300, standard: 80, "open: requests that come, in percent of what the workers can do"),
    Setting("users", in: 1...200, standard: 4, "closed: how many users there are"),
    Setting(
      "think", in: 1...100_000, standard: 4000, "closed: mean ticks between an answer and the next request"),
    Setting("requests", in: 0...200_000, standard: 6, "how many requests the clients make"),
    Setting("workers", in: 1...16, standard: 1, "how many requests the server works on at a time"),
    Setting("service", in: 100...10_000, standard: 1000, "mean ticks that a worker takes"),
    Setting(
      "contention", in: 0...1000, standard: 0, "thousandths by which each other request slows one down"),
    Setting(
      "timeout", in: 0...1_000_000, standard: 0, "ticks after which a client asks again; 0: it waits for ever"
    ),
    Setting("attempts", in: 1...10, standard: 3, "how often a client asks, if there is a timeout"),
    Setting(
      "line", in: 0...1000, standard: 0,
      "how many requests may wait, the others are refused at once; 0: as many as come"),
  ]

  /// What clients can ask.
  public static let commands = [ClientCommand.ask]

  /// A few requests.
  public static let demonstration = ["run 12000", "diagram", "check"]

  /// Begins a run.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    Simulation(cluster(settings), seed: seed)
  }

  /// The clients and the server. Messages take no time here: the time is all in the server.
  public static func cluster(_ settings: Settings) -> Cluster<ServiceNode> {
    let service = settings.integer("service")
    let workload: RequestSource.Workload =
      settings["arrivals"] == "open"
      ? .open(interval: 100 * service / (settings.integer("load") * settings.integer("workers")))
      : .closed(users: settings.integer("users"), think: settings.integer("think"))
    var clients = RequestSource(workload, of: settings.integer("requests"), to: NodeID(1))
    if settings.integer("timeout") > 0 {
      clients.patience = settings.integer("timeout")
      clients.attemptsMax = settings.integer("attempts")
    }
    var server = Station(
      workers: settings.integer("workers"), service: .exponential(minimum: 0, mean: service))
    server.contention = settings.integer("contention")
    if settings.integer("line") > 0 { server.lineMax = settings.integer("line") }
    return Cluster(
      ["clients": ServiceNode(source: clients), "server": ServiceNode(station: server)],
      link: Link(latency: .fixed(0)))
  }

  /// Whether everybody was answered, how long it took, and Little's law.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    guard let run = run as? Simulation<ServiceNode>, let server = run.nodes[1].station else { return [] }
    return [ServiceFindings.answered(run), ServiceFindings.little(run, server)]
  }

  /// What takes many runs to answer.
  public static var studies: [Study] { LoadStudies.all }
}

extension ClientCommand {
  /// Asks a service for something.
  static let ask = ClientCommand("ask", "", "asks the service once, by hand") {
    (words, names) throws(ClientCommandError) in
    guard words.isEmpty else {
      throw ClientCommandError("ask needs no more than the node that asks: ask clients")
    }
    return Ticket.Kind.work
  }
}
