import Atoll

/// An event as a sentence.
enum EventText {
  /// `e5 tick 10: b receives ask(#1, x) from a`
  static func line(_ event: TraceEvent, _ trace: Trace) -> String {
    "e\(event.number) tick \(event.time): \(sentence(event, trace))"
  }

  private static func sentence(_ event: TraceEvent, _ trace: Trace) -> String {
    let node = event.node.map(trace.name(of:)) ?? "the network"
    let peer = event.peer.map(trace.name(of:)) ?? ""
    switch event.kind {
    case .invocation: return "a client asks \(node): \(event.label) (#\(event.operation ?? 0))"
    case .response: return "\(node) answers #\(event.operation ?? 0): \(event.label)"
    case .send: return "\(node) sends \(event.label) to \(peer)"
    case .delivery: return "\(node) receives \(event.label) from \(peer)"
    case .drop:
      let lost = event.cause.flatMap(trace.event)?.label ?? ""
      return peer.isEmpty
        ? "lost: \(lost) (\(event.label))" : "lost from \(peer) to \(node): \(lost) (\(event.label))"
    case .timeout: return "\(node)'s timer \(event.label) runs out"
    case .crash: return "\(node) crashes"
    case .recovery: return "\(node) comes back"
    case .partition: return "network partition \(event.label)"
    case .heal: return "all links carry messages again"
    case .link: return "links: \(event.label)"
    case .note: return "\(node) notes: \(event.label)"
    }
  }
}
