import Atoll

/// The time that a clock showed at each event of a run, to be compared with happened-before.
///
/// A node says the time of a client's event in its reply and the time of a delivery in a note; the *cause* of the reply
/// or the note is the event that got this time. What happened before what is read from the trace, not from the clocks.
struct StampedEvents<Stamp> {
  /// An event: its number in the trace, its node, and what the node's clock showed.
  typealias Event = (number: Int, node: NodeID, stamp: Stamp)

  /// Two different events, and whether the first happened before the second.
  typealias Pair = (first: Event, second: Event, isBefore: Bool)

  let events: [Event]
  let pairs: [Pair]

  init(_ trace: Trace, _ read: (String) -> Stamp?) {
    let events = trace.events.compactMap { event -> Event? in
      guard event.kind == .note || event.kind == .response, event.label.hasPrefix("time "),
        let cause = event.cause, let node = event.node, let stamp = read(String(event.label.dropFirst(5)))
      else { return nil }
      return (cause, node, stamp)
    }
    self.events = events
    pairs = events.flatMap { second in
      let past = trace.past(of: second.number)
      return events.filter { $0.number != second.number }.map { ($0, second, past.contains($0.number)) }
    }
  }
}
