import Atoll
import Testing

struct FaultTests {
  private func run(_ count: Int = 2) -> Simulation<Echo> {
    Simulation(Cluster(count: count) { _ in Echo() }, seed: 1)
  }

  /// Who hears whom, after everybody has told everybody: `ab` where `b` hears `a`.
  private func heard(_ run: Simulation<Echo>) -> Set<String> {
    var run = run
    let before = run.nodes
    for place in run.names.indices { run.invoke(.tell(run.names[place]), at: NodeID(place)) }
    run.run(until: run.now + 100)
    return Set(
      run.names.indices.flatMap { place in
        run.nodes[place].heard.dropFirst(before[place].heard.count).map { $0 + run.names[place] }
      })
  }

  private func all(_ names: String) -> Set<String> {
    Set(names.flatMap { a in names.filter { $0 != a }.map { "\(a)\($0)" } })
  }

  // MARK: - Network partitions

  @Test func `a network partition cuts both ways, and healing ends it`() {
    var run = run(3)
    #expect(heard(run) == all("abc"))
    run.partition([[NodeID(0)], [NodeID(1), NodeID(2)]])
    #expect(heard(run) == all("bc"))
    #expect(run.partitions == ["{a} | {b c}"])
    run.heal()
    #expect(heard(run) == all("abc"))
    #expect(run.partitions.isEmpty)
    #expect(run.trace.events.map(\.kind) == [.partition, .heal])
  }

  @Test func `nodes in no group form one more group`() {
    var run = run(5)
    run.partition([[NodeID(1)], [NodeID(3)]])
    #expect(heard(run) == all("ace"))
    #expect(run.trace.events.last?.label == "{b} | {d} | {a c e}")
  }

  @Test func `a one-way partition cuts one way`() {
    var run = run(3)
    run.partition(from: [NodeID(0)], to: [NodeID(1)])
    #expect(heard(run) == all("abc").subtracting(["ab"]))
    #expect(run.partitions == ["{a} -> {b}"])
  }

  @Test func `partitions add up until the network heals`() {
    var run = run(3)
    run.partition(from: [NodeID(0)], to: [NodeID(1)])
    run.partition([[NodeID(2)]])
    #expect(heard(run) == ["ba"])
    #expect(run.partitions == ["{a} -> {b}", "{c} | {a b}"])
    run.heal()
    #expect(heard(run) == all("abc"))
  }

  @Test func `healing a whole network is no event, a partition that cuts nothing can be healed`() {
    var run = run()
    run.heal()
    #expect(run.eventCount == 0)
    run.partition([NodeSet(all: 2)])
    #expect(heard(run) == all("ab"))
    run.heal()
    #expect(run.partitions.isEmpty)
  }

  @Test func `a message in flight at the cut is lost if it would arrive while the link is cut`() {
    var run = run()
    run.invoke(.pass("lost", to: NodeID(1)), at: NodeID(0))
    run.run(until: 5)
    run.partition([[NodeID(0)], [NodeID(1)]])
    run.run(until: 12)
    #expect(run.nodes[1].heard.isEmpty)
    let drop = run.trace.events.last { $0.kind == .drop }
    #expect(drop?.label == "network partition")
    #expect(drop?.time == 10)
  }

  @Test func `a message in flight survives a cut that heals before it arrives`() {
    var run = run()
    run.invoke(.pass("kept", to: NodeID(1)), at: NodeID(0))
    run.run(until: 5)
    run.partition([[NodeID(0)], [NodeID(1)]])
    run.run(until: 9)
    run.heal()
    run.run(until: 12)
    #expect(run.nodes[1].heard == ["kept"])
  }

  @Test func `a message sent while the link is cut stays lost after it heals`() {
    var run = run()
    run.partition([[NodeID(0)], [NodeID(1)]])
    run.invoke(.pass("lost", to: NodeID(1)), at: NodeID(0))
    run.heal()
    run.run(until: 100)
    #expect(run.nodes[1].heard.isEmpty)
  }

