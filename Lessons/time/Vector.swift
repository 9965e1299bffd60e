import Atoll

/// A node with a vector clock: one counter for every node.
///
/// - SeeAlso: Fidge 1988, "Timestamps in message-passing systems that preserve the partial ordering";
///   Mattern 1989, "Virtual time and global states of distributed systems".
public struct VectorNode: Node {
  public struct Message: Hashable, Codable, Sendable, CustomStringConvertible {
    let time: VectorTimestamp
    public var description: String { "time \(time)" }
  }

  var clock: VectorTimestamp

  public init(clusterSize: Int) { clock = VectorTimestamp(zero: clusterSize) }

  public mutating func handle(_ request: ClockRequest, id: RequestID, _ context: inout Context) {
    clock.advance(context.id)
    context.note("clock \(clock)")
    if case .send(let node) = request { context.send(Message(time: clock), to: node) }
    context.reply(clock, to: id)
  }

  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    clock.merge(message.time)  // what the sender knew …
    clock.advance(context.id)  // … and one event more here
    context.note("clock \(clock)")
  }

  public typealias Reply = VectorTimestamp
}

/// Three nodes with vector clocks.
public enum VectorModel: Model {
  public static let name = "vector"
  public static let summary = "nodes with vector clocks: before means smaller, and smaller means before"
  public static let settings = LamportModel.settings
  public static let commands = LamportModel.commands
  public static let demonstration = LamportModel.demonstration

  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    let count = settings.integer("nodes")
    let link = Link(latency: .fixed(settings.integer("latency")))
    return Simulation(Cluster(count: count, link: link) { _ in VectorNode(clusterSize: count) }, seed: seed)
  }

  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    let pairs = StampedEvents(run.trace, timestamp).pairs
    let wrong = pairs.filter { $0.isBefore != ($0.stamps.0.order(to: $0.stamps.1) == .before) }
    let concurrent = pairs.filter { $0.first < $0.second && $0.stamps.0.order(to: $0.stamps.1) == .concurrent }
    return [
      Finding("before means smaller, and smaller before", wrong.isEmpty ? .yes : .no, ["\(pairs.count) ordered pairs compared"]),
      Finding("there are concurrent events", concurrent.isEmpty ? .no : .yes, concurrent.map { "e\($0.first) and e\($0.second): \($0.stamps.0) and \($0.stamps.1)" }),
    ]
  }

  /// Reads `clock [1, 0, 2]`.
  private static func timestamp(_ text: String) -> VectorTimestamp? {
    guard text.hasPrefix("clock ["), text.hasSuffix("]") else { return nil }
    return VectorTimestamp(text.dropFirst(7).dropLast().split(separator: ",").compactMap { Int($0.drop { $0 == " " }) })
  }
}
