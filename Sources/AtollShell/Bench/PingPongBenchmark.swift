import Atoll
import Foundation

/// How fast the simulation is, in messages.
struct PingPongBenchmark {
  let name: String
  let isTracing: Bool
  let messages: Int

  static let all = [
    PingPongBenchmark(name: "simulation, no trace", isTracing: false, messages: 5_000_000),
    PingPongBenchmark(name: "simulation, trace", isTracing: true, messages: 2_000_000),
  ]

  /// The median of five runs.
  func run() -> PingPongFigures {
    let times = (0..<5).map { _ -> Double in
      let cluster = Cluster(count: 1000, link: Link(latency: .uniform(500...1500))) { _ in PingPong() }
      var simulation = Simulation(cluster, seed: 42, isTracing: isTracing)
      return Stopwatch.seconds { simulation.run(maxSteps: messages) }
    }
    return PingPongFigures(name: name, messages: messages, seconds: Stopwatch.median(times))
  }
}

/// Messages in some time.
struct PingPongFigures: Encodable {
  let name: String
  let messages: Int
  let seconds: Double

  var perSecond: Double { Double(messages) / seconds }

  var lines: [String] {
    let millions = String(format: "%.2f", perSecond / 1e6)
    let time = String(format: "%.3f", seconds)
    return ["\(name): \(millions) million messages/s  (\(messages) messages in \(time) s, median of 5)"]
  }

  private enum Keys: String, CodingKey {
    case name, messages, seconds
    case perSecond = "messages_per_second"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(name, forKey: .name)
    try container.encode(messages, forKey: .messages)
    try container.encode(seconds, forKey: .seconds)
    try container.encode(perSecond.rounded(), forKey: .perSecond)
  }
}

/// Pairs of nodes that send a number to and fro, counting up.
private struct PingPong: Node {
  enum Message: Hashable, Codable { case ping(Int), pong(Int) }

  mutating func start(_ context: inout Context) {
    if context.id.index % 2 == 0 { context.send(.ping(0), to: NodeID(context.id.index + 1)) }
  }

  mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .ping(let number): context.send(.pong(number), to: sender)
    case .pong(let number): context.send(.ping(number + 1), to: sender)
    }
  }
}
