import Atoll

/// Clients, a load balancer, and some servers.
public enum Balancing: Model {
  /// `tiering/balancer`.
  public static let name = "balancer"
  /// What it is.
  public static let summary = "a load balancer in front of some servers, with or without health checks"

  /// What can be set.
  public static let settings = [
    Setting(
      "policy", among: ["robin", "least", "two", "random"],
      "in turn, fewest open requests, better of two, any"),
    Setting("servers", in: 1...20, standard: 3, "how many servers there are"),
    Setting("slow", in: 0...20, standard: 0, "how many of them take three times as long"),
    Setting("broken", in: 0...20, standard: 0, "how many of them refuse every request at once"),
    Setting("checks", in: 0...1_000_000, standard: 0, "ticks between health checks; 0: none"),
    Setting("load", in: 1...300, standard: 80, "requests that come, in percent of what equal servers can do"),
    Setting("requests", in: 0...200_000, standard: 0, "how many requests come by themselves"),
    Setting("service", in: 100...10_000, standard: 1000, "mean ticks that a server takes"),
    Setting("hop", in: 0...10_000, standard: 10, "ticks of a message"),
    Setting("timeout", in: 0...1_000_000, standard: 0, "ticks after which a client gives up; 0: never"),
    .patience(standard: 20_000),
  ]

  /// What clients can ask.
  public static let commands = [ClientCommand.ask]

  /// Some requests by hand, one of them to a server that has crashed.
  public static let demonstration = [
    "ask clients", "ask clients", "crash s1", "ask clients", "ask clients", "diagram",
  ]

  /// Begins a run.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    Simulation(cluster(settings), seed: seed)
  }

  /// The clients, the balancer, and the servers.
  public static func cluster(_ settings: Settings) -> Cluster<ServiceNode> {
    let count = settings.integer("servers")
    let service = settings.integer("service")
    var clients = RequestSource(
      .open(interval: max(1, 100 * service / (settings.integer("load") * count))),
      of: settings.integer("requests"), to: NodeID(1))
    if settings.integer("timeout") > 0 { clients.patience = settings.integer("timeout") }
    let checks = settings.integer("checks")
    let balancer = BalancerRole(
      BalancerRole.Policy(rawValue: settings["policy"]) ?? .robin, over: (0..<count).map { NodeID($0 + 2) },
      checkInterval: checks > 0 ? checks : nil)
    var cluster = Cluster(
      ["clients": ServiceNode(source: clients), "balancer": ServiceNode(balancer: balancer)],
      link: Link(latency: .fixed(settings.integer("hop"))))
    for server in 0..<count {
      let mean = server < settings.integer("slow") ? 3 * service : service
      let isBroken = server < settings.integer("broken")
      var station = Station(workers: isBroken ? 0 : 1, service: .exponential(minimum: 0, mean: mean))
      if isBroken { station.lineMax = 0 }
      cluster.nodes.append(ServiceNode(station: station))
      cluster.names.append("s\(server + 1)")
    }
    return cluster
  }

  /// Whether everybody was answered, and how the work was shared out.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    guard let run = run as? Simulation<ServiceNode> else { return [] }
    var finding = ServiceFindings.answered(run)
    let shares = zip(run.names, run.nodes).compactMap { name, node in
      node.station.map { "\(name) \($0.done)" }
    }
    finding.reasons.append("done by each: " + shares.joined(separator: ", "))
    return [finding]
  }

  /// What takes many runs to answer.
  public static var studies: [Study] { BalancerStudies.all }
}
