import Atoll
import Testing

struct AnyNodeTests {
  private typealias Mixed = AnyNode<Busybody.Message, Busybody.Request, Busybody.Reply>

  /// The same random actions as `RandomRun`, on a cluster of any nodes of these types.
  private func events<N: Node>(_ seed: UInt64, _ node: @escaping (NodeID) -> N) -> Trace
  where N.Message == Busybody.Message, N.Request == Busybody.Request, N.Reply == Busybody.Reply {
    var choice = RandomStream(seed: seed)
    var run = Simulation(
      Cluster(count: 4, link: Link(loss: Probability(0.1), latency: .uniform(1...20)), node), seed: seed)
    for _ in 0..<80 {
      let place = NodeID(choice.below(4))
      switch choice.below(6) {
      case 0: run.crash(place)
      case 1: run.recover(place)
      case 2, 3: run.invoke([.now(1), .later(2), .twice(3)][choice.below(3)], at: place)
      default: run.run(until: run.now + 15)
      }
    }
    return run.trace
  }

  @Test(arguments: RandomRun.seeds)
  func `a wrapped cluster gives the same trace as one that is not`(seed: UInt64) {
    let plain = events(seed) { _ in Busybody() }
    let wrapped = events(seed) { _ in Mixed(Busybody()) }
    #expect(plain.events.contains { $0.kind == .timeout } && plain.events.contains { $0.kind == .recovery })
    #expect(plain == wrapped)
  }

  /// Answers every rumour with a lie.
  struct Liar: Node {
    typealias Message = Busybody.Message
    typealias Request = Busybody.Request
    typealias Reply = Busybody.Reply
    typealias TimerName = Int
    var lies = 0
    var kept = 0
    static var stable: StableState<Self> { StableState(\.kept) }

    mutating func start(_ context: inout Context) { context.setTimer(7, after: 5) }
    mutating func handle(_ request: Request, id: RequestID, _ context: inout Context) {
      context.reply(.done(-1), to: id)
    }
    mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
      (lies, kept) = (lies + 1, kept + 1)
      context.send(.rumour(-1, hops: 0), to: sender)
    }
    mutating func timeout(_ timer: Int, _ context: inout Context) {
      context.cancelTimer(7)
      context.note("timer \(timer)")
    }
  }

  private func mixed() -> Simulation<Mixed> {
    Simulation(Cluster(["honest": Mixed(Busybody()), "liar": Mixed(Liar())]), seed: 3)
  }

  @Test func `nodes of different types talk to each other`() {
    var run = mixed()
    run.invoke(.now(4), at: NodeID(0))
    run.invoke(.now(4), at: NodeID(1))
    run.run(until: 60)
    #expect(run.clientOperations.map { $0.reply as? Busybody.Reply } == [.done(4), .done(-1)])
    #expect((run.nodes[1].base as? Liar)?.lies ?? 0 > 0)
    #expect((run.nodes[0].base as? Busybody)?.seen == [NodeID(1)])
    let labels = run.trace.events.map(\.label)
    #expect(labels.contains("timer 7") && labels.contains("rumour(-1, hops: 0)"))
    #expect(run.trace.events.contains { $0.kind == .timeout && $0.label == "7" })
    #expect(run.configuration.nodes.map(\.name) == ["honest", "liar"])
    #expect(run.configuration.nodes[1].fields.map(\.name) == ["lies", "kept"])
  }

  @Test func `the stable state of a wrapped node survives, the rest does not`() throws {
    var run = mixed()
    run.invoke(.now(4), at: NodeID(0))
    run.run(until: 60)
    let kept = try #require(run.nodes[1].base as? Liar).kept
    run.crash(NodeID(1))
    run.recover(NodeID(1))
    let liar = try #require(run.nodes[1].base as? Liar)
    #expect(kept > 0 && liar.kept == kept && liar.lies == 0)
  }

  @Test func `wrapped nodes are equal where their types and states are`() {
    #expect(Mixed(Liar()) == Mixed(Liar()))
    #expect(Mixed(Liar()) != Mixed(Liar(lies: 1)))
    #expect(Mixed(Liar()) != Mixed(Busybody()))
    #expect(Set([Mixed(Liar()), Mixed(Liar()), Mixed(Busybody())]).count == 2)
  }
}
