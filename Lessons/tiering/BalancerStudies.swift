import Atoll

/// How a balancer should choose, and what a health check is worth.
enum BalancerStudies {
  static let all = [policies, checks]

  private static let (runs, requests, warmUp) = (4, 3500, 700)
  private static let policyNames = ["random", "robin", "two", "least"]

  static let policies = Study("policies", "response times by policy, among 10 servers") { settings, seed in
    var columns = [StudyTable.Column("load", unit: "%")]
    for name in policyNames { columns += [.init(name, unit: "ticks"), .init("\(name), p99", unit: "ticks")] }
    columns += [.init("theory, random", unit: "ticks"), .init("theory, one line", unit: "ticks")]
    var table = StudyTable(
      columns: columns,
      drawing: .init(
        x: "load", yName: "mean response time (ticks)",
        policyNames.map { .init($0) } + [
          .init("theory, random", .theory), .init("theory, one line", .theory),
        ],
        yScale: .logarithmic),
      remarks: [
        "Each value: \(runs) runs of \(requests) requests to 10 equal servers, the first \(warmUp) not counted; mean and p99.",
        "Theory, random: ten times M/M/1. Theory, one line: M/M/10, one waiting line for all ten. Four hops are added.",
        "At 90 % and more the runs are too short for a good mean where lines are long: they begin empty. Mean intervals are whole ticks: the load is up to 0.3 % more than it says.",
      ])
    let (service, hop) = (settings.integer("service"), settings.integer("hop"))
    let rate = 1 / Double(service)
    for load in [20, 40, 60, 80, 90, 95] {
      var row: [StudyTable.Value] = [.init(load)]
      for name in policyNames {
        let changed = settings.with("policy", name).with("servers", 10).with("slow", 0).with("broken", 0)
          .with("load", load)
          .with("requests", requests).with("checks", 0).with("timeout", 0)
        let cluster = Balancing.cluster(changed)
        let results = studySeeds(seed, runs: runs).map {
          cluster.runToTheEnd(seed: $0).measures(warmUp: warmUp)
        }
        row += [.init(Estimate(results.map(\.mean)).mean), .init(Estimate(results.map(\.p99)).mean)]
      }
      let arrivals = Double(load) / 100 * rate
      let hops = Double(4 * hop)
      row += [
        .init((QueueingTheory.mm1(arrivals: arrivals, services: rate) ?? .nan) + hops),
        .init((QueueingTheory.mmc(arrivals: 10 * arrivals, services: rate, workers: 10) ?? .nan) + hops),
      ]
      table.append(row)
    }
    return table
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
