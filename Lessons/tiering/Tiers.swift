import Atoll

/// The same three layers on one, two or three machines.
public enum Tiers: Model {
  /// `tiering/tiers`.
  public static let name = "tiers"
  /// What it is.
  public static let summary =
    "presentation, logic and data, the same three layers, on one, two or three machines"

  /// What can be set.
  public static let settings = [
    Setting("tiers", in: 1...3, standard: 3, "how many machines the three layers are spread over"),
    Setting("hop", in: 0...100_000, standard: 500, "ticks of a message between two machines"),
    Setting("layer", in: 1...10_000, standard: 1000, "mean ticks that a layer works on a request"),
    Setting(
      "times", among: ["exponential", "fixed"], "whether the ticks of a layer are drawn, or always the same"),
    Setting("load", in: 1...300, standard: 20, "orders that come, in percent of what one layer can do"),
    Setting("requests", in: 0...100_000, standard: 0, "how many orders come by themselves"),
    Setting(
      "timeout", in: 0...1_000_000, standard: 50_000, "ticks after which the client gives up; 0: never"),
    .patience(standard: 60_000),
  ]

  /// What clients can ask.
  public static let commands = [
    order("page", .page, "presentation alone"), order("quote", .quote, "presentation and logic"),
    order("order", .order, "all three layers"),
  ]

  /// An order while all is well, and what is left when the last machine has crashed.
  public static let demonstration = [
    "order client", "diagram", "crash data", "page client", "quote client", "check",
  ]

  /// Begins a run.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    Simulation(cluster(settings), seed: seed)
  }

  /// The client, and the machines from the top layer to the bottom layer.
  public static func cluster(_ settings: Settings) -> Cluster<ServiceNode> {
    let layer = settings.integer("layer")
    let work: LatencyDistribution =
      settings["times"] == "fixed" ? .fixed(layer) : .exponential(minimum: 0, mean: layer)
    var client = RequestSource(
      .open(interval: 100 * layer / settings.integer("load")), of: settings.integer("requests"), to: NodeID(1)
    )
    if settings.integer("timeout") > 0 { client.patience = settings.integer("timeout") }
    client.kinds = [.order]
    func machine(_ layers: ClosedRange<Int>, next: Int?) -> ServiceNode {
      ServiceNode(machine: TierMachine(layers: layers, next: next.map(NodeID.init), work: work))
    }
    let asks = ServiceNode(source: client)
    let link = Link(latency: .fixed(settings.integer("hop")))
    return switch settings.integer("tiers") {
    case 1: Cluster(["client": asks, "machine": machine(0...2, next: nil)], link: link)
    case 2:
      Cluster(
        ["client": asks, "front": machine(0...0, next: 2), "back": machine(1...2, next: nil)], link: link)
    default:
      Cluster(
        [
          "client": asks, "web": machine(0...0, next: 2), "app": machine(1...1, next: 3),
          "data": machine(2...2, next: nil),
        ], link: link)
    }
  }

  /// Whether everybody was answered, and how long.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    guard let run = run as? Simulation<ServiceNode> else { return [] }
    return [ServiceFindings.answered(run)]
  }

  /// What takes many runs to answer.
  public static var studies: [Study] { TierStudies.all }

  private static func order(_ name: String, _ kind: Ticket.Kind, _ what: String) -> ClientCommand {
    ClientCommand(name, "", "asks for what needs \(what)") { (words, names) throws(ClientCommandError) in
      guard words.isEmpty else {
        throw ClientCommandError("\(name) needs no more than the node: \(name) client")
      }
      return kind
    }
  }
}
