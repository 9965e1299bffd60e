import Atoll
import AtollSuite
import Testing

/// Passes a number on and counts down.
private struct Hot: Node {
  typealias Message = Int
  var seen: [Int] = []

  mutating func start(_ context: inout Context) { context.broadcast(context.id.index + 2) }

  mutating func receive(_ message: Int, from sender: NodeID, _ context: inout Context) {
    seen.append(message)
    if message > 0 { context.send(message - 1, to: sender) }
  }
}

struct DeliveryRunTests {
  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func `any order of deliveries comes to where a simulation of that order comes`(
    _ seed: UInt64
  ) {
    // A simulation in which each message takes another time, and the same deliveries one by one.
    var simulation = Simulation(
      Cluster(count: 3, link: Link(latency: .uniform(1...50))) { _ in Hot() }, seed: seed)
    simulation.run(maxSteps: 1000)
    var run = DeliveryRun(Cluster(count: 3) { _ in Hot() })
    for event in simulation.trace.events where event.kind == .delivery {
      let next = run.pending.first {
        $0.to == event.node && $0.from == event.peer && "\($0.message)" == event.label
      }
      #expect(next != nil)
      guard let next else { return }
      let isDelivered = run.deliver(next.id)
      #expect(isDelivered)
    }
    #expect(run.pending.isEmpty)
    #expect(run.nodes == simulation.nodes)
    #expect(run.trace.events.map(\.label) == simulation.trace.events.map(\.label))
  }

  @Test func `only what is in transit can be delivered, and once`() {
    var run = DeliveryRun(Cluster(count: 2) { _ in Hot() })
    #expect(run.pending.map(\.id) == [1, 2])
    let delivered = [3, 2, 2].map { run.deliver($0) }
    #expect(delivered == [false, true, false])
    #expect(run.deliveries == 1)
    #expect(run.pending.map(\.sentAfter) == [0, 1])
  }
}
