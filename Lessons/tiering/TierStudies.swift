import Atoll

/// What the tiers cost, what they carry, and what they isolate.
enum TierStudies {
  static let all = [response, hops, crashes]

  private static let (runs, requests, warmUp) = (3, 2500, 500)

  static let response = Study("response", "response time of orders against the load, on 1, 2 and 3 tiers") {
    settings, seed in
    let layer = Double(settings.integer("layer"))
    let hop = Double(settings.integer("hop"))
    let isTheory = settings["times"] == "exponential"
    var columns = [StudyTable.Column("load", unit: "%")]
    var series: [StudyTable.Series] = []
    for tiers in 1...3 {
      let name = tiers == 1 ? "1 tier" : "\(tiers) tiers"
      columns += [.init(name, unit: "ticks"), .init("theory, \(tiers)", unit: "ticks")]
      series += [.init(name), .init("theory, \(tiers)", .theory)]
    }
    var table = StudyTable(
      columns: columns,
      drawing: .init(x: "load", yName: "mean response time (ticks)", series, yScale: .logarithmic),
      remarks: [
        "Load: in percent of what one machine could do if it had one layer only. A machine with three layers is full at 33 %.",
        "Each point: \(runs) runs of \(requests) orders, the first \(warmUp) not counted. Nothing where a machine cannot keep up; near that the runs are too short for a good mean.",
        "Theory: the sum over the machines of M/E_k/1 for k layers (Pollaczek and Khinchine), and two hops for each machine. What leaves M/M/1 is again a Poisson process (Burke).",
      ])
    for load in [2, 5, 10, 15, 20, 25, 30, 35, 40, 45, 60, 80] {
      var row: [StudyTable.Value] = [.init(load)]
      for (tiers, parts) in [(1, [3]), (2, [1, 2]), (3, [1, 1, 1])] {
        let share = Double(load) / 100
        guard parts.allSatisfy({ share * Double($0) < 0.95 }) else {
          row += [.none, .none]
          continue
        }
        let changed = settings.with("tiers", tiers).with("load", load).with("requests", requests)
          .with("timeout", 0)
        let cluster = Tiers.cluster(changed)
        let means = studySeeds(seed, runs: runs).map {
          cluster.runToTheEnd(seed: $0).measures(warmUp: warmUp).mean
        }
        let theory = parts.map { QueueingTheory.mek1(stages: $0, stage: layer, arrivals: share / layer) }
        row += [
          .init(Estimate(means).mean),
          .init(isTheory ? theory.reduce(2 * hop * Double(tiers), +) : .nan),
        ]
      }
      table.append(row)
    }
    return table
  }

  static let hops = Study("hops", "where the time of an order goes, machine by machine") { settings, seed in
    let load = settings.integer("load")
    var table = StudyTable(
      columns: [
        .init("tiers"), .init("machine"), .init("layers"), .init("waits and works", unit: "ticks"),
        .init("hops", unit: "ticks"), .init("busy", unit: "%"),
      ],
      remarks: [
        "\(requests) orders at a load of \(load) %, as set; all counted. Hops: the message to this machine and the answer."
      ])
    for tiers in 1...3 {
      let changed = settings.with("tiers", tiers).with("requests", requests).with("timeout", 0)
      guard load * [3, 2, 1][tiers - 1] < 95 else { continue }
      let run = Tiers.cluster(changed).runToTheEnd(seed: seed)
      for (name, node) in zip(run.names, run.nodes) {
        guard let machine = node.machine, machine.passed > 0 else { continue }
        table.append([
          .init(tiers), .word(name), .init(machine.layers.count),
          .init(Double(machine.ticks) / Double(machine.passed)), .init(2 * settings.integer("hop")),
          .init(load * machine.layers.count),
        ])
      }
    }
    return table
  }

  static let crashes = Study("crashes", "what still works when a machine has crashed") { settings, seed in
    var table = StudyTable(
      columns: [.init("tiers"), .init("crashed"), .init("page"), .init("quote"), .init("order")],
      remarks: [
        "Each word is one request by hand, after the crash. A page needs presentation, a quote also logic, an order also data."
      ])
    for tiers in 1...3 {
      let cluster = Tiers.cluster(settings.with("tiers", tiers).with("requests", 0))
      for victim in 1..<cluster.nodes.count {
        var row: [StudyTable.Value] = [.init(tiers), .word(cluster.names[victim])]
        for kind in [Ticket.Kind.page, .quote, .order] {
          var run = Simulation(cluster, seed: seed, isTracing: false)
          run.crash(NodeID(victim))
          run.invoke(kind, at: NodeID(0))
          run.run(maxSteps: 1000)
          let isDone = run.nodes[0].source?.sent.first.map { $0.end != nil && !$0.isRefused } ?? false
          row.append(.word(isDone ? "works" : "fails"))
        }
        table.append(row)
      }
    }
    return table
  }
}

extension QueueingTheory {
  /// M/E_k/1: the mean response time of a server whose work has so many exponential stages one after another.
  ///
  /// Pollaczek and Khinchine's formula: the mean wait is λ E[S²] / 2(1 − ρ), and E[S²] is (1 + 1/k) E[S]².
  static func mek1(stages: Int, stage: Double, arrivals: Double) -> Double {
    let service = Double(stages) * stage
    let square = (1 + 1 / Double(stages)) * service * service
    return arrivals * square / (2 * (1 - arrivals * service)) + service
  }
}
