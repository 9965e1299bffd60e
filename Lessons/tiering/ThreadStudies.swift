import Atoll

/// What threads buy, what they cost, and who waits behind whom.
enum ThreadStudies {
  static let all = [pool, policies]

  private static let (runs, requests, warmUp) = (4, 2000, 400)

  static let pool = Study("pool", "throughput against the size of the pool") { settings, seed in
    var table = StudyTable(
      columns: [
        .init("threads"), .init("no overhead", unit: "requests in 1000 ticks"),
        .init("error", unit: "requests"),
        .init("overhead 2 %", unit: "requests in 1000 ticks"), .init("p99, overhead 2 %", unit: "ticks"),
        .init("overhead 10 %", unit: "requests in 1000 ticks"),
        .init("bound", unit: "requests in 1000 ticks"),
      ],
      drawing: .init(
        x: "threads", yName: "requests in 1000 ticks",
        [
          .init("no overhead", error: "error"), .init("overhead 2 %"), .init("overhead 10 %"),
          .init("bound", .theory),
        ],
        xScale: .logarithmic),
      remarks: [
        "200 users who never stop to think; a request waits 4000 ticks for others and computes 1000; cores as set.",
        "Overhead: each thread that waits for a core slows computing down by so much. An assumption of the model, not a measured machine.",
        "Each value: \(runs) runs of \(requests) requests, the first \(warmUp) not counted. Bound: the smaller of threads / 5000 and cores / 1000 ticks.",
      ])
    let cores = settings.integer("cores")
    let busy = settings.with("threads", "pool").with("users", 200).with("think", 1).with("waiting", 4000)
      .with("computing", 1000).with("slow", 0).with("requests", requests)
    for size in [1, 2, 3, 5, 8, 12, 20, 40, 80, 160] {
      var row: [StudyTable.Value] = [.init(size)]
      for overhead in [0, 20, 100] {
        let cluster = Threads.cluster(busy.with("pool", size).with("overhead", overhead))
        let results = studySeeds(seed, runs: runs).map {
          cluster.runToTheEnd(seed: $0).measures(warmUp: warmUp)
        }
        let throughput = Estimate(results.map(\.throughput))
        row.append(.init(throughput.mean))
        if overhead == 0 { row.append(.init(throughput.error)) }
        if overhead == 20 { row.append(.init(Estimate(results.map(\.p99)).mean)) }
      }
      row.append(.init(min(Double(size) / 5, Double(cores))))
      table.append(row)
    }
    return table
  }

  static let policies = Study("policies", "fast clients beside slow ones: a pool, per client, per request") {
    settings, seed in
    var table = StudyTable(
      columns: [
        .init("policy"), .init("slow clients", unit: "%"), .init("p50, fast", unit: "ticks"),
        .init("p99, fast", unit: "ticks"), .init("mean, fast", unit: "ticks"), .init("threads at most"),
        .init("throughput", unit: "requests in 1000 ticks"),
      ],
      remarks: [
        "30 users who think 40000 ticks; a request computes 1000 ticks; a slow one is read for \(settings.integer("reading")) ticks first; cores as set.",
        "Each row: \(runs) runs of \(requests) requests, the first \(warmUp) not counted. Fast: the requests that are not slow.",
      ])
    let base = settings.with("users", 30).with("think", 40_000).with("computing", 1000).with("waiting", 0)
      .with("requests", requests)
    for slow in [0, 20] {
      for (name, policy, size) in [
        ("pool of 1", "pool", 1), ("pool of 4", "pool", 4), ("pool of 16", "pool", 16),
        ("per client", "client", 1),
        ("per request", "request", 1),
      ] {
        let cluster = Threads.cluster(base.with("slow", slow).with("threads", policy).with("pool", size))
        let ends = studySeeds(seed, runs: runs).map { cluster.runToTheEnd(seed: $0) }
        let fast = ends.map { $0.measures(warmUp: warmUp, kind: .work) }
        table.append([
          .word(name), .init(slow), .init(Estimate(fast.map(\.p50)).mean),
          .init(Estimate(fast.map(\.p99)).mean),
          .init(Estimate(fast.map(\.mean)).mean),
          .init(ends.map { $0.nodes[2].threads?.aliveMax ?? 0 }.max() ?? 0),
          .init(Estimate(ends.map { $0.measures(warmUp: warmUp).throughput }).mean),
        ])
      }
    }
    return table
  }
}
