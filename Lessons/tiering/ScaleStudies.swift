import Atoll

/// What more machines bring, and what a bigger one brings.
enum ScaleStudies {
  static let all = [machines, vertical, replicas, AutoscalingStudy.autoscaling, PartitioningStudy.functions]

  static let machines = Study(
    "machines", "how much more N machines do: linear, Amdahl, universal scalability law"
  ) {
    settings, seed in
    let (serial, telling) = (settings.integer("serial"), max(1, settings.integer("telling")))
    var table = StudyTable(
      columns: [
        .init("machines"), .init("nothing shared", unit: "times"), .init("serial part", unit: "times"),
        .init("serial and telling", unit: "times"), .init("theory, linear", unit: "times"),
        .init("theory, Amdahl", unit: "times"), .init("theory, universal", unit: "times"),
      ],
      drawing: .init(
        x: "machines", yName: "times one machine",
        [
          .init("serial part"), .init("serial and telling"), .init("theory, Amdahl", .theory),
          .init("theory, universal", .theory),
        ]),
      remarks: [
        "Each value: one run of 3 rounds; nothing is drawn. Serial part: \(serial) in a thousand ticks; telling: \(telling) for each message (set to 0 it is 1 here).",
        "Theory: N / (1 + α(N - 1) + βN(N - 1)), α the serial part, β the telling; Amdahl's law is β = 0.",
      ])
    for count in [1, 2, 4, 8, 12, 16, 24, 32, 48, 64] {
      func measured(_ serial: Int, _ telling: Int) -> Double {
        let changed = settings.with("machines", count).with("serial", serial).with("telling", telling)
          .with("rounds", 3).with("speed", 1)
        var run = Simulation(Scale.cluster(changed), seed: seed, isTracing: false)
        run.run(maxSteps: .max)
        return Double(3 * count) * Double(Scale.pieceTicks) / Double(run.now)
      }
      let (alpha, beta) = (Double(serial) / 1000, Double(telling) / 1000)
      func theory(_ alpha: Double, _ beta: Double) -> Double {
        QueueingTheory.scalability(machines: count, contention: alpha, coherence: beta)
      }
      table.append([
        .init(count), .init(measured(0, 0)), .init(measured(serial, 0)), .init(measured(serial, telling)),
        .init(theory(0, 0)), .init(theory(alpha, 0)), .init(theory(alpha, beta)),
      ])
    }
    return table
  }

  static let vertical = Study("vertical", "one machine four times as fast against four machines") {
    settings, seed in
    let (runs, requests, warmUp) = (4, 3000, 600)
    var table = StudyTable(
      columns: [
        .init("load", unit: "%"), .init("one fast", unit: "ticks"), .init("four, one line", unit: "ticks"),
        .init("four, any line", unit: "ticks"), .init("theory, fast", unit: "ticks"),
        .init("theory, one line", unit: "ticks"), .init("theory, any line", unit: "ticks"),
      ],
      drawing: .init(
        x: "load", yName: "mean response time (ticks)",
        [
          .init("one fast"), .init("four, one line"), .init("four, any line"), .init("theory, fast", .theory),
          .init("theory, one line", .theory), .init("theory, any line", .theory),
        ], yScale: .logarithmic),
      remarks: [
        "A request takes 1000 ticks on a machine of speed 1, 250 on the fast one. Load: in percent of what all can do.",
        "Each value: \(runs) runs of \(requests) requests, the first \(warmUp) not counted. Theory: M/M/1, M/M/4, and M/M/1 four times.",
        "Mean intervals are whole ticks: the load is up to 0.3 % more than it says.",
      ])
    let load = Settings(Load.settings).with("requests", requests)
    let balanced = Settings(Balancing.settings).with("requests", requests).with("policy", "random")
      .with("servers", 4).with("hop", 0)
    for percent in [10, 20, 30, 40, 50, 60, 70, 80, 90] {
      func mean(_ cluster: Cluster<ServiceNode>) -> StudyTable.Value {
        .init(
          Estimate(
            studySeeds(seed, runs: runs).map { cluster.runToTheEnd(seed: $0).measures(warmUp: warmUp).mean }
          ).mean)
      }
      let rate = Double(percent) / 100 / 250
      table.append([
        .init(percent), mean(Load.cluster(load.with("service", 250).with("load", percent))),
        mean(Load.cluster(load.with("workers", 4).with("load", percent))),
        mean(Balancing.cluster(balanced.with("load", percent))),
        .init(QueueingTheory.mm1(arrivals: rate, services: 1.0 / 250) ?? .nan),
        .init(QueueingTheory.mmc(arrivals: rate, services: 1.0 / 1000, workers: 4) ?? .nan),
        .init(QueueingTheory.mm1(arrivals: rate / 4, services: 1.0 / 1000) ?? .nan),
      ])
    }
    return table
  }

  static let replicas = Study("replicas", "how much more N copies do, by the share of writes") {
    settings, seed in
    let shares = [0, 10, 50, 100]
    var columns = [StudyTable.Column("copies")]
    for share in shares {
      columns += [.init("\(share) % writes", unit: "times"), .init("theory, \(share) %", unit: "times")]
    }
    var table = StudyTable(
      columns: columns,
      drawing: .init(
        x: "copies", yName: "times one copy",
        shares.flatMap { share in
          [.init("\(share) % writes"), .init("theory, \(share) %", .theory)] as [StudyTable.Series]
        }),
      remarks: [
        "A read goes to the copy with the fewest open requests, a write to all copies. Each takes 1000 ticks at a copy; 20 users for each copy, who do not think.",
        "Each value: one run of 2000 requests, of which each is drawn to be a read or a write. Theory: N / (1 + w(N - 1)) for a share w of writes: Amdahl's law with the writes as serial part.",
      ])
    for count in [1, 2, 4, 6, 8, 12, 16] {
      var row: [StudyTable.Value] = [.init(count)]
      for share in shares {
        var clients = RequestSource(.closed(users: 20 * count, think: 1), of: 2000, to: NodeID(1))
        clients.kinds = share == 0 ? [.read] : (0..<100).map { $0 < share ? .write : .read }
        let copies = (0..<count).map { NodeID($0 + 2) }
        var cluster = Cluster(
          [
            "clients": ServiceNode(source: clients),
            "front": ServiceNode(replicas: ReplicaFront(copies: copies)),
          ],
          link: Link(latency: .fixed(0)))
        for copy in 0..<count {
          cluster.nodes.append(ServiceNode(station: Station(workers: 1, service: .fixed(1000))))
          cluster.names.append("r\(copy + 1)")
        }
        let measures = cluster.runToTheEnd(seed: seed).measures(warmUp: 40 * count)
        let theory = QueueingTheory.scalability(
          machines: count, contention: Double(share) / 100, coherence: 0)
        row += [.init(measures.throughput), .init(theory)]
      }
      table.append(row)
    }
    return table
  }
}
