import Atoll

/// A user, a name, a page, and two caches on the way to it.
public enum Edge: Model {
  /// `tiering/edge`.
  public static let name = "edge"
  /// What it is.
  public static let summary = "a name (DNS) and a page (CDN), each kept near the user for its time to live"

  /// What can be set.
  public static let settings = [
    Setting(
      "cdn", among: ["yes", "no"], "whether the name points to a server near the user, or to the origin"),
    Setting("near", in: 0...10_000, standard: 10, "ticks of a message to the resolver and to the edge"),
    Setting("far", in: 0...10_000, standard: 200, "ticks of a message to the authority and to the origin"),
    Setting("name-ttl", in: 0...1_000_000, standard: 5000, "ticks for which an address may be kept"),
    Setting("page-ttl", in: 0...1_000_000, standard: 2000, "ticks for which a page may be kept"),
    Setting("visits", in: 0...100_000, standard: 0, "how many visits the user makes"),
    Setting("interval", in: 1...1_000_000, standard: 500, "mean ticks between them"),
    Setting("pages", in: 1...100, standard: 1, "how many pages there are; the first ones are asked for most"),
    .patience(standard: 2000),
  ]

  /// What clients can ask.
  public static let commands = [
    ClientCommand("visit", "PAGE", "asks for page PAGE") { (words, names) throws(ClientCommandError) in
      guard words.count == 1, let page = Int(words[0]), (1...100).contains(page) else {
        throw ClientCommandError("which page? Say: visit user 1")
      }
      return EdgeNode.Request.visit(page: page)
    },
    ClientCommand("move", "", "lets the name point to the other origin: move authority") {
      (words, names) throws(ClientCommandError) in
      guard words.isEmpty else {
        throw ClientCommandError("move needs no more than the node: move authority")
      }
      return EdgeNode.Request.move
    },
  ]

  /// A page that comes from far, then from near.
  public static let demonstration = ["visit user 1", "visit user 1", "diagram"]

  /// Begins a run.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating { run(settings, seed: seed) }

  static func run(_ settings: Settings, seed: UInt64, isTracing: Bool = true) -> Simulation<EdgeNode> {
    var plan = EdgeNode.Plan()
    plan.near = settings.integer("near")
    plan.far = settings.integer("far")
    plan.nameTTL = settings.integer("name-ttl")
    plan.pageTTL = settings.integer("page-ttl")
    plan.patience = settings.integer("patience")
    plan.hasEdge = settings["cdn"] == "yes"
    plan.visits = settings.integer("visits")
    plan.interval = settings.integer("interval")
    plan.pages = settings.integer("pages")
    var cluster = Cluster(
      [
        "user": EdgeNode(.user, plan), "resolver": EdgeNode(.resolver, plan),
        "authority": EdgeNode(.authority, plan), "edge": EdgeNode(.edge, plan),
        "origin": EdgeNode(.origin, plan), "new-origin": EdgeNode(.origin, plan),
      ], link: Link(latency: .fixed(plan.far)))
    let near = Link(latency: .fixed(plan.near))
    for node in [EdgeNode.resolver, EdgeNode.edge] {
      cluster.linksApart += [
        .init(near, from: EdgeNode.user, to: node), .init(near, from: node, to: EdgeNode.user),
      ]
    }
    return Simulation(cluster, seed: seed, isTracing: isTracing)
  }

  /// How many visits failed, how long the others took, what the caches saved.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    guard let run = run as? Simulation<EdgeNode> else { return [] }
    let visits = run.nodes[0].visits
    let failed = visits.filter(\.hasFailed).count
    let open = visits.filter { $0.end == nil }.count
    var finding = Finding("every visit saw its page", failed > 0 ? .no : open > 0 ? .open : .yes)
    finding.reasons.append("\(visits.count) visits, \(failed) failed, \(open) pending")
    for (name, node) in zip(run.names, run.nodes) where node.cache.hits + node.cache.misses > 0 {
      finding.reasons.append("\(name): \(node.cache.hits) answered from its cache, \(node.cache.misses) not")
    }
    return [finding]
  }

  /// What takes many runs to answer.
  public static var studies: [Study] { EdgeStudies.all }
}
