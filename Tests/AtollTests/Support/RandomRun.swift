import Atoll

/// Runs in which everything can happen: drops, duplicates, crashes, recoveries, partitions, replies.
enum RandomRun {
  static let seeds: [UInt64] = Array(0..<12)

  static func make(seed: UInt64, actions: Int = 60) -> Simulation<Busybody> {
    var choice = RandomStream(seed: seed, purpose: 77, index: 0)
    let count = 2 + choice.below(4)
    var run = Simulation(Cluster(count: count) { _ in Busybody() }, seed: seed)
    for _ in 0..<actions { act(on: &run, &choice) }
    return run
  }

  /// One random action on a run.
  static func act(on run: inout Simulation<Busybody>, _ choice: inout RandomStream) {
    let count = run.names.count
    let node = NodeID(choice.below(count))
    switch choice.below(16) {
    case 0, 1, 2, 3, 4:
      let value = choice.below(100)
      run.invoke([.now(value), .later(value), .twice(value)][choice.below(3)], at: node)
    case 5: run.crash(node)
    case 6: run.recover(node)
    case 14: run.pause(node)
    case 15: run.resume(node)
    case 7: run.partition([[node]])
    case 8: run.partition(from: [node], to: NodeSet(all: count).subtracting([node]))
    case 9: run.heal()
    case 10:
      run.setLinks(
        Link(
          loss: Probability(0.2), duplication: Probability(0.2), latency: .exponential(minimum: 1, mean: 8),
          isOrdered: choice.below(2) == 0))
    default: run.run(until: run.now + choice.below(40))
    }
  }
}
