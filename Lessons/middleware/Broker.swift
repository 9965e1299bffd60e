import Atoll

/// A shop, two workers, and a queue in between.
///
/// - SeeAlso: Gray & Reuter 1993, "Transaction processing: concepts and techniques", chapter 6 on queues.
public enum Broker: Model {
  typealias AnyMember = AnyNode<BrokerMessage, BrokerRequest, BrokerReply>

  /// `middleware/broker`.
  public static let name = "broker"
  /// What it is.
  public static let summary = "a shop gives orders to a queue, from which two workers take them"

  /// What can be set.
  public static let settings = [
    Setting(
      "delivery", among: ["push", "pull"], "whether the broker sends jobs in turn, or workers ask for them"),
    Setting("persist", among: ["yes", "no"], "whether the queue is on the broker's disk"),
    Setting(
      "ack", among: ["after", "before"], "whether a worker acknowledges a job after its work, or at once"),
    Setting("deliveries", in: 1...9, standard: 3, "after how many deliveries a job is a dead letter"),
    Setting("redelivery", in: 1...1000, standard: 60, "ticks that the broker waits for an acknowledgement"),
    Setting("work", in: 1...1000, standard: 20, "ticks that a job takes"),
    Setting("slow", in: 1...100, standard: 1, "how many times as long it takes at w1"),
    Setting.patience(standard: 25),
  ]

  /// What clients can ask.
  public static let commands = [
    ClientCommand(
      "order", "NAME", "a client orders something at NODE; what is called bad fails at every worker"
    ) {
      words, _ throws(ClientCommandError) in
      guard words.count == 1 else { throw ClientCommandError("order what? Say: order shop tea") }
      return BrokerRequest(name: words[0])
    }
  ]

  /// An order whose first worker crashes.
  public static let demonstration = ["order shop tea", "run 5", "crash w2", "run", "diagram", "check"]

  /// Begins a run.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    Simulation(cluster(settings, repeats: true), seed: seed)
  }

  /// - Parameter repeats: whether shop and workers say again what was not answered.
  private static func cluster(_ settings: Settings, repeats: Bool) -> Cluster<AnyMember> {
    let pulls = settings["delivery"] == "pull"
    let shop = BrokerShop(broker: NodeID(1), patience: repeats ? 30 : nil)
    let queue = BrokerQueue(
      workers: [NodeID(2), NodeID(3)], pulls: pulls, isPersistent: settings["persist"] == "yes",
      redelivery: settings.integer("redelivery"), deliveriesMax: settings.integer("deliveries"))
    func worker(_ work: Int) -> AnyMember {
      AnyMember(
        BrokerWorker(
          broker: NodeID(1), work: work,
          acknowledgement: BrokerWorker.Acknowledgement(rawValue: settings["ack"]) ?? .after,
          poll: repeats ? 50 : nil, pulls: pulls))
    }
    let work = settings.integer("work")
    return Cluster([
      "shop": AnyMember(shop), "broker": AnyMember(queue), "w1": worker(work * settings.integer("slow")),
      "w2": worker(work),
    ])
  }

  /// One order, in every order of events, with at most one crash. What was not answered is not said again here.
  public static func problem(_ settings: Settings) -> (any Explorable)? {
    ExplorationProblem(
      cluster(settings, repeats: false), faults: FaultBounds(crashes: 1, recoveries: 1),
      clients: [NodeID(0): [BrokerRequest(name: "tea")]],
      properties: [
        .always("an accepted order is done, or somebody still has it") { configuration in
          accepted(configuration.nodes).allSatisfy { isSafe($0, configuration.nodes, configuration.isUp) }
        },
        .always("no order is done twice") { configuration in
          accepted(configuration.nodes).allSatisfy { times($0, configuration.nodes) < 2 }
        },
        .sometimes("an order is done") { configuration in
          accepted(configuration.nodes).contains { times($0, configuration.nodes) > 0 }
        },
      ])
  }

  private static func accepted(_ nodes: [AnyMember]) -> [Int] {
    nodes.compactMap { $0.base as? BrokerShop }.flatMap(\.accepted)
  }

  private static func times(_ job: Int, _ nodes: [AnyMember]) -> Int {
    nodes.compactMap { $0.base as? BrokerWorker }.reduce(0) { $0 + $1.done.count { $0 == job } }
  }

  /// Whether a job is done, in the broker's hands, or in the memory of a worker that is up.
  private static func isSafe(_ job: Int, _ nodes: [AnyMember], _ isUp: [Bool]) -> Bool {
    if times(job, nodes) > 0 { return true }
    return zip(nodes, isUp).contains { node, isUp in
      (node.base as? BrokerQueue)?.holds(job) ?? (node.base as? BrokerWorker).map { worker in
        isUp && worker.jobs.contains { $0.id == job }
      } ?? false
    }
  }

  /// Judges a run: what became of each accepted order.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    guard let run = run as? Simulation<AnyMember> else { return [] }
    let isUp = run.nodes.indices.map { run.isUp(NodeID($0)) }
    let dead = run.nodes.compactMap { $0.base as? BrokerQueue }.flatMap(\.deadLetters)
    var lost = Finding("an accepted order is done, or somebody still has it", .yes)
    var twice = Finding("no order is done twice", .yes)
    for job in accepted(run.nodes) {
      let times = times(job, run.nodes)
      let isDead = dead.contains { $0.job.id == job }
      let isSafe = isSafe(job, run.nodes, isUp)
      lost.reasons.append(
        "#\(job): \(isDead ? "a dead letter" : times > 0 ? "done" : isSafe ? "not done yet" : "lost")")
      if !isSafe { lost.answer = .no }
      guard times > 1 else { continue }
      twice.answer = .no
      twice.reasons.append("#\(job) was done \(times) times")
    }
    return [lost, twice]
  }
}