  @Test func `a message to oneself is never lost`() {
    var run = Simulation(Cluster(count: 2, link: Link(loss: Probability(1))) { _ in Echo() }, seed: 1)
    run.partition([[NodeID(0)], [NodeID(1)]])
    run.invoke(.pass("me", to: NodeID(0)), at: NodeID(0))
    run.run(until: 10)
    #expect(run.nodes[0].heard == ["me"])
    #expect(run.trace.events.last?.kind == .delivery)
    #expect(run.trace.events.last?.peer == NodeID(0))
  }

  // MARK: - Crashes

  @Test func `a crash takes the volatile state and keeps the stable state`() {
    var run = run()
    run.invoke(.pass("one", to: NodeID(1)), at: NodeID(0))
    run.run(until: 10)
    run.crash(NodeID(1))
    #expect(!run.isUp(NodeID(1)))
    #expect(run.nodes[1].heard == ["one"], "a crashed node's state can still be looked at")
    run.recover(NodeID(1))
    #expect(run.isUp(NodeID(1)))
    #expect(run.nodes[1].heard.isEmpty)
    #expect(run.nodes[1].disk == ["one"])
    #expect(run.nodes[1].recoveries == 1)
    #expect(run.nodes[1].starts == 0, "a recovering node that implements recover is not started anew")
    #expect(run.nodes[0].starts == 1)
  }

  @Test func `a node that does not implement recover starts anew`() {
    var run = Simulation(Cluster(count: 2) { _ in Busybody() }, seed: 1)
    run.run(until: 100)
    run.crash(NodeID(0))
    run.recover(NodeID(0))
    var expected = Busybody()
    expected.lives = 2
    #expect(run.nodes[0] == expected)
  }

  @Test func `stable state survives several crashes`() {
    var run = run()
    for number in 1...3 {
      run.invoke(.pass("m\(number)", to: NodeID(1)), at: NodeID(0))
      run.run(until: run.now + 10)
      run.crash(NodeID(1))
      run.recover(NodeID(1))
    }
    #expect(run.nodes[1].disk == ["m1", "m2", "m3"])
    #expect(run.nodes[1].recoveries == 3)
  }

  @Test func `all or nothing can be stable`() {
    struct Everything: Node {
      typealias Message = Int
      static var stable: StableState<Self> { .everything }
      var starts = 0
      mutating func start(_ context: inout Context) { starts += 1 }
      mutating func receive(_ message: Int, from sender: NodeID, _ context: inout Context) {}
    }
    var run = Simulation(Cluster(count: 1) { _ in Everything() }, seed: 1)
    run.crash(NodeID(0))
    run.recover(NodeID(0))
    #expect(run.nodes[0].starts == 2)
  }

  @Test func `crashing a crashed node and recovering one that is up are no events`() {
    var run = run()
    run.recover(NodeID(0))
    run.crash(NodeID(0))
    run.crash(NodeID(0))
    run.recover(NodeID(0))
    run.recover(NodeID(0))
    #expect(run.trace.events.map(\.kind) == [.crash, .recovery])
  }

  @Test func `messages that reach a crashed node are lost, with the reason`() {
    var run = run()
    run.invoke(.pass("lost", to: NodeID(1)), at: NodeID(0))
    run.crash(NodeID(1))
    run.run(until: 20)
    run.recover(NodeID(1))
    run.run(until: 40)
    #expect(run.nodes[1].disk.isEmpty)
    #expect(run.trace.events.first { $0.kind == .drop }?.label == "b is down")
  }

  @Test func `what a node sent before it crashed still arrives`() {
    var run = run()
    run.invoke(.pass("last words", to: NodeID(1)), at: NodeID(0))
    run.crash(NodeID(0))
    run.run(until: 20)
    #expect(run.nodes[1].heard == ["last words"])
  }

  @Test func `a message in flight reaches a node that has recovered in time`() {
    var run = run()
    run.invoke(.pass("late", to: NodeID(1)), at: NodeID(0))
    run.crash(NodeID(1))
    run.recover(NodeID(1))
    run.run(until: 20)
    #expect(run.nodes[1].heard == ["late"])
  }
}
