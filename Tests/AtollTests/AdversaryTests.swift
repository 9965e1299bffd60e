import Testing

@testable import Atoll

struct AdversaryTests {
  private static let (a, b) = (NodeID(0), NodeID(1))

  /// `a` sends so many numbered messages to `b`; some links lose, and are slow.
  private static func run(
    _ count: Int, link: Link = Link(), prepare: (inout Simulation<Echo>) -> Void = { _ in }
  ) -> Simulation<Echo> {
    var run = Simulation(Cluster(count: 3, link: link) { _ in Echo() }, seed: 3)
    prepare(&run)
    for number in 0..<count {
      run.invoke(.pass("\(number)", to: b), at: a)
      run.invoke(.pass("\(number)", to: a), at: b)
      run.run(until: run.now + 1)
    }
    while run.step() {}
    return run
  }

  @Test func `a modified message says what it was and what it is`() throws {
    let run = Self.run(1) { $0.modifyMessages(from: Self.a, to: Self.b) { text, _ in text + "!" } }
    #expect(run.nodes[1].heard == ["0!"])
    #expect(run.nodes[0].heard == ["0"])
    let modified = try #require(run.trace.events.first { $0.kind == .modification })
    #expect(modified.label == "0 becomes 0!")
    let send = try #require(modified.cause.flatMap { run.trace.event($0) })
    #expect(send.kind == .send && send.label == "0" && send.node == Self.a)
    let delivery = try #require(run.trace.events.first { $0.kind == .delivery && $0.node == Self.b })
    #expect(delivery.label == "0!" && delivery.cause == send.number)
  }

  @Test(arguments: [0.0, 0.3, 1.0])
  func `about so many are modified as it is said`(probability: Double) {
    let count = 2000
    let run = Self.run(count) {
      $0.modifyMessages(from: Self.a, to: Self.b, probability: Probability(probability)) { _, _ in "x" }
    }
    let modified = run.nodes[1].heard.count { $0 == "x" }
    let deviation = (Double(count) * probability * (1 - probability)).squareRoot()
    #expect(abs(Double(modified) - Double(count) * probability) <= 5 * deviation)
    #expect(run.trace.events.count { $0.kind == .modification } == modified)
  }

  /// Arrival times and losses are drawn from other streams than the adversary's.
  @Test func `who modifies or listens shifts nothing else`() {
    let link = Link(loss: Probability(0.3), duplication: Probability(0.3), latency: .uniform(1...30))
    func fates(_ prepare: (inout Simulation<Echo>) -> Void) -> [String] {
      Self.run(200, link: link, prepare: prepare).trace.events
        .filter { $0.kind == .delivery || $0.kind == .drop }
        .map { "\($0.time) \($0.kind) \($0.node.map(\.description) ?? "")" }
    }
    let plain = fates { _ in }
    #expect(fates { $0.listen(from: Self.a, to: Self.b) } == plain)
    #expect(
      fates { run in run.modifyMessages(from: Self.a, to: Self.b) { text, random in "\(random.below(9))" } }
        == plain)
  }

  @Test func `a forged message arrives in another's name, and has no sender`() throws {
    var run = Self.run(0)
    run.forge("lie", from: NodeID(2), to: Self.b)
    while run.step() {}
    #expect(run.nodes[1].heard == ["lie"])
    let delivery = try #require(run.trace.events.last)
    #expect(delivery.kind == .delivery && delivery.peer == NodeID(2))
    let forgery = try #require(delivery.cause.flatMap { run.trace.event($0) })
    #expect(forgery.kind == .forgery && forgery.label == "lie from c to b" && forgery.node == nil)
    #expect(!run.trace.events.contains { $0.kind == .send })
    // It is lost like any other where a network partition is in force.
    run.partition([[NodeID(2)], [Self.a, Self.b]])
    run.forge("again", from: NodeID(2), to: Self.b)
    while run.step() {}
    #expect(run.nodes[1].heard == ["lie"])
    #expect(run.trace.events.last?.kind == .drop)
  }

  @Test func `a listener hears what was sent on its link, and no more`() {
    var run = Self.run(5) {
      $0.listen(from: Self.a, to: Self.b)
      $0.modifyMessages(from: Self.a, to: Self.b) { _, _ in "x" }
    }
    #expect(run.overheard(from: Self.a, to: Self.b) == ["0", "1", "2", "3", "4"])
    #expect(run.overheard(from: Self.b, to: Self.a) == [])
    run.releaseLink(from: Self.a, to: Self.b)
    run.invoke(.pass("5", to: Self.b), at: Self.a)
    while run.step() {}
    #expect(run.nodes[1].heard.last == "5")
    #expect(run.overheard(from: Self.a, to: Self.b) == [])
  }
}
