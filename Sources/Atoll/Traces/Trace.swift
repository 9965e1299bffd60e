/// What happened in a run: every event in the order in which it happened, each with its cause.
///
/// A trace is plain data: diagrams, histories and logical timestamps are computed from it, and it can be written
/// and read again. It is not a schedule (the choices that led to the run) and not a history (client operations only).
public struct Trace: Hashable, Codable, Sendable {
  /// The nodes' names, by `NodeID.index`.
  public var names: [String]
  /// The events; the event with number `n` is at index `n - 1`.
  public var events: [TraceEvent]
  /// The tick up to which the run has come; not before the last event.
  public var now: Int

  /// Makes a trace from its parts.
  public init(names: [String], events: [TraceEvent], now: Int) {
    self.names = names
    self.events = events
    self.now = now
  }

  /// The name of a node.
  public func name(of node: NodeID) -> String {
    names.indices.contains(node.index) ? names[node.index] : node.description
  }

  /// The event with a number, where there is one.
  public func event(_ number: Int) -> TraceEvent? {
    events.indices.contains(number - 1) ? events[number - 1] : nil
  }
}
