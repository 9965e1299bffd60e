import Atoll

/// What the caches save, and for how long they are wrong.
enum EdgeStudies {
  static let all = [hits, distance, moving]

  private static let (runs, visits) = (4, 3000)

  static let hits = Study("hits", "hit ratio and response time against the page's time to live") {
    settings, seed in
    let near = Double(settings.integer("near"))
    let far = Double(settings.integer("far"))
    let interval = Double(settings.integer("interval"))
    var table = StudyTable(
      columns: [
        .init("page-ttl", unit: "ticks"), .init("hit ratio", unit: "%"), .init("error", unit: "%"),
        .init("theory, hit ratio", unit: "%"), .init("mean", unit: "ticks"), .init("p99", unit: "ticks"),
        .init("theory, mean", unit: "ticks"),
      ],
      drawing: .init(
        x: "page-ttl", yName: "hit ratio of the edge (%)",
        [.init("hit ratio", error: "error"), .init("theory, hit ratio", .theory)], xScale: .logarithmic),
      remarks: [
        "Each row: \(runs) runs of \(visits) visits to one page, on average every \(settings.integer("interval")) ticks; the name is kept for ever.",
        "Theory: after a miss and its way of 2 × \(settings.integer("far")) ticks the page is there for its time to live: λT / (1 + λ(T + 2 far)).",
        "Who asks while the edge waits for the origin waits with it; he counts as a miss, and waits half as long on average.",
      ])
    for timeToLive in [100, 200, 500, 1000, 2000, 5000, 10_000, 50_000] {
      let changed = settings.with("cdn", "yes").with("pages", 1).with("page-ttl", timeToLive)
        .with("name-ttl", 1_000_000).with("visits", visits).with("patience", 100_000)
      var (ratios, means, p99s): ([Double], [Double], [Double]) = ([], [], [])
      for seed in studySeeds(seed, runs: runs) {
        var run = Edge.run(changed, seed: seed, isTracing: false)
        run.run(maxSteps: .max)
        let edge = run.nodes[EdgeNode.edge.index]
        ratios.append(100 * Double(edge.cache.hits) / Double(edge.cache.hits + edge.cache.misses))
        let times = run.nodes[0].visits.map { ($0.end ?? $0.at) - $0.at }.sorted()
        means.append(Double(times.reduce(0, +)) / Double(times.count))
        p99s.append(Double(times[times.count * 99 / 100]))
      }
      let (rate, life) = (1 / interval, Double(timeToLive))
      let cycle = 1 + rate * (life + 2 * far)
      let theory = rate * life / cycle
      // In a cycle one visit waits for the whole way, and λ · 2 far others for half of it.
      let waits = (2 * far + rate * 2 * far * far) / cycle
      let ratio = Estimate(ratios)
      table.append([
        .init(timeToLive), .init(ratio.mean), .init(ratio.error), .init(100 * theory),
        .init(Estimate(means).mean), .init(Estimate(p99s).mean), .init(4 * near + waits),
      ])
    }
    return table
  }

  static let distance = Study(
    "distance", "response time against the distance of the origin, with an edge and without"
  ) {
    settings, seed in
    var table = StudyTable(
      columns: [
        .init("far", unit: "ticks"), .init("origin only", unit: "ticks"),
        .init("with an edge", unit: "ticks"),
        .init("p99, with an edge", unit: "ticks"),
      ],
      drawing: .init(
        x: "far", yName: "response time (ticks)",
        [.init("origin only"), .init("with an edge"), .init("p99, with an edge")]),
      remarks: [
        "Each value: one run of \(visits) visits, times to live as set; mean, and p99 with an edge.",
        "With an edge the page travels far once for each time to live, not once for each visit.",
      ])
    for far in [10, 50, 100, 200, 400, 800] {
      var row: [StudyTable.Value] = [.init(far)]
      for cdn in ["no", "yes"] {
        var run = Edge.run(
          settings.with("cdn", cdn).with("far", far).with("visits", visits).with("patience", 100_000),
          seed: seed,
          isTracing: false)
        run.run(maxSteps: .max)
        let times = run.nodes[0].visits.map { ($0.end ?? $0.at) - $0.at }.sorted()
        row.append(.init(Double(times.reduce(0, +)) / Double(times.count)))
        if cdn == "yes" { row.append(.init(times[times.count * 99 / 100])) }
      }
      table.append(row)
    }
    return table
  }

  static let moving = Study("moving", "the origin moves: for how long visits go to the old one") {
    settings, seed in
    var table = StudyTable(
      columns: [
        .init("name-ttl", unit: "ticks"), .init("failed visits"),
        .init("last failed visit", unit: "ticks after the move"),
        .init("questions to the authority", unit: "for 100 visits"),
      ],
      drawing: .init(
        x: "name-ttl", yName: "last failed visit (ticks after the move)", [.init("last failed visit")]),
      remarks: [
        "No edge; one run of 400 visits for each row. At tick 50000 the name moves to the new origin and the old one is switched off.",
        "A visit counts by the tick at which it began.",
      ])
    for timeToLive in [0, 1000, 2000, 5000, 10_000, 20_000, 40_000] {
      let changed = settings.with("cdn", "no").with("visits", 400).with("name-ttl", timeToLive)
      var run = Edge.run(changed, seed: seed, isTracing: false)
      run.run(until: 50_000)
      run.invoke(.move, at: EdgeNode.authority)
      run.crash(EdgeNode.origin)
      run.run(maxSteps: .max)
      let failed = run.nodes[0].visits.filter(\.hasFailed)
      let resolver = run.nodes[EdgeNode.resolver.index]
      table.append([
        .init(timeToLive), .init(failed.count), failed.last.map { .init($0.at - 50_000) } ?? .none,
        .init(100 * Double(resolver.cache.questions) / 400),
      ])
    }
    return table
  }
}
