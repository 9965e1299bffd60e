import Atoll

/// Remote procedure calls: a program at `client` calls an account at `server`, through a stub.
///
/// - SeeAlso: Birrell & Nelson 1984, "Implementing remote procedure calls".
public enum Rpc: Model {
  typealias AnyMember = AnyNode<RpcMessage, RpcProcedure, RpcAnswer>

  /// `middleware/rpc`.
  public static let name = "rpc"
  /// What it is.
  public static let summary = "a client calls an account on another computer; calls are repeated, and counted"

  /// What can be set.
  public static let settings = [
    Setting(
      "semantics", among: ["at-least-once", "at-most-once", "exactly-once", "forgetful"],
      "what is promised of a call that is repeated; forgetful is a mistake"),
    Setting(
      "disk", among: ["together", "effect-first", "record-first"],
      "exactly-once: whether effect and reply reach the disk in one step"),
    Setting("attempts", in: 1...9, standard: 3, "at-most-once: how often a call is sent"),
    Setting("timeout", in: 1...1000, standard: 30, "ticks until a call is sent again"),
    Setting.patience(standard: 25),
  ]

  /// What clients can ask.
  public static let commands = [
    ClientCommand("deposit", "AMOUNT", "the program at NODE calls deposit: add to the balance") {
      words, _ throws(ClientCommandError) in RpcProcedure.deposit(try amount(words, "deposit client 5"))
    },
    ClientCommand("put", "AMOUNT", "the program at NODE calls put: another balance in its place") {
      words, _ throws(ClientCommandError) in RpcProcedure.put(try amount(words, "put client 5"))
    },
    ClientCommand("balance", "", "the program at NODE calls balance: look at it") {
      words, _ throws(ClientCommandError) in
      guard words.isEmpty else { throw ClientCommandError("balance takes only a node. Say: balance client") }
      return RpcProcedure.balance
    },
  ]

  private static func amount(_ words: [String], _ example: String) throws(ClientCommandError) -> Int {
    guard words.count == 1, let amount = Int(words[0]), (0...255).contains(amount) else {
      throw ClientCommandError(
        "how much? A number from 0 to 255, for it is sent as one byte. Say: \(example)")
    }
    return amount
  }

  /// A call whose first reply is lost.
  public static let demonstration = [
    "partition {server} -> {client}", "deposit client 5", "heal", "run", "diagram", "check",
  ]

  /// Begins a run.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    Simulation(cluster(settings), seed: seed)
  }

  /// - Parameter isBounded: whether at-least-once, too, sends a call only so many times.
  static func cluster(_ settings: Settings, isBounded: Bool = false) -> Cluster<AnyMember> {
    let semantics = RpcSemantics(rawValue: settings["semantics"]) ?? .atLeastOnce
    let hasEnd = semantics == .atMostOnce || isBounded && semantics == .atLeastOnce
    let stub = RpcStub(
      semantics: semantics, server: NodeID(1), timeout: settings.integer("timeout"),
      triesMax: hasEnd ? settings.integer("attempts") : nil)
    let server = RpcServer(
      semantics: semantics, disk: RpcServer.Disk(rawValue: settings["disk"]) ?? .together)
    return Cluster(["client": AnyMember(stub), "server": AnyMember(server)])
  }

  /// Two deposits, with at most one crash, in every order of events.
  ///
  /// The messages in transit are a set that only grows, so each may arrive late, never, or again and again: loss and
  /// duplication without a bound. At-least-once would take effect without end then; its calls are sent `attempts` times
  /// at most, and each copy arrives once or is late for ever.
  public static func problem(_ settings: Settings) -> (any Explorable)? {
    let isEndless = settings["semantics"] == "at-least-once"
    return ExplorationProblem(
      cluster(settings, isBounded: true), network: isEndless ? .unordered : .duplicating,
      faults: FaultBounds(crashes: 1, recoveries: 1), clients: [NodeID(0): [.deposit(5), .deposit(7)]],
      properties: [
        .always(
          "no call takes effect twice", everyNode: { server($0)?.effects.allSatisfy { $0.times < 2 } ?? true }
        ),
        .always("a call that is over has taken effect") { configuration in
          let over = configuration.nodes.compactMap(stub).flatMap(\.over)
          let servers = configuration.nodes.compactMap(server)
          return over.allSatisfy { id in servers.allSatisfy { $0.times(id) > 0 } }
        },
        .eventually("both calls are over, unless the caller crashes") { configuration in
          !configuration.isUp[0] || configuration.nodes.compactMap(stub).allSatisfy { $0.over.count == 2 }
        },
      ])
  }

  static func server(_ member: AnyMember) -> RpcServer? { member.base as? RpcServer }
  static func stub(_ member: AnyMember) -> RpcStub? { member.base as? RpcStub }

  /// Judges a run: counts the effects of each call.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    guard let run = run as? Simulation<AnyMember>, let server = run.nodes.compactMap(server).first else {
      return []
    }
    var twice = Finding("no call takes effect twice", .yes)
    var lost = Finding("a call that is over has taken effect", .yes)
    for operation in run.clientOperations {
      let times = server.times(operation.id)
      let said = "\(operation.id) \(operation.request): \(times == 1 ? "1 effect" : "\(times) effects")"
      if times > 1 { twice.answer = .no }
      twice.reasons.append(said)
      guard let reply = operation.reply, times == 0 else { continue }
      lost.answer = .no
      lost.reasons.append("\(operation.id) was answered \"\(reply)\"")
    }
    return [twice, lost]
  }

  /// The questions that take many runs.
  public static let studies = [RpcStudy.effects, RpcStudy.doubling]
}
