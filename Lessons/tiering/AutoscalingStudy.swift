import Atoll

/// A burst of load, and an autoscaler whose machines come quickly or late.
enum AutoscalingStudy {
  static let autoscaling = Study("autoscaling", "a burst of load, and machines that come late") {
    settings, seed in
    var table = StudyTable(
      columns: [
        .init("time", unit: "1000 ticks"), .init("open, fixed", unit: "requests"),
        .init("open, quick", unit: "requests"), .init("open, slow", unit: "requests"),
        .init("machines, quick"), .init("machines, slow"),
      ],
      drawing: .init(
        x: "time", yName: "open requests", [.init("open, fixed"), .init("open, quick"), .init("open, slow")]),
      remarks: [
        "Two machines that do one request in 1000 ticks each, at a load of 60 %; from 100 to 300 thousand ticks four times as many requests come.",
        "Fixed: it stays with two. Quick and slow: every 5000 ticks one machine is added if each has more than 3 open requests, or taken out below 1;",
        "a new one is ready after 1000 ticks (quick), or after 60000 (slow). Ten at most. Those that are not ready yet are not counted. One run each.",
      ])
    var runs = [nil, 1000, 60_000].map { boot in
      var clients = RequestSource(.open(interval: 833), of: 100_000, to: NodeID(1))
      clients.burst = .init(ticks: 100_000..<300_000, interval: 208)
      var balancer = BalancerRole(.least, over: (0..<10).map { NodeID($0 + 2) })
      balancer.scaler = Autoscaler(interval: boot == nil ? 100_000_000 : 5000, boot: boot ?? 0, atLeast: 2)
      var cluster = Cluster(
        ["clients": ServiceNode(source: clients), "balancer": ServiceNode(balancer: balancer)],
        link: Link(latency: .fixed(0)))
      for server in 0..<10 {
        cluster.nodes.append(
          ServiceNode(station: Station(workers: 1, service: .exponential(minimum: 0, mean: 1000))))
        cluster.names.append("s\(server + 1)")
      }
      return Simulation(cluster, seed: seed, isTracing: false)
    }
    for time in stride(from: 0, through: 600, by: 20) {
      for place in runs.indices { runs[place].run(until: time * 1000) }
      let balancers = runs.map { $0.nodes[1].balancer }
      let open = balancers.map { StudyTable.Value($0?.open.reduce(0, +) ?? 0) }
      let serving = balancers.map { StudyTable.Value($0?.isHealthy.filter { $0 }.count ?? 0) }
      table.append([.init(time)] + open + serving[1...])
    }
    return table
  }
}
