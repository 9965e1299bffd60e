import Atoll

/// What many runs of a remote call come to.
enum RpcStudy {
  private static let runs = 200
  private static let end = 600

  /// Counts effects and answers under loss, duplication and a crash of the server, for each of the semantics.
  static let effects = Study(
    "effects", "one deposit, many runs with loss, duplication and a crash: what came of it"
  ) { settings, seed in
    let names = ["at-least-once", "at-most-once", "exactly-once", "forgetful"]
    var table = StudyTable(
      columns: [
        .init("semantics"), .init("answered", unit: "runs"), .init("unknown", unit: "runs"),
        .init("not over", unit: "runs"), .init("no effect", unit: "runs"), .init("one effect", unit: "runs"),
        .init("more", unit: "runs"),
      ],
      remarks: [
        "\(runs) runs each, of \(end) ticks; a message is lost with probability 0.3 and doubled with 0.2",
        "the server crashes within the first 60 ticks and is back 40 ticks later",
      ])
    for name in names {
      var settings = settings
      guard (try? settings.set("semantics", to: name)) != nil else { continue }
      var counts = [0, 0, 0, 0, 0, 0]
      for number in 0..<runs {
        let (answer, times) = outcome(settings, seed: seed &+ UInt64(number), crash: number % 60)
        counts[answer == nil ? 2 : answer == .unknown ? 1 : 0] += 1
        counts[3 + min(times, 2)] += 1
      }
      table.append([.word(name)] + counts.map { .init($0) })
    }
    return table
  }

  private static func outcome(_ settings: Settings, seed: UInt64, crash: Int) -> (RpcAnswer?, times: Int) {
    var run = Simulation(Rpc.cluster(settings), seed: seed, isTracing: false)
    run.setLinks(Link(loss: Probability(0.3), duplication: Probability(0.2), latency: .uniform(5...15)))
    let id = run.invoke(.deposit(5), at: NodeID(0))
    run.run(until: crash)
    run.crash(NodeID(1))
    run.run(until: crash + 40)
    run.recover(NodeID(1))
    run.run(until: end)
    return (
      run.clientOperations.first?.reply as? RpcAnswer, run.nodes.compactMap(Rpc.server).first?.times(id) ?? 0
    )
  }
}
