import Atoll

/// How a balancer should choose, and what a health check is worth.
enum BalancerStudies {
  static let all = [policies, tails, checks]

  private static let (runs, requests, warmUp) = (4, 3500, 700)
  private static let policyNames = ["random", "robin", "two", "least"]
  private static let loads = [20, 40, 60, 80, 90, 95]

  static let policies = Study("policies", "mean response times by policy, among 10 servers") {
    settings, seed in
    var table = byPolicy(
      "mean response time (ticks)", theory: ["theory, random", "theory, one line"],
      remarks: [
        "Theory, random: ten times M/M/1. Theory, one line: M/M/10, one waiting line for all ten. Four hops are added."
      ])
    let rate = 1 / Double(settings.integer("service"))
    let hops = Double(4 * settings.integer("hop"))
    for load in loads {
      let arrivals = Double(load) / 100 * rate
      let theory = [
        QueueingTheory.mm1(arrivals: arrivals, services: rate),
        QueueingTheory.mmc(arrivals: 10 * arrivals, services: rate, workers: 10),
      ]
      table.append(
        [.init(load)] + means(of: \.mean, settings, seed, load: load)
          + theory.map { .init(($0 ?? .nan) + hops) })
    }
    return table
  }

  static let tails = Study("tails", "the slowest hundredth by policy, among 10 servers") { settings, seed in
    var table = byPolicy(
      "p99 of the response time (ticks)", theory: ["theory, random"],
      remarks: ["Theory, random: ten times M/M/1. Four hops are added."])
    let rate = 1 / Double(settings.integer("service"))
    let hops = Double(4 * settings.integer("hop"))
    for load in loads {
      let theory = QueueingTheory.mm1P99(arrivals: Double(load) / 100 * rate, services: rate)
      table.append(
        [.init(load)] + means(of: \.p99, settings, seed, load: load) + [.init((theory ?? .nan) + hops)])
    }
    return table
  }

  /// An empty table with a column for each policy, and those of the theory.
  private static func byPolicy(_ measured: String, theory: [String], remarks: [String]) -> StudyTable {
    StudyTable(
      columns: [.init("load", unit: "%")] + (policyNames + theory).map { .init($0, unit: "ticks") },
      drawing: .init(
        x: "load", yName: measured, policyNames.map { .init($0) } + theory.map { .init($0, .theory) },
        yScale: .logarithmic),
      remarks: [
        "Each value: \(runs) runs of \(requests) requests to 10 equal servers, the first \(warmUp) not counted."
      ] + remarks + [
        "At 90 % and more the runs are too short for a good value where lines are long: they begin empty.",
        "Mean intervals are whole ticks: the load is up to 0.3 % more than it says.",
      ])
  }

  /// What was measured with each policy, averaged over the runs.
  private static func means(
    of measure: KeyPath<ServiceMeasures, Double>, _ settings: Settings, _ seed: UInt64, load: Int
  ) -> [StudyTable.Value] {
    policyNames.map { name in
      let changed = settings.with("policy", name).with("servers", 10).with("slow", 0).with("broken", 0)
        .with("load", load).with("requests", requests).with("checks", 0).with("timeout", 0)
      let cluster = Balancing.cluster(changed)
      return .init(
        Estimate(
          studySeeds(seed, runs: runs).map {
            cluster.runToTheEnd(seed: $0).measures(warmUp: warmUp)[keyPath: measure]
          }
        ).mean)
    }
  }

  static let checks = Study("checks", "failed requests after the crash of one of four servers") {
    settings, seed in
    var table = StudyTable(
      columns: [
        .init("policy"), .init("checks", unit: "ticks"), .init("failed", unit: "%"),
        .init("mean of the others", unit: "ticks"), .init("p99 of the others", unit: "ticks"),
      ],
      remarks: [
        "1000 requests at a load of 50 %; s1 crashes at tick 50000 and stays down; clients give up after 20000 ticks.",
        "Each row: \(runs) runs. Checks: ticks between two health checks, none: nobody checks.",
      ])
    for policy in ["robin", "least"] {
      for interval in [0, 50_000, 10_000, 2000] {
        let changed = settings.with("policy", policy).with("servers", 4).with("slow", 0).with("broken", 0)
          .with("load", 50)
          .with("requests", 1000).with("checks", interval).with("timeout", 20_000)
        let cluster = Balancing.cluster(changed)
        let results = studySeeds(seed, runs: runs).map { seed in
          var run = Simulation(cluster, seed: seed, isTracing: false)
          run.run(until: 50_000)
          run.crash(NodeID(2))
          run.run(until: 50_000 + 1000 * 1000)
          return run.measures()
        }
        let failed = results.map { 100 * Double($0.refused) / Double(max(1, $0.made)) }
        table.append([
          .word(policy), interval == 0 ? .word("none") : .init(interval), .init(Estimate(failed).mean),
          .init(Estimate(results.map(\.mean)).mean), .init(Estimate(results.map(\.p99)).mean),
        ])
      }
    }
    return table
  }
}
