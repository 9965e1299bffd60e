import Atoll
struct PingPong: Node {
  enum Message: Hashable, Codable { case ping(Int), pong(Int) }
  var count = 0
  mutating func start(_ context: inout Context) {
    if context.id.index % 2 == 0 { context.send(.ping(0), to: NodeID(context.id.index + 1)) }
  }
  mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    count += 1
    switch message {
    case .ping(let n): context.send(.pong(n), to: sender)
    case .pong(let n): context.send(.ping(n + 1), to: sender)
    }
  }
}
for tracing in [false, true, false, true] {
  var s = Simulation(Cluster(count: 1000, link: Link(latency: .uniform(500...1500))) { _ in PingPong() }, seed: 42, isTracing: tracing)
  let c = ContinuousClock()
  let n = tracing ? 3_000_000 : 10_000_000
  let t = c.measure { s.run(maxSteps: n) }
  let sec = Double(t.components.seconds) + Double(t.components.attoseconds) * 1e-18
  print(tracing, Double(n) / sec / 1e6, "M/s", s.now)
}
