import Atoll

/// A node with a vector clock: one counter for every node.
///
/// - SeeAlso: Fidge 1988, "Timestamps in message-passing systems that preserve the partial ordering";
///   Mattern 1989, "Virtual time and global states of distributed systems".
public struct VectorNode: Node {
  /// What the clock showed at an event; it goes with every message, and back to the client.
  public struct Time: Hashable, Codable, Sendable, CustomStringConvertible {
    let vector: VectorTimestamp

    /// The vector in words.
    public var description: String { "time \(vector)" }
  }

  /// A message carries nothing but the time of its sending.
  public typealias Message = Time
  /// A client learns the time of its event.
  public typealias Reply = Time

  var clock: VectorTimestamp

  /// A node of a cluster, before its first event.
  public init(clusterSize: Int) { clock = VectorTimestamp(zero: clusterSize) }

  /// An event of this node's own, perhaps the sending of a message.
  public mutating func handle(_ request: ClockRequest, id: RequestID, _ context: inout Context) {
    clock.advance(context.id)
    if case .send(let node) = request { context.send(Time(vector: clock), to: node) }
    context.reply(Time(vector: clock), to: id)
  }

  /// A delivery knows all that its sender knew, and is one event more here.
  public mutating func receive(_ sent: Time, from sender: NodeID, _ context: inout Context) {
    clock.merge(sent.vector)
    clock.advance(context.id)
    context.note("\(Time(vector: clock))")
  }
}

/// Nodes with vector clocks.
public enum VectorModel: Model {
  /// `time/vector`.
  public static let name = "vector"
  /// What it is.
  public static let summary = "nodes with vector clocks: one counter for every node, at every node"
  /// What can be set.
  public static let settings = LamportModel.settings
  /// What clients can ask.
  public static let commands = LamportModel.commands
  /// The same events as in `time/lamport`.
  public static let demonstration = LamportModel.demonstration

  /// Begins a run.
  public static func begin(_ settings: Settings, seed: UInt64) -> any Simulating {
    let count = settings.integer("nodes")
    let link = Link(latency: .fixed(settings.integer("latency")))
    return Simulation(Cluster(count: count, link: link) { _ in VectorNode(clusterSize: count) }, seed: seed)
  }

  /// Compares the clocks with happened-before, and names the concurrent events.
  public static func findings(_ run: any Simulating, _ settings: Settings) -> [Finding] {
    let pairs = StampedEvents(run.trace, timestamp).pairs
    func order(_ pair: StampedEvents<VectorTimestamp>.Pair) -> VectorTimestamp.Order {
      pair.first.stamp.order(to: pair.second.stamp)
    }
    let wrong = pairs.first { $0.isBefore != (order($0) == .before) }
    // What comes later in the trace did not happen before what comes earlier.
    let concurrent = pairs.filter { $0.first.number < $0.second.number && !$0.isBefore }
    func text(_ pair: StampedEvents<VectorTimestamp>.Pair) -> String {
      "e\(pair.first.number) \(pair.first.stamp) and e\(pair.second.number) \(pair.second.stamp)"
    }
    func complaint(_ pair: StampedEvents<VectorTimestamp>.Pair) -> String {
      let (x, y) = ("e\(pair.first.number)", "e\(pair.second.number)")
      return pair.isBefore
        ? "\(x) happened before \(y), yet \(pair.first.stamp) is not smaller than \(pair.second.stamp)"
        : "\(x) did not happen before \(y), yet \(pair.first.stamp) is smaller than \(pair.second.stamp)"
    }
    let more = concurrent.count > 4 ? ["and \(concurrent.count - 4) pairs more"] : []
    return [
      Finding(
        "before exactly if smaller", wrong == nil ? .yes : .no,
        [wrong.map(complaint) ?? "ordered pairs of events compared: \(pairs.count)"]),
      Finding(
        "no two events are concurrent", concurrent.isEmpty ? .yes : .no, concurrent.prefix(4).map(text) + more
      ),
    ]
  }

  /// Reads `[1, 0, 2]`.
  private static func timestamp(_ text: String) -> VectorTimestamp? {
    guard text.hasPrefix("["), text.hasSuffix("]") else { return nil }
    let counters = text.dropFirst().dropLast().split(separator: ",")
    return VectorTimestamp(counters.compactMap { Int($0.drop { $0 == " " }) })
  }
}
