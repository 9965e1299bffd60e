import Atoll
import Testing

struct ClientTests {
  private func run() -> Simulation<Echo> { Simulation(Cluster(count: 2) { _ in Echo() }, seed: 1) }

  @Test func `an operation is answered once, by the node that was asked`() {
    var run = run()
    let id = run.invoke(.ask, at: NodeID(1))
    #expect(run.isAnswered(id))
    let operation = run.clientOperations[0]
    #expect(operation.id == id && operation.node == NodeID(1))
    #expect(operation.reply as? String == "b")
    #expect((operation.invoked, operation.returned ?? 0) == (1, 2))
  }

  @Test func `only the first answer counts; the second is in the trace, marked`() {
    var run = run()
    run.invoke(.twice, at: NodeID(0))
    #expect(run.clientOperations[0].reply as? String == "first")
    #expect(run.clientOperations[0].returned == 2)
    let responses = run.trace.events.filter { $0.kind == .response }
    #expect(responses.map(\.label) == ["first", "second (ignored: nobody waits for it)"])
    #expect(responses.map(\.operation) == [1, 1])
  }

  @Test func `another node cannot answer, nor can anyone answer what was not asked`() {
    var run = run()
    let id = run.invoke(.never, at: NodeID(0))
    run.invoke(.answer(id), at: NodeID(1))
    run.invoke(.answer(RequestID(99)), at: NodeID(1))
    run.invoke(.answer(RequestID(0)), at: NodeID(1))
    #expect(!run.isAnswered(id))
    #expect(!run.isAnswered(RequestID(99)) && !run.isAnswered(RequestID(0)))
    #expect(run.clientOperations.allSatisfy { $0.reply == nil })
    let labels = run.trace.events.filter { $0.kind == .response }.map(\.label)
    #expect(labels == Array(repeating: "forged (ignored: nobody waits for it)", count: 3))
    run.invoke(.answer(id), at: NodeID(0))
    #expect(run.isAnswered(id), "the node that was asked may answer later")
  }

  @Test func `what is not answered stays pending`() {
    var run = run()
    let id = run.invoke(.never, at: NodeID(0))
    run.run(until: 1_000_000)
    #expect(!run.isAnswered(id))
    #expect(run.clientOperations[0].returned == nil && run.clientOperations[0].returnedAt == nil)
  }

  @Test func `a request to a crashed node is pending and in the trace with the reason`() {
    var run = run()
    run.crash(NodeID(0))
    let id = run.invoke(.ask, at: NodeID(0))
    run.recover(NodeID(0))
    run.run(until: 100)
    #expect(!run.isAnswered(id))
    #expect(run.trace.events.map(\.kind) == [.crash, .invocation, .drop, .recovery])
    let drop = run.trace.events[2]
    #expect(drop.label == "a is down" && drop.cause == 2 && drop.operation == 1)
  }

  // MARK: - Histories

  @Test func `each node has a client; who waits for ever is replaced by another`() {
    var run = run()
    run.invoke(.ask, at: NodeID(0))
    run.invoke(.never, at: NodeID(0))
    run.invoke(.ask, at: NodeID(1))
    run.invoke(.ask, at: NodeID(0))
    run.invoke(.never, at: NodeID(0))
    run.invoke(.ask, at: NodeID(0))
    let history = History<Echo.Request, String>(of: run)
    #expect(history.entries.map(\.client) == ["a", "a", "b", "a.2", "a.2", "a.3"])
    #expect(history.entries.map(\.number) == [1, 2, 3, 4, 5, 6])
    #expect(history.entries.map(\.reply) == ["a", nil, "b", "a", nil, "a"])
  }

  @Test(arguments: RandomRun.seeds)
  func `no client asks for something while it waits`(seed: UInt64) {
    let history = History<Busybody.Request, Busybody.Reply>(of: RandomRun.make(seed: seed, actions: 150))
    #expect(history.entries.count > 20)
    for client in Set(history.entries.map(\.client)) {
      let own = history.entries.filter { $0.client == client }
      for (first, second) in zip(own, own.dropFirst()) { #expect(first.precedes(second)) }
    }
  }

  @Test func `operations of other types are left out of a history`() {
    var run = run()
    run.invoke(.ask, at: NodeID(0))
    #expect(History<Int, Int>(of: run).entries.isEmpty)
  }
}
