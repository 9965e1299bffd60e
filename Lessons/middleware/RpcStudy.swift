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

  /// How often a call takes effect under at-least-once, if each message is lost with some probability p.
  ///
  /// A try of which the call arrives ends the matter with probability 1 − p, and is an effect in any case. So the number of
  /// effects is geometric, with the mean 1 / (1 − p).
  static let doubling = Study(
    "doubling", "at-least-once: how many effects a call has, over how many messages are lost"
  ) {
    settings, seed in
    let runs = 400
    var table = StudyTable(
      columns: [
        .init("loss", unit: "per cent"), .init("effects of a call"), .init("standard error"), .init("theory"),
      ],
      drawing: .init(
        x: "loss", yName: "effects of a call (mean)",
        [.init("effects of a call", error: "standard error"), .init("theory", .theory)]),
      remarks: [
        "\(runs) runs of one deposit for each row; nothing is doubled by the network, and nothing crashes",
        "theory: 1 / (1 - p), for a geometric number of effects",
      ])
    var settings = settings
    guard (try? settings.set("semantics", to: "at-least-once")) != nil else { return table }
    for percent in stride(from: 0, through: 70, by: 10) {
      var (sum, squares) = (0, 0)
      for number in 0..<runs {
        var run = Simulation(
          Rpc.cluster(settings), seed: seed &+ UInt64(1000 * percent + number), isTracing: false)
        run.setLinks(Link(loss: Probability(Double(percent) / 100)))
        let id = run.invoke(.deposit(5), at: NodeID(0))
        run.run(until: 20_000)
        let times = run.nodes.compactMap(Rpc.server).first?.times(id) ?? 0
        sum += times
        squares += times * times
      }
      let mean = Double(sum) / Double(runs)
      let variance = (Double(squares) - Double(runs) * mean * mean) / Double(runs - 1)
      table.append([
        .init(percent), .init(mean), .init((variance / Double(runs)).squareRoot()),
        .init(100 / Double(100 - percent)),
      ])
    }
    return table
  }
}
