public import Atoll
import AtollDistributed

/// A bank account that is a distributed actor of Swift's: it lives at `b`, and is called from `a` and from `b`.
public enum DistributedAccount: Model {
  /// `middleware/distributed-actor`.
  public static let name = "distributed-actor"
  /// What it is.
  public static let summary = "a Swift distributed actor, an account, lives at b and is called from a and b"

  /// What can be set.
  public static let settings = [
    Setting("latency", in: 1...1000, standard: 10, "ticks that a message is under way"),
    Setting("timeout", in: 1...10_000, standard: 100, "ticks that a caller waits for an answer to a call"),
    Setting("retries", in: 0...5, standard: 0, "how often a caller calls again when it got no answer"),
    Setting(
      "receipts", among: ["no", "yes"], "whether each deposit has a receipt, the same at each attempt"),
    Setting.patience(standard: 1000),
  ]

  /// What clients can ask.
  public static let commands = [
    amountCommand("deposit", "a client at NODE books AMOUNT into the account") { .deposit($0) },
    amountCommand("withdraw", "a client at NODE books AMOUNT out of the account") { .withdraw($0) },
    command("balance", "a client at NODE asks for the balance", .balance),
    command("empty", "a client at NODE asks for the balance, then withdraws as much", .empty),
  ]

  /// A call from nearby, one from afar, and one across a network partition.
  public static let demonstration = [
    "deposit b 1", "deposit a 2", "partition {a} {b}", "deposit a 4", "heal", "balance a", "diagram", "check",
  ]

  static let home = NodeID(1)

  /// Begins a run; the account lives at `b` and is empty.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    Simulation(cluster(settings), seed: seed)
  }

  static func cluster(_ settings: Settings) -> Cluster<ActorNode<AccountCaller>> {
    let caller = AccountCaller(
      account: ActorAddress("Account", at: home), retries: settings.integer("retries"),
      usesReceipts: settings["receipts"] == "yes")
    return Cluster(count: 2, link: Link(latency: .fixed(settings.integer("latency")))) { node in
      ActorNode(
        caller, memory: node == home ? Account.Memory() : nil, patience: settings.integer("timeout"))
    }
  }

  /// One deposit, asked for once; then the same client asks for the balance, twice.
  public static func problem(_ settings: Settings) -> (any Explorable)? {
    ExplorationProblem(
      cluster(settings), clients: [NodeID(0): [.deposit(5), .balance, .balance]],
      properties: [
        .always("one deposit is never booked twice") { bookings($0).count <= 1 },
        seen("no answer, then balance 0", [.failed(.noAnswer), .balance(0)]),
        seen("no answer, then balance 5", [.failed(.noAnswer), .balance(5)]),
        seen(
          "no answer, then balance 0, then balance 5", [.failed(.noAnswer), .balance(0), .balance(5)]),
      ])
  }

  private static func bookings(_ configuration: Configuration<ActorNode<AccountCaller>>) -> [Int] {
    configuration.nodes[home.index].memory?.bookings ?? []
  }

  /// Whether the client can be answered so, one answer after the other.
  private static func seen(_ name: String, _ answers: [AccountReply]) -> Property<ActorNode<AccountCaller>> {
    .sometimes(
      name, observing: [AccountReply](),
      by: { seen, event in
        if case .response(let reply, _, _) = event { seen.append(reply) }
      }, { $0.starts(with: answers) })
  }

  /// Compares what clients were told with what is booked.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    guard let run = run as? Simulation<ActorNode<AccountCaller>> else { return [] }
    return DistributedAccountFindings(run).all
  }
}

extension DistributedAccount {
  private static func command(_ name: String, _ summary: String, _ request: AccountRequest) -> ClientCommand {
    ClientCommand(name, "", summary) { words, _ throws(ClientCommandError) in
      guard words.isEmpty else { throw ClientCommandError("\(name) takes nothing after the node") }
      return request
    }
  }

  private static func amountCommand(
    _ name: String, _ summary: String, _ request: @escaping @Sendable (Int) -> AccountRequest
  ) -> ClientCommand {
    ClientCommand(name, "AMOUNT", summary) { words, _ throws(ClientCommandError) in
      guard words.count == 1, let amount = Int(words[0]), (1...1_000_000).contains(amount) else {
        throw ClientCommandError("\(name) how much? A whole number from 1 to 1000000; say: \(name) a 5")
      }
      return request(amount)
    }
  }
}
