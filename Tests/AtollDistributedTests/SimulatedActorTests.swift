import Atoll
import AtollDistributed
import Foundation
import Testing

@testable import AtollLessons

/// The account as a node of a simulation.
@Suite struct SimulatedActorTests {
  typealias Peer = ActorNode<AccountCaller>

  static func run(
    seed: UInt64 = 1, retries: Int = 0, receipts: Bool = false, link: Link = Link(), patience: Int = 100
  ) -> Simulation<Peer> {
    let caller = AccountCaller(
      account: ActorAddress("Account", at: NodeID(1)), retries: retries, usesReceipts: receipts)
    let cluster = Cluster(count: 2, link: link) { node in
      Peer(caller, memory: node == NodeID(1) ? Account.Memory() : nil, patience: patience)
    }
    return Simulation(cluster, seed: seed)
  }

  /// What the clients were answered, in the order of their requests.
  static func replies(_ run: Simulation<Peer>) -> [AccountReply?] {
    run.clientOperations.map { $0.reply as? AccountReply }
  }

  @Test func `a call from afar waits for two messages, a call from nearby for none`() {
    var run = Self.run()
    run.invoke(.deposit(5), at: NodeID(1))
    #expect(run.now == 0 && Self.replies(run) == [.balance(5)])
    run.invoke(.deposit(6), at: NodeID(0))
    #expect(Self.replies(run) == [.balance(5), nil])
    run.run(maxSteps: 10)
    #expect(run.now == 20 && Self.replies(run) == [.balance(5), .balance(11)])
  }

  @Test(arguments: 1...40) func `the same seed gives the same events, whatever the network does`(
    seed: UInt64
  ) {
    func events() -> [String] {
      var run = Self.run(
        seed: seed, retries: 2, receipts: seed % 2 == 0,
        link: Link(
          loss: Probability(0.20), duplication: Probability(0.20),
          latency: .uniform(1...60)))
      for amount in 1...6 {
        run.invoke(.deposit(amount), at: NodeID(amount % 2))
        run.run(until: run.now + 30)
      }
      if seed % 3 == 0 { run.crash(NodeID(0)) }
      run.run(maxSteps: 200)
      let text = ValueText(names: run.names)
      return run.trace.events.map { text.text($0) } + run.nodes.map { text.text($0) }
    }
    #expect(events() == events())
  }

  @Test func `a copy in the middle of a call is a run of its own`() throws {
    var run = Self.run(retries: 1)
    run.invoke(.deposit(5), at: NodeID(0))
    #expect(run.nodes[0].waitsFor == [1])
    var other = run
    other.partition([NodeSet([NodeID(0)]), NodeSet([NodeID(1)])])
    run.run(maxSteps: 100)
    other.run(maxSteps: 100)
    #expect(Self.replies(run) == [.balance(5)])
    #expect(Self.replies(other) == [.failed(.noAnswer)])
    #expect(other.nodes[0].callsMade == 2 && other.nodes[1].memory == Account.Memory())
  }

  @Test func `a node that was written down in the middle of calls goes on as if it had not been`() throws {
    // Two clients wait, one of them for its second attempt.
    var node = Peer(
      AccountCaller(account: ActorAddress("Account", at: NodeID(1)), retries: 1), memory: nil, patience: 10)
    func context() -> Peer.Context {
      NodeContext(id: NodeID(0), clusterSize: 2, script: ChoiceScript())
    }
    var scratch = context()
    node.handle(.deposit(1), id: RequestID(1), &scratch)
    node.timeout(.answer(toCall: 1), &scratch)
    node.handle(.deposit(2), id: RequestID(2), &scratch)
    #expect(node.waitsFor == [2, 3])
    var copy = try JSONDecoder().decode(Peer.self, from: JSONEncoder().encode(node))
    #expect(copy == node)
    for call in [3, 2] {
      var (first, second) = (context(), context())
      node.receive(.answer(.returned("7"), toCall: call), from: NodeID(1), &first)
      copy.receive(.answer(.returned("7"), toCall: call), from: NodeID(1), &second)
      #expect("\(first.effects)" == "\(second.effects)")
      #expect("\(first.effects)".contains("balance 7"))
      #expect(copy == node)
    }
    #expect(node.waitsFor == [])
  }

  @Test func `a peer that comes back does not take an answer to a call of its earlier life`() {
    var run = Self.run()
    run.invoke(.deposit(5), at: NodeID(0))
    run.run(until: 10)
    // The answer to call 1 is under way.
    run.crash(NodeID(0))
    run.recover(NodeID(0))
    run.invoke(.balance, at: NodeID(0))
    #expect(run.nodes[0].waitsFor == [2])
    run.run(until: 20)
    #expect(Self.replies(run) == [nil, nil])
    run.run(maxSteps: 10)
    #expect(Self.replies(run) == [nil, .balance(5)])
  }

  @Test func `an account whose peer has crashed is another one, with the same name`() {
    var run = Self.run()
    run.invoke(.deposit(5), at: NodeID(0))
    run.run(maxSteps: 10)
    run.crash(NodeID(1))
    run.recover(NodeID(1))
    run.invoke(.balance, at: NodeID(0))
    run.run(maxSteps: 10)
    #expect(Self.replies(run) == [.balance(5), .balance(0)])
  }

  @Test func `between two calls of one line others come, and in one call nobody does`() {
    var run = Self.run()
    run.invoke(.deposit(5), at: NodeID(1))
    run.invoke(.empty, at: NodeID(0))
    run.run(until: 15)
    run.invoke(.withdraw(5), at: NodeID(1))
    run.run(maxSteps: 10)
    #expect(run.now == 40)
    #expect(
      Self.replies(run) == [.balance(5), .failed(.threw("Overdrawn(missing: 5)")), .balance(0)])
  }

  @Test func `of an error only the words travel`() {
    var run = Self.run()
    for node in [NodeID(1), NodeID(0)] { run.invoke(.withdraw(3), at: node) }
    run.run(maxSteps: 10)
    #expect(Self.replies(run) == [.overdrawn(by: 3), .failed(.threw("Overdrawn(missing: 3)"))])
  }

  /// What is booked is counted in the trace, by the calls that arrive: code that shares nothing with the actors.
  @Test(arguments: 1...60) func `every call that arrives is booked once for each arrival`(seed: UInt64) {
    var run = Self.run(
      seed: seed, retries: 2,
      link: Link(
        loss: Probability(0.25), duplication: Probability(0.25), latency: .uniform(1...80)))
    for amount in 1...5 {
      run.invoke(.deposit(amount), at: NodeID(0))
      run.run(until: run.now + 50)
    }
    run.run(maxSteps: 500)
    let arrived = run.trace.events.filter { $0.kind == .delivery && $0.node == NodeID(1) }.count
    #expect(run.nodes[1].memory?.bookings.count == arrived)
  }
}
