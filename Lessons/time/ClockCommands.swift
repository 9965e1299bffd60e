import Atoll

/// What a client can ask of a node that has a logical clock.
public enum ClockRequest: Hashable, Codable, Sendable, CustomStringConvertible {
  /// Do something that concerns no other node.
  case event
  /// Send a message.
  case send(to: NodeID)

  public var description: String {
    switch self {
    case .event: "event"
    case .send(let node): "send to \(node)"
    }
  }
}

extension ClientCommand {
  /// `event NODE`
  static let event = ClientCommand("event", "", "something happens at NODE that concerns no other node") {
    words, _ throws(ClientCommandError) in
    guard words.isEmpty else { throw ClientCommandError("a local event takes only a node. Say: event a") }
    return ClockRequest.event
  }

  /// `send NODE TO`
  static let send = ClientCommand("send", "TO", "NODE sends a message to TO") {
    words, names throws(ClientCommandError) in
    guard words.count == 1, let place = names.firstIndex(of: words[0]) else {
      throw ClientCommandError("send to which node? There are: \(names.joined(separator: ", ")). Say: send a b")
    }
    return ClockRequest.send(to: NodeID(place))
  }
}

/// The time that a clock showed at each event of a run, compared with happened-before.
struct StampedEvents<Stamp> {
  /// The event's number in the trace, and what the node's clock showed.
  let events: [(number: Int, stamp: Stamp)]
  let trace: Trace

  /// Takes the stamps from the notes that the nodes made: the cause of a note is the event that it stamps.
  init(_ trace: Trace, _ read: (String) -> Stamp?) {
    self.trace = trace
    events = trace.events.compactMap { event in
      guard event.kind == .note, let cause = event.cause, let stamp = read(event.label) else { return nil }
      return (cause, stamp)
    }
  }

  /// All ordered pairs of different events, with whether the first happened before the second.
  var pairs: [(first: Int, second: Int, stamps: (Stamp, Stamp), isBefore: Bool)] {
    events.flatMap { second in
      let past = trace.past(of: second.number)
      return events.filter { $0.number != second.number }.map { first in
        (first.number, second.number, (first.stamp, second.stamp), past.contains(first.number))
      }
    }
  }
}
