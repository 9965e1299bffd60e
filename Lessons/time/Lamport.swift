import Atoll

/// A node with a Lamport clock: one counter.
///
/// - SeeAlso: Lamport 1978, "Time, clocks, and the ordering of events in a distributed system".
public struct LamportNode: Node {
  public struct Message: Hashable, Codable, Sendable, CustomStringConvertible {
    let time: Int
    public var description: String { "time \(time)" }
  }

  var clock = 0

  public mutating func handle(_ request: ClockRequest, id: RequestID, _ context: inout Context) {
    clock += 1  // an event happens: the clock ticks
    context.note("clock \(clock)")
    if case .send(let node) = request { context.send(Message(time: clock), to: node) }
    context.reply(clock, to: id)
  }

  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    clock = max(clock, message.time) + 1  // later than both what happened here and the sending
    context.note("clock \(clock)")
  }

  public typealias Reply = Int
}

/// Three nodes with Lamport clocks.
public enum LamportModel: Model {
  public static let name = "lamport"
  public static let summary = "nodes with Lamport clocks: before means smaller, but smaller does not mean before"

  public static let settings = [
    Setting("nodes", in: 2...8, standard: 3, "how many nodes there are"),
    Setting("latency", in: 1...1000, standard: 10, "ticks that a message is under way"),
    Setting.patience(standard: 100),
  ]

  public static let commands = [ClientCommand.event, ClientCommand.send]

  public static let demonstration = ["event c", "event a", "send a b", "run", "send b c", "run", "diagram", "check"]

  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    let link = Link(latency: .fixed(settings.integer("latency")))
    return Simulation(Cluster(count: settings.integer("nodes"), link: link) { _ in LamportNode() }, seed: seed)
  }

  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    let pairs = StampedEvents(run.trace) { $0.hasPrefix("clock ") ? Int($0.dropFirst(6)) : nil }.pairs
    let broken = pairs.filter { $0.isBefore && $0.stamps.0 >= $0.stamps.1 }
    let misleading = pairs.first { pair in
      pair.stamps.0 < pair.stamps.1 && !pair.isBefore
    }
    let converse = misleading.map {
      "e\($0.first) has time \($0.stamps.0), e\($0.second) has time \($0.stamps.1), yet neither happened before the other"
    }
    return [
      Finding("before means smaller", broken.isEmpty ? .yes : .no, ["\(pairs.filter(\.isBefore).count) pairs compared"]),
      Finding("smaller means before", converse == nil ? .open : .no, converse.map { [$0] } ?? ["no counterexample in this run"]),
    ]
  }
}
