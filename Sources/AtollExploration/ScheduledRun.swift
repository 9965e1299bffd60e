import Atoll

/// A run that follows a schedule which an exploration found: it can be stepped through and looked at like any run, but
/// not changed.
public struct ScheduledRun: Simulating {
  private let example: ExampleRun
  private var position = 0

  /// A run at the beginning of its schedule.
  public init(_ example: ExampleRun) { self.example = example }

  /// The same run at its beginning.
  public var restarted: ScheduledRun { ScheduledRun(example) }

  private var moment: ExampleRun.Moment { example.moments[position] }

  public var names: [String] { example.trace.names }
  public var now: Int { position }
  public var eventCount: Int { moment.eventCount }
  public var nextTime: Int? { position + 1 < example.moments.count ? position + 1 : nil }
  public var clientOperations: [ClientOperation] { moment.operations }
  public var configuration: ConfigurationText { moment.configuration }
  public var link: Link { Link() }
  public var partitions: [String] { [] }

  public var trace: Trace {
    Trace(names: names, events: Array(example.trace.events.prefix(eventCount)), now: now)
  }

  public mutating func step() -> Bool {
    guard nextTime != nil else { return false }
    position += 1
    return true
  }

  public mutating func run(until tick: Int) {
    while let next = nextTime, next <= tick { _ = step() }
  }

  public func isAnswered(_ request: RequestID) -> Bool {
    clientOperations.contains { $0.id == request && $0.returned != nil }
  }

  public func isUp(_ node: NodeID) -> Bool { configuration.nodes[node.index].isUp }

  public mutating func invoke(anyRequest request: any Hashable & Sendable, at node: NodeID) throws
    -> RequestID
  {
    throw RequestMismatch(description: "this run follows a schedule")
  }

  // A schedule says what happens: nothing else does.
  public mutating func crash(_ node: NodeID) {}
  public mutating func recover(_ node: NodeID) {}
  public mutating func partition(_ groups: [NodeSet]) {}
  public mutating func partition(from group: NodeSet, to other: NodeSet) {}
  public mutating func heal() {}
  public mutating func setLinks(_ link: Link) {}
}
