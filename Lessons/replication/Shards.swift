import Atoll

/// Data cut into shards, each on a server of its own, behind a router that knows which key is where.
public enum Shards: Model {
  typealias AnyMember = AnyNode<ShardMessage, ShardRequest, ShardReply>

  /// `replication/shards`.
  public static let name = "shards"
  /// What it is.
  public static let summary = "keys spread over servers: by range, by hash modulo N, or on a ring of hashes"

  /// What can be set.
  public static let settings = [
    Setting("placement", among: ShardMap.Placement.allCases.map(\.rawValue), "which key goes where"),
    Setting("servers", in: 1...12, standard: 4, "how many servers there are; one more is a spare"),
    Setting("virtual", in: 1...256, standard: 16, "ring: how many points each server has"),
  ]

  /// What clients can ask of the router r.
  public static let commands = [
    ClientCommand("fill", "COUNT", "store so many keys, evenly spread from 0 to 999") {
      (words, _) throws(ClientCommandError) in
      ShardRequest.fill(try numbers(words, of: 1...1000, "say how many keys, from 1 to 1000: fill r 12")[0])
    },
    ClientCommand("put", "KEY=VALUE", "store a value under a key") { (words, _) throws(ClientCommandError) in
      let help = "say a key from 0 to 999 and a number up to 999: put r 17=5"
      let parts = words.flatMap {
        $0.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      }
      let numbers = try numbers(parts, of: keys, count: 2, help)
      return ShardRequest.put(numbers[0], numbers[1])
    },
    ClientCommand("get", "KEY", "find the value of a key") { (words, _) throws(ClientCommandError) in
      ShardRequest.get(try numbers(words, of: keys, "say a key from 0 to 999: get r 17")[0])
    },
    ClientCommand("scan", "FROM TO", "find all values of a range of keys") {
      (words, _) throws(ClientCommandError) in
      let help = "say the first and the last key, from 0 to 999: scan r 100 150"
      let numbers = try numbers(words, of: keys, count: 2, help)
      guard numbers[0] <= numbers[1] else { throw ClientCommandError(help) }
      return ShardRequest.scan(numbers[0], numbers[1])
    },
    ClientCommand("join", "", "let the spare server take part") { _, _ in ShardRequest.join },
  ]

  private static let keys = 0...ShardMap.keyCount - 1

  private static func numbers(
    _ words: [String], of range: ClosedRange<Int>, count: Int = 1, _ help: String
  ) throws(ClientCommandError) -> [Int] {
    let numbers = words.compactMap(Int.init)
    guard words.count == count, numbers.count == count, numbers.allSatisfy(range.contains) else {
      throw ClientCommandError(help)
    }
    return numbers
  }

  /// What shows it.
  public static let demonstration = [
    "fill r 6", "run", "scan r 0 400", "run", "diagram", "join r", "run", "check",
  ]

  /// Begins a run: messages take 5 to 15 ticks.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    let (servers, virtual) = (settings.integer("servers"), settings.integer("virtual"))
    let map = ShardMap(placement(settings), servers: servers, virtual: virtual)
    var cluster = Cluster(count: servers + 2, link: Link(latency: .uniform(5...15))) { node in
      node.index == 0 ? AnyMember(ShardRouter(map: map, virtual: virtual)) : AnyMember(ShardServer())
    }
    cluster.names = ["r"] + (1...servers + 1).map { "s\($0)" }
    return Simulation(cluster, seed: seed)
  }

  static func placement(_ settings: Settings) -> ShardMap.Placement {
    ShardMap.Placement(rawValue: settings["placement"]) ?? .range
  }

  /// Judges a run: who holds how much, and whether it is where the router looks for it.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    guard let run = run as? Simulation<AnyMember>, let router = run.nodes[0].base as? ShardRouter else {
      return []
    }
    let servers = run.nodes.dropFirst().compactMap { $0.base as? ShardServer }
    var held: [String] = []
    var lost = 0
    for (place, server) in servers.enumerated() {
      held.append("s\(place + 1) holds \(server.pairs.count), and has handed over \(server.moved)")
      lost += server.pairs.count { router.map.owner(of: $0.key) != place }
    }
    let open = run.clientOperations.count { $0.reply == nil }
    return [
      Finding("every key that a server holds is where the router looks for it", lost == 0 ? .yes : .no, held),
      Finding("every request is answered", open == 0 ? .yes : .open),
    ]
  }

  /// Keys that move, how evenly the ring spreads, and what a popular key does.
  public static let studies = [ShardStudies.joining, ShardStudies.balance, ShardStudies.hotKeys]
}
