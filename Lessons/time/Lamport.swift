import Atoll

/// A node with a Lamport clock: one counter.
///
/// - SeeAlso: Lamport 1978, "Time, clocks, and the ordering of events in a distributed system".
public struct LamportNode: Node {
  /// What the clock showed at an event; it goes with every message, and back to the client.
  public struct Time: Hashable, Codable, Sendable, CustomStringConvertible {
    let counter: Int

    /// The counter in words.
    public var description: String { "time \(counter)" }
  }

  /// A message carries nothing but the time of its sending.
  public typealias Message = Time
  /// A client learns the time of its event.
  public typealias Reply = Time

  var clock = 0

  /// An event of this node's own, perhaps the sending of a message.
  public mutating func handle(_ request: ClockRequest, id: RequestID, _ context: inout Context) {
    clock += 1
    if case .send(let node) = request { context.send(Time(counter: clock), to: node) }
    context.reply(Time(counter: clock), to: id)
  }

  /// A delivery is later than what happened here, and later than the sending.
  public mutating func receive(_ sent: Time, from sender: NodeID, _ context: inout Context) {
    clock = max(clock, sent.counter) + 1
    context.note("\(Time(counter: clock))")
  }
}

/// Nodes with Lamport clocks.
public enum LamportModel: Model {
  /// `time/lamport`.
  public static let name = "lamport"
  /// What it is.
  public static let summary = "nodes with Lamport clocks: one counter each"

  /// What can be set.
  public static let settings = [
    Setting("nodes", in: 2...8, standard: 3, "how many nodes there are"),
    Setting("latency", in: 1...1000, standard: 10, "ticks that a message is under way"),
    Setting.patience(standard: 100),
  ]

  /// What clients can ask.
  public static let commands = [ClientCommand.event, ClientCommand.send]

  /// A chain of messages from a to c, and an event at c that has nothing to do with it.
  public static let demonstration = [
    "event c", "event a", "send a b", "run", "send b c", "run", "diagram", "check",
  ]

  /// Begins a run.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    let link = Link(latency: .fixed(settings.integer("latency")))
    return Simulation(
      Cluster(count: settings.integer("nodes"), link: link) { _ in LamportNode() }, seed: seed)
  }

  /// Compares the clocks with happened-before, both ways, and puts all events in one order.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    let stamped = StampedEvents(run.trace) { Int($0) }
    let before = stamped.pairs.filter(\.isBefore)
    let broken = before.first { $0.first.stamp >= $0.second.stamp }
    let misleading = stamped.pairs.first { !$0.isBefore && $0.first.stamp < $0.second.stamp }
    return [
      Finding(
        "before, so smaller", broken == nil ? .yes : .no,
        [
          broken.map { "e\($0.first.number) happened before e\($0.second.number), yet \(times($0))" }
            ?? "pairs compared, of which one event happened before the other: \(before.count)"
        ]),
      Finding(
        "smaller, so before", misleading == nil ? .open : .no,
        [
          misleading.map {
            "\(times($0)), yet e\($0.first.number) did not happen before e\($0.second.number)"
          }
            ?? "this run has no counterexample"
        ]),
      totalOrder(stamped),
    ]
  }

  private static func times(_ pair: StampedEvents<Int>.Pair) -> String {
    "e\(pair.first.number) has time \(pair.first.stamp) and e\(pair.second.number) has time \(pair.second.stamp)"
  }

  /// The events by time, ties by node: Lamport's total order.
  private static func totalOrder(_ stamped: StampedEvents<Int>) -> Finding {
    let order = stamped.events.map {
      (stamp: LamportTimestamp(counter: $0.stamp, node: $0.node), number: $0.number)
    }
    .sorted { $0.stamp < $1.stamp }
    let isStrict = zip(order, order.dropFirst()).allSatisfy { $0.stamp < $1.stamp }
    let text = order.map { "\($0.stamp) e\($0.number)" }.joined(separator: ", ")
    return Finding("(time, node) differ for all events", isStrict ? .yes : .no, order.isEmpty ? [] : [text])
  }
}
