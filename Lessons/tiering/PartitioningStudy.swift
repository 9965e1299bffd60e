import Atoll

/// Functional partitioning: orders and searches on machines of their own, or all on all.
enum PartitioningStudy {
  static let functions = Study(
    "functions", "searches that flood a shop: all on all machines, or orders apart"
  ) {
    settings, seed in
    let (runs, requests) = (4, 2500)
    var table = StudyTable(
      columns: [
        .init("load", unit: "%"), .init("order, together", unit: "ticks"),
        .init("order, apart", unit: "ticks"),
        .init("search, together", unit: "ticks"), .init("search, apart", unit: "ticks"),
      ],
      drawing: .init(
        x: "load", yName: "mean response time (ticks)",
        [
          .init("order, together"), .init("order, apart"), .init("search, together"), .init("search, apart"),
        ], yScale: .logarithmic),
      remarks: [
        "Four machines, 1000 ticks a request; one request in ten is an order, the others are searches. Together: each machine does both.",
        "Apart: one machine for orders, three for searches. Each value: \(runs) runs of \(requests) requests from empty to empty;",
        "beyond the capacity the times grow as long as the load lasts, so they depend on that number.",
      ])
    for load in [20, 40, 60, 70, 80, 90, 100, 120] {
      var row: [StudyTable.Value] = []
      for reserved in [0, 1] {
        var clients = RequestSource(.open(interval: 100_000 / (4 * load)), of: requests, to: NodeID(1))
        clients.kinds = (0..<10).map { $0 == 0 ? .order : .read }
        var balancer = BalancerRole(.least, over: (2..<6).map { NodeID($0) })
        balancer.reserved = reserved
        func machine() -> ServiceNode {
          ServiceNode(station: Station(workers: 1, service: .exponential(minimum: 0, mean: 1000)))
        }
        let cluster = Cluster(
          [
            "clients": ServiceNode(source: clients), "balancer": ServiceNode(balancer: balancer),
            "m1": machine(),
            "m2": machine(), "m3": machine(), "m4": machine(),
          ], link: Link(latency: .fixed(0)))
        let ends = studySeeds(seed, runs: runs).map { cluster.runToTheEnd(seed: $0) }
        for kind in [Ticket.Kind.order, .read] {
          row.append(.init(Estimate(ends.map { $0.measures(kind: kind).mean }).mean))
        }
      }
      table.append([.init(load), row[0], row[2], row[1], row[3]])
    }
    return table
  }
}
