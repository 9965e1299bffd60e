import Atoll

/// What takes many runs of primary and backups to answer.
enum ReplicationStudies {
  /// How often a read at a backup is old, some time after the write was answered.
  static let lag = Study("lag", "how often a backup still answers the old value, some ticks after the write")
  {
    settings, seed in
    let runs = 1000
    let mean = settings.integer("latency")
    var table = StudyTable(
      columns: [
        .init("time", unit: "ticks"), .init("old answers", unit: "%"),
        .init("standard error", unit: "%"), .init("theory", unit: "%"),
      ],
      drawing: .init(
        x: "time", yName: "old answers (%)",
        [.init("old answers", error: "standard error"), .init("theory", .theory)]),
      remarks: [
        "Each point: \(runs) runs with mode async. One write, answered at tick 0; one read at a backup.",
        "A message takes an exponentially distributed time, \(mean) ticks on average.",
        "Theory: e to the power of -(t + 1) / \(mean): latencies are rounded down, so the message takes t + 1 or more.",
      ])
    let step = exponential(-1 / Double(mean))
    let link = Link(latency: .exponential(minimum: 0, mean: mean))
    let cluster = Cluster(count: 2, link: link) {
      PrimaryReplica(mode: .async, takeOver: .blind, isPrimary: $0.index == 0)
    }
    for tenth in stride(from: 0, through: 60, by: 5) {
      let time = tenth * mean / 10
      var old = 0
      for run in 0..<runs {
        var simulation = Simulation(
          cluster, seed: RandomStream(seed: seed, purpose: UInt64(tenth), index: run).seedOfRun,
          isTracing: false)
        simulation.invoke(.register(.write("x", "1")), at: NodeID(0))
        simulation.run(until: time)
        if simulation.nodes[1].log.isEmpty { old += 1 }
      }
      let share = Double(old) / Double(runs)
      let error = (share * (1 - share) / Double(runs)).squareRoot()
      let theory = (0...time).reduce(1.0) { power, _ in power * step }
      table.append([.init(time), .init(100 * share), .init(100 * error), .init(100 * theory)])
    }
    return table
  }

  /// How many operations all replicas together bear, as a multiple of what one bears.
  static let scaling = Study(
    "scaling", "how many operations the replicas bear together, if each bears one a tick"
  ) {
    settings, seed in
    let writes = settings.integer("writes")
    let operations = 200
    var table = StudyTable(
      columns: [
        .init("replicas"), .init("operations", unit: "per tick"), .init("theory", unit: "per tick"),
        .init("writes", unit: "per tick"), .init("bound on writes", unit: "per tick"),
      ],
      drawing: .init(
        x: "replicas", yName: "operations (per tick)",
        [
          .init("operations"), .init("theory", .theory), .init("writes"), .init("bound on writes", .theory),
        ]),
      remarks: [
        "Each row: one run of \(operations) operations, \(writes) % of them writes, reads spread over all replicas.",
        "Counted: reads answered and writes applied by the busiest replica; each takes it one tick.",
        "Theory: n / (n f + 1 - f) for n replicas and a share f of writes. Bound on writes: 1, whatever n is.",
      ])
    for replicas in 1...16 {
      let cluster = Cluster(count: replicas, link: Link(latency: .fixed(1))) {
        PrimaryReplica(mode: .async, takeOver: .blind, isPrimary: $0.index == 0)
      }
      var run = Simulation(cluster, seed: seed, isTracing: false)
      var (reads, written) = (Array(repeating: 0, count: replicas), 0)
      for number in 0..<operations {
        // Spread evenly: a write wherever the share of writes so far would fall behind.
        if (number + 1) * writes / 100 > written {
          written += 1
          run.invoke(.register(.write("x", "\(number)")), at: NodeID(0))
        } else {
          let reader = (number - written) % replicas
          let id = run.invoke(.register(.read("x")), at: NodeID(reader))
          if run.isAnswered(id) { reads[reader] += 1 }
        }
      }
      run.run(until: 1000)
      let busiest = zip(run.nodes, reads).map { $0.log.count + $1 }.max() ?? 0
      let share = Double(writes) / 100
      table.append([
        .init(replicas), .init(Double(operations) / Double(busiest)),
        .init(Double(replicas) / (Double(replicas) * share + 1 - share)),
        .init(Double(written) / Double(busiest)), 1,
      ])
    }
    return table
  }

  /// e to the power of a number, by its series: the same bits on every machine.
  private static func exponential(_ x: Double) -> Double {
    var (sum, term) = (1.0, 1.0)
    for n in 1...40 {
      term *= x / Double(n)
      sum += term
    }
    return sum
  }
}

extension RandomStream {
  /// A seed for a run, drawn from this stream.
  fileprivate var seedOfRun: UInt64 {
    var stream = self
    return stream.next()
  }
}
