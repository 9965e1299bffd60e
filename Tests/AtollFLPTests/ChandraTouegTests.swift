import Atoll
import AtollExploration
import Testing

@testable import AtollLessons

/// A protocol that decides by a failure detector: agreement whatever is suspected, termination once it is right.
@Suite struct ChandraTouegTests {
  private func run(
    patience: Int, growth: Int = 0, rounds: Int = 100, latency: LatencyDistribution, seed: UInt64,
    crash: Int? = nil
  ) -> Simulation<ChandraToueg> {
    let cluster = Cluster(inputs: [0, 1, 1]) {
      ChandraToueg(input: $0, patience: patience, growth: growth, rounds: rounds)
    }
    var run = Simulation(cluster, seed: seed)
    run.setLinks(Link(latency: latency))
    if let crash { run.crash(NodeID(crash)) }
    return run
  }

  private func suspicions(_ run: Simulation<ChandraToueg>) -> Int {
    run.trace.events.count { $0.kind == .note && $0.label.hasPrefix("suspects") }
  }

  @Test func `agreement and validity in two rounds, whatever is suspected, with one crash at most`() throws {
    let report = try Exploration.explore(try ProtocolTests.problem("chandra-toueg"))
    #expect(report.end == .complete)
    for property in report.properties where property.kind == "always" { #expect(property.example == nil) }
    let decided = report.properties.filter { $0.kind == "sometimes" && $0.example != nil }
    #expect(decided.count == 2)
    #expect(!report.properties.contains { $0.name == "termination" })
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `who waits long enough suspects the crashed coordinator only, and decides in the next round`(
    _ seed: UInt64
  ) {
    var run = run(patience: 40, latency: .uniform(5...15), seed: seed, crash: 0)
    while run.step() {}
    #expect(run.nodes.map(\.decision) == [nil, 1, 1])
    #expect(run.nodes[1].suspects == [NodeID(0)] && run.nodes[2].suspects == [NodeID(0)])
    #expect(run.nodes[1].round == 2)
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `a detector that learns is right in the end, and then all that are up decide`(_ seed: UInt64) {
    let crash = [nil, 0, 1, 2][Int(seed) % 4]
    var run = run(patience: 5, growth: 20, latency: .uniform(1...120), seed: seed)
    run.run(until: 30 * Int(seed))
    if let crash { run.crash(NodeID(crash)) }
    while run.step() {}
    let decisions = run.nodes.indices.filter { $0 != crash }.map { run.nodes[$0].decision }
    #expect(Set(decisions).count == 1 && decisions.first != .some(nil))
    #expect(suspicions(run) > 0)
  }

  @Test func `a detector that is always wrong delays the decision to the model's last round`() {
    var run = run(patience: 10, latency: .fixed(60), seed: 1)
    while run.step() {}
    #expect(run.nodes.allSatisfy { $0.decision == nil && $0.isCutShort })
    #expect(suspicions(run) > 100)
    #expect(run.nodes.allSatisfy { $0.patience == [10, 10, 10] })
  }

  @Test func `each mistake adds to the patience with that process, and only with that one`() {
    var run = run(patience: 10, growth: 7, latency: .fixed(60), seed: 1)
    while run.step() {}
    for node in run.nodes {
      #expect(node.decision != nil)
      #expect(node.patience.allSatisfy { ($0 - 10).isMultiple(of: 7) })
    }
    #expect(run.nodes[1].patience[0] > 10 && run.nodes[1].patience[1] == 10)
  }
}
