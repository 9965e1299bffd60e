import Atoll

/// How load becomes waiting, in an open workload: measured points beside the curves of the theory.
enum LoadStudies {
  static let all = [response, CapacityStudies.closed, CapacityStudies.capacity, little, tail]

  /// Independent runs for each point, the requests of each, and how many of them come before the measuring begins.
  static let (runs, requests, warmUp) = (8, 4000, 1000)

  /// So many runs of so many requests, measured after the warm-up.
  static func measure(
    _ settings: Settings, _ seed: UInt64, requests: Int = requests, runs: Int = runs
  ) -> [(measures: ServiceMeasures, run: Simulation<ServiceNode>)] {
    let cluster = Load.cluster(settings.with("requests", requests))
    return studySeeds(seed, runs: runs).map { seed in
      let run = cluster.runToTheEnd(seed: seed)
      return (run.measures(warmUp: warmUp), run)
    }
  }

  /// Services for a tick, and arrivals for a tick at a load.
  private static func rates(_ settings: Settings, load: Int) -> (arrivals: Double, services: Double) {
    let services = 1 / Double(settings.integer("service"))
    return (Double(load) / 100 * Double(settings.integer("workers")) * services, services)
  }

  static let response = Study("response", "response time against the load, open workload") { settings, seed in
    let workers = settings.integer("workers")
    var table = StudyTable(
      columns: [
        .init("load", unit: "%"), .init("mean", unit: "ticks"), .init("error", unit: "ticks"),
        .init("p50", unit: "ticks"), .init("p99", unit: "ticks"), .init("theory, mean", unit: "ticks"),
        .init("theory, p99", unit: "ticks"),
      ],
      drawing: .init(
        x: "load", yName: "response time (ticks)",
        [
          .init("mean", error: "error"), .init("p99"), .init("theory, mean", .theory),
          .init("theory, p99", .theory),
        ], yScale: .logarithmic),
      remarks: [
        "Each row: \(runs) runs of \(requests) requests, the first \(warmUp) of each not counted; error is one standard error.",
        "Theory, mean: M/M/\(workers) (Erlang's C). Theory, p99: known here for one worker only. Both without contention, retries and refusals. Near full load the runs are too short for a good p99.",
      ])
    for load in [10, 20, 30, 40, 50, 60, 70, 80, 90, 95] {
      let results = measure(settings.with("arrivals", "open").with("load", load), seed).map(\.measures)
      let mean = Estimate(results.map(\.mean))
      let rates = rates(settings, load: load)
      let hasTheory =
        settings.integer("contention") == 0 && settings.integer("timeout") == 0
        && settings.integer("line") == 0
      let theory = QueueingTheory.mmc(arrivals: rates.arrivals, services: rates.services, workers: workers)
      let p99 = QueueingTheory.mm1P99(arrivals: rates.arrivals, services: rates.services)
      table.append([
        .init(load), .init(mean.mean), .init(mean.error), .init(Estimate(results.map(\.p50)).mean),
        .init(Estimate(results.map(\.p99)).mean), .init(hasTheory ? theory ?? .nan : .nan),
        .init(hasTheory && workers == 1 ? p99 ?? .nan : .nan),
      ])
    }
    return table
  }

  static let little = Study("little", "Little's law: L = λ·W, and what M/M/c says of L") { settings, seed in
    let workers = settings.integer("workers")
    var table = StudyTable(
      columns: [
        .init("load", unit: "%"), .init("L", unit: "requests"), .init("λ", unit: "requests in 1000 ticks"),
        .init("W", unit: "ticks"), .init("λ·W", unit: "requests"), .init("theory, L", unit: "requests"),
      ],
      drawing: .init(
        x: "load", yName: "requests in the server",
        [.init("L"), .init("λ·W"), .init("theory, L", .theory)]),
      remarks: [
        "Each row: one run of \(runs * requests) requests, from empty to empty, nothing left out.",
        "L: counted at the server, tick by tick. λ and W: counted at the clients. Theory: M/M/\(workers), λ times its mean response time.",
      ])
    for load in [20, 40, 60, 80, 90] {
      let plain = settings.with("arrivals", "open").with("timeout", 0).with("line", 0).with("load", load)
      let run = Load.cluster(plain.with("requests", runs * requests)).runToTheEnd(seed: seed)
      guard let server = run.nodes[1].station else { continue }
      let ticks = Double(server.areaTick)
      let measures = run.measures()
      let rate = Double(measures.answered) / ticks
      let rates = rates(settings, load: load)
      let theory = QueueingTheory.mmc(arrivals: rates.arrivals, services: rates.services, workers: workers)
      table.append([
        .init(load), .init(Double(server.area) / ticks), .init(1000 * rate), .init(measures.mean),
        .init(rate * measures.mean),
        .init(settings.integer("contention") == 0 ? rates.arrivals * (theory ?? .nan) : .nan),
      ])
    }
    return table
  }

  static let tail = Study(
    "tail", "pages made of several answers: how many are slower than 99 % of the answers"
  ) {
    settings, seed in
    let parts = [1, 2, 5, 10, 20, 50, 100]
    let pages = 1000
    var table = StudyTable(
      columns: [
        .init("parts"), .init("slow pages", unit: "%"), .init("p50 of a page", unit: "ticks"),
        .init("mean of a page", unit: "ticks"), .init("theory, slow pages", unit: "%"),
      ],
      drawing: .init(
        x: "parts", yName: "slow pages (%)", [.init("slow pages"), .init("theory, slow pages", .theory)],
        xScale: .logarithmic),
      remarks: [
        "A page asks so many servers, each under the load that is set, and waits for the slowest; \(pages) pages for each group of the 100 servers.",
        "Slow: slower than the p99 of one server. Theory: 1 - 0.99^parts, for servers that do not know of each other.",
      ])
    let cluster = Load.cluster(settings.with("arrivals", "open").with("requests", warmUp + pages))
    let servers = studySeeds(seed, runs: parts[parts.count - 1]).map { seed in
      let sent = cluster.runToTheEnd(seed: seed).nodes[0].source?.sent ?? []
      return sent.dropFirst(warmUp).map { ($0.end ?? $0.at) - $0.at }
    }
    let all = servers.flatMap { $0 }.sorted()
    guard !all.isEmpty else { return table }
    let p99 = all[all.count * 99 / 100]
    for count in parts {
      // All servers take part in each row: in groups of so many.
      var times: [Int] = []
      for group in stride(from: 0, to: servers.count, by: count) {
        times += (0..<pages).map { page in servers[group..<group + count].map { $0[page] }.max() ?? 0 }
      }
      times.sort()
      let slow = times.filter { $0 > p99 }.count
      var fast = 1.0
      for _ in 0..<count { fast *= 0.99 }
      table.append([
        .init(count), .init(100 * Double(slow) / Double(times.count)), .init(times[times.count / 2]),
        .init(Double(times.reduce(0, +)) / Double(times.count)), .init(100 * (1 - fast)),
      ])
    }
    return table
  }
}
