import Atoll

/// What it costs to wait for other nodes while the network is whole: the second half of PACELC.
///
/// The same register is run with every number of other nodes that an operation waits for, in each of its two phases.
/// Who waits for nobody answers at once; who waits for all waits for the slowest. A message takes a time between nothing
/// and twice the setting `latency`, each as likely.
enum LatencyPrice {
  private static let runs = 40
  private static let operationsEach = 8

  static let study = Study("pacelc", "no network partition: latency against consistency") { settings, seed in
    let nodes = settings.integer("nodes")
    var table = StudyTable(
      columns: [
        .init("others waited for"), .init("mode"), .init("mean", unit: "ticks"),
        .init("slowest of 100", unit: "ticks"), .init("not linearizable", unit: "runs"),
      ],
      drawing: .init(
        x: "others waited for", yName: "latency (ticks)", [.init("mean"), .init("slowest of 100")]),
      remarks: [
        "\(runs) runs a row; in each, a client at each of \(nodes) nodes writes and reads x in turn, "
          + "\(operationsEach) operations each.",
        "Nothing is lost and nobody is cut off. An operation has two phases, and waits in each.",
      ])
    for others in 0..<nodes {
      let sample = sample(others, settings, seed)
      let name =
        others == 0
        ? "own copy" : others == nodes - 1 ? "all" : others == nodes / 2 ? "majority" : "\(others + 1) copies"
      table.append([
        .init(others), .word(name), .init(mean(sample.latencies)), .init(slowest(sample.latencies)),
        .init(sample.broken),
      ])
    }
    return table
  }

  private static func sample(_ others: Int, _ settings: Settings, _ seed: UInt64) -> (
    latencies: [Int], broken: Int
  ) {
    let nodes = settings.integer("nodes")
    let link = Link(latency: .uniform(0...2 * settings.integer("latency")))
    // Nobody gives up: this is about waiting.
    let node = ConsistentRegister(timeout: 1_000_000, reads: .all, spare: nodes - 1 - others)
    var latencies: [Int] = []
    var broken = 0
    for run in 0..<runs {
      // Another seed has no run in common with this one.
      let seed = seed &* UInt64(runs) &+ UInt64(run)
      var simulation = Simulation(
        Cluster(count: nodes, link: link) { _ in node }, seed: seed, isTracing: false)
      use(&simulation, latency: settings.integer("latency"), seed: seed)
      for operation in simulation.clientOperations {
        if let returned = operation.returnedAt { latencies.append(returned - operation.invokedAt) }
      }
      let history = History<RegisterRequest, RegisterReply>(of: simulation)
      if !isLinearizable(history) { broken += 1 }
    }
    return (latencies, broken)
  }

  /// Every value is written once, so each read tells which write it has seen.
  private static func isLinearizable(_ history: History<RegisterRequest, RegisterReply>) -> Bool {
    let operations = history.entries.compactMap { entry -> RegisterZones<String>.Operation? in
      switch (entry.request, entry.reply) {
      case (.write(_, let value), _):
        .init(value, isWrite: true, invoked: entry.invoked, returned: entry.returned)
      case (.read, .value(let value)?):
        .init(value, isWrite: false, invoked: entry.invoked, returned: entry.returned)
      default: nil
      }
    }
    return RegisterZones(operations, initial: "0")?.order != nil
  }

  /// A client at each node asks, is answered, thinks for a while and asks again.
  private static func use(_ run: inout Simulation<ConsistentRegister>, latency: Int, seed: UInt64) {
    var stream = RandomStream(seed: seed)
    var asked = run.nodes.map { _ in 0 }
    var open: [RequestID?] = run.nodes.map { _ in nil }
    var next = run.nodes.map { _ in stream.below(2 * latency + 1) }
    while true {
      for place in run.nodes.indices where open[place].map({ run.isAnswered($0) }) == true {
        open[place] = nil
        next[place] = run.now + 1 + stream.below(2 * latency + 1)
      }
      let waiting = run.nodes.indices.filter { open[$0] == nil && asked[$0] < operationsEach }
      if let place = waiting.min(by: { next[$0] < next[$1] }), next[place] <= (run.nextTime ?? .max) {
        run.run(until: max(run.now, next[place]))
        let writes = asked[place] % 2 == 0
        open[place] = run.invoke(
          writes ? .write("x", "\(NodeID(place))\(asked[place])") : .read("x"), at: NodeID(place))
        asked[place] += 1
      } else if !run.step() {
        return
      }
    }
  }

  private static func mean(_ values: [Int]) -> Double {
    values.isEmpty ? 0 : Double(values.reduce(0, +)) / Double(values.count)
  }

  /// The value that one of a hundred exceeds.
  private static func slowest(_ values: [Int]) -> Int {
    let sorted = values.sorted()
    return sorted.isEmpty ? 0 : sorted[(sorted.count - 1) * 99 / 100]
  }
}
