import Atoll

/// Two servers, two clients, a store: where the state is kept, and who loses it when a server crashes.
public enum ServerState: Model {
  /// `tiering/state`.
  public static let name = "state"
  /// What it is.
  public static let summary = "carts and locks in servers' memory, in their files, in a store, or in a cookie"

  /// What can be set.
  public static let settings = [
    Setting("place", among: ["memory", "file", "store", "cookie"], "where a server keeps a client's cart"),
    Setting(
      "routing", among: ["robin", "sticky"],
      "a client asks the servers in turn, or its own one while it answers"),
    Setting("cache", among: ["no", "yes"], "store: whether servers keep copies of what the store said"),
    Setting(
      "patience", in: 1...100_000, standard: 100, "ticks after which a client gives up and turns elsewhere"),
  ]

  /// What clients can ask.
  public static let commands = [
    command("add", "ITEM", "puts ITEM into the client's cart", CartNode.Request.add),
    command("lock", "THING", "reserves THING for the client", CartNode.Request.lock),
    ClientCommand("cart", "", "asks what is in the client's cart") {
      (words, names) throws(ClientCommandError) in
      guard words.isEmpty else { throw ClientCommandError("cart needs no more than the client: cart alice") }
      return CartNode.Request.cart
    },
  ]

  /// A cart in a server's memory, and a crash.
  public static let demonstration = [
    "set routing=sticky", "add alice milk", "cart alice", "crash s1", "cart alice", "cart alice", "check",
  ]

  /// Begins a run.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    Simulation(cluster(settings), seed: seed)
  }

  static func cluster(_ settings: Settings) -> Cluster<CartNode> {
    let servers = [NodeID(2), NodeID(3)]
    let patience = settings.integer("patience")
    let isSticky = settings["routing"] == "sticky"
    let client = CartNode.Role.client(isSticky: isSticky)
    let server = CartNode.Role.server(
      CartNode.Place(rawValue: settings["place"]) ?? .memory, store: NodeID(4),
      isCaching: settings["cache"] == "yes")
    return Cluster([
      "alice": CartNode(client, servers: servers, patience: patience),
      "bob": CartNode(client, servers: servers, turn: isSticky ? 1 : 0, patience: patience),
      "s1": CartNode(server, servers: servers), "s2": CartNode(server, servers: servers),
      "store": CartNode(.store, servers: servers),
    ])
  }

  /// Alice fills her cart and looks at it; Bob wants the seat that Alice wants.
  public static func problem(_ settings: Settings) -> (any Explorable)? {
    ExplorationProblem(
      cluster(settings), network: .unordered,
      clients: [
        NodeID(0): [.add("milk"), .add("bread"), .cart, .lock("seat")], NodeID(1): [.lock("seat")],
      ],
      properties: [
        .always("what was acknowledged is in the cart", observing: CartWitness(), by: { $0.see($1) }) {
          !$0.hasLost
        },
        .always("nobody gets what another has locked", observing: CartWitness(), by: { $0.see($1) }) {
          $0.holders.count < 2
        },
      ])
  }

  /// Judges what the clients saw.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    CartWitness.findings(run)
  }

  private static func command(
    _ name: String, _ parameter: String, _ summary: String,
    _ request: @escaping @Sendable (String) -> CartNode.Request
  ) -> ClientCommand {
    ClientCommand(name, parameter, summary) { (words, names) throws(ClientCommandError) in
      guard words.count == 1 else {
        throw ClientCommandError("\(name) needs one word: \(name) alice \(parameter.lowercased())")
      }
      return request(words[0])
    }
  }
}
