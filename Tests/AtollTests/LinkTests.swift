import Testing

@testable import Atoll

struct LinkTests {
  /// Sends so many numbered messages from `a` to `b` over a link, and runs until they are there.
  private func delivered(_ count: Int, _ link: Link, seed: UInt64 = 1) -> Simulation<Echo> {
    var run = Simulation(Cluster(count: 2, link: link) { _ in Echo() }, seed: seed)
    for number in 0..<count {
      run.invoke(.pass("\(number)", to: NodeID(1)), at: NodeID(0))
      run.run(until: run.now + 1)
    }
    while run.step() {}
    return run
  }

  @Test(
    arguments: [
      .fixed(0), .fixed(7), .uniform(0...50), .exponential(minimum: 2, mean: 20),
    ] as [LatencyDistribution])
  func `a reliable link delivers each message exactly once`(latency: LatencyDistribution) {
    let run = delivered(500, Link(latency: latency))
    #expect(run.nodes[1].heard.sorted() == (0..<500).map(String.init).sorted())
    #expect(!run.trace.events.contains { $0.kind == .drop })
  }

  @Test(arguments: [0.1, 0.5, 0.9])
  func `a lossy link loses about as many as it says`(loss: Double) {
    let count = 4000
    let run = delivered(count, Link(loss: Probability(loss)))
    let lost = run.trace.events.filter { $0.kind == .drop }
    let deviation = (Double(count) * loss * (1 - loss)).squareRoot()
    #expect(abs(Double(lost.count) - Double(count) * loss) < 5 * deviation)
    #expect(run.nodes[1].heard.count == count - lost.count)
    #expect(lost.allSatisfy { $0.label == "the link lost it" })
  }

  @Test func `a link that always loses delivers nothing`() {
    #expect(delivered(100, Link(loss: Probability(1))).nodes[1].heard.isEmpty)
  }

  @Test(arguments: [0.2, 1.0])
  func `a duplicating link delivers about so many twice, and none three times`(duplication: Double) {
    let count = 3000
    let run = delivered(count, Link(duplication: Probability(duplication), latency: .uniform(1...9)))
    var times: [String: Int] = [:]
    for text in run.nodes[1].heard { times[text, default: 0] += 1 }
    #expect(times.count == count)
    #expect(times.values.allSatisfy { (1...2).contains($0) })
    let twice = times.values.filter { $0 == 2 }.count
    let deviation = (Double(count) * duplication * (1 - duplication)).squareRoot()
    #expect(abs(Double(twice) - Double(count) * duplication) <= 5 * deviation)
  }

  @Test func `an unordered link with random latency reorders`() {
    let run = delivered(200, Link(latency: .uniform(1...50)))
    #expect(run.nodes[1].heard != (0..<200).map(String.init))
  }

  @Test(arguments: 0..<5 as Range<UInt64>)
  func `an ordered link keeps the order, duplicates included`(seed: UInt64) {
    let link = Link(
      loss: Probability(0.2), duplication: Probability(0.3), latency: .exponential(minimum: 0, mean: 30),
      isOrdered: true)
    let heard = delivered(300, link, seed: seed).nodes[1].heard.compactMap { Int($0) }
    #expect(heard == heard.sorted())
    #expect(Set(heard).count < heard.count)
  }

  /// Sends one message again and again until it is confirmed.
  struct Stubborn: Node {
    typealias Message = Bool
    enum TimerName: Hashable, Codable, Sendable { case again }
    var got = false
    var confirmed = false

    mutating func start(_ context: inout Context) {
      if context.id.index == 0 { context.setTimer(.again, after: 1) }
    }
    mutating func timeout(_ timer: TimerName, _ context: inout Context) {
      guard !confirmed else { return }
      context.broadcast(false)
      context.setTimer(.again, after: 10)
    }
    mutating func receive(_ isConfirmation: Bool, from sender: NodeID, _ context: inout Context) {
      if isConfirmation {
        confirmed = true
      } else {
        got = true
        context.send(true, to: sender)
      }
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `what is sent again and again over a fair-loss link arrives`(seed: UInt64) {
    let link = Link(loss: Probability(0.7), latency: .fixed(3))
    var run = Simulation(Cluster(count: 2, link: link) { _ in Stubborn() }, seed: seed)
    run.run(until: 5000)
    #expect(run.nodes[1].got && run.nodes[0].confirmed)
    let next = run.nextTime
    #expect(next == nil)
  }

  @Test func `one direction can be set apart`() {
    var run = Simulation(Cluster(count: 2) { _ in Echo() }, seed: 1)
    run.setLink(Link(latency: .fixed(99)), from: NodeID(0), to: NodeID(1))
    run.invoke(.pass("slow", to: NodeID(1)), at: NodeID(0))
    run.invoke(.pass("quick", to: NodeID(0)), at: NodeID(1))
    run.run(until: 98)
    #expect(run.nodes[0].heard == ["quick"] && run.nodes[1].heard.isEmpty)
    run.run(until: 99)
    #expect(run.nodes[1].heard == ["slow"])
    run.setLinks(Link(latency: .fixed(5)))
    run.invoke(.pass("again", to: NodeID(1)), at: NodeID(0))
    run.run(until: 104)
    #expect(run.nodes[1].heard == ["slow", "again"])
  }

  @Test func `a change of the links does not touch what is under way`() {
    var run = Simulation(Cluster(count: 2) { _ in Echo() }, seed: 1)
    run.invoke(.pass("early", to: NodeID(1)), at: NodeID(0))
    run.setLinks(Link(loss: Probability(1), latency: .fixed(1)))
    run.run(until: 10)
    #expect(run.nodes[1].heard == ["early"])
  }

  @Test(
    arguments: [
      Link(), Link(loss: Probability(0.2), duplication: Probability(0.05), latency: .uniform(5...9)),
      Link(latency: .exponential(minimum: 5, mean: 20), isOrdered: true),
    ])
  func `the events of the links name them as the link command reads them`(link: Link) {
    var run = Simulation(Cluster(count: 2) { _ in Echo() }, seed: 1)
    run.setLinks(link)
    let expected = [
      "latency=10 loss=0.0 duplication=0.0", "latency=5...9 loss=0.2 duplication=0.05",
      "latency=5+exp(20) loss=0.0 duplication=0.0 ordered=yes",
    ]
    #expect(expected.contains(run.trace.events[0].label))
    #expect(run.trace.events[0].kind == .link && run.trace.events[0].node == nil)
    #expect(run.link == link)
  }
}
