import Atoll
import AtollContract
import AtollDiagrams
import AtollText

/// A run of the learner's nodes as text: the diagram, the states at the end, how to see it again.
struct RunText {
  /// Leaves room for the margin of a verdict on a terminal of 80 columns.
  static let width = 72
  /// How many lines a verdict shows of a diagram.
  static let rows = 40

  /// All of a run.
  static func diagram(_ trace: Trace, from tick: Int = 0, rows: Int? = nil) -> String {
    SpaceTimeDiagram(trace: trace, window: tick > 0 ? .ticks(tick...max(tick, trace.now)) : .all)
      .text(width: width, rows: rows, hint: "the replay shows them").map(\.text).joined(separator: "\n")
  }

  /// What a verdict shows of a run: the end of it, without the messages that do not arrive in it.
  /// - Parameters:
  ///   - tick: what happened before is not drawn.
  ///   - showsOldest: the oldest of those messages is drawn all the same.
  static func shortDiagram(_ trace: Trace, from tick: Int = 0, showsOldest: Bool = false) -> String {
    let (kept, left) = withoutPending(trace, butOldest: showsOldest)
    let note = left == 0 ? "" : "\n(\(left.of("message")) still under way: not drawn)"
    return diagram(kept, from: tick, rows: rows) + note
  }

  /// The trace without the sends whose message neither arrives nor is lost, and how many there were.
  static func withoutPending(_ trace: Trace, butOldest: Bool = false) -> (Trace, Int) {
    var ended = Set(trace.events.filter { $0.kind == .delivery || $0.kind == .drop }.compactMap(\.cause))
    let oldest = trace.events.first { $0.kind == .send && !ended.contains($0.number) }
    if butOldest, let oldest { ended.insert(oldest.number) }
    var numbers: [Int: Int] = [:]
    var kept: [TraceEvent] = []
    for event in trace.events where event.kind != .send || ended.contains(event.number) {
      var event = event
      numbers[event.number] = kept.count + 1
      event.number = kept.count + 1
      event.cause = event.cause.flatMap { numbers[$0] }
      kept.append(event)
    }
    return (Trace(names: trace.names, events: kept, now: trace.now), trace.events.count - kept.count)
  }

  /// The states at some moment, a line for each node.
  static func states(_ configuration: ConfigurationText) -> String {
    states(lines(configuration))
  }

  static func states(_ lines: [String]) -> String {
    lines.map { "  " + $0.cut(200) }.joined(separator: "\n")
  }

  /// A line for each node.
  static func lines(_ configuration: ConfigurationText) -> [String] {
    configuration.nodes.map { node in
      state(node.name, isUp: node.isUp, node.fields.map { ($0.name, $0.value) })
    }
  }

  static func state(_ name: String, isUp: Bool, _ fields: [(String, String)]) -> String {
    "\(name)\(isUp ? "" : " (down)"): \(fields.map { "\($0) \($1)" }.joined(separator: ", "))".safeToPrint()
  }

  /// A run from the beginning: what happens at each step, and the state of the node where it happens.
  static func story(_ trace: Trace, _ moments: [RunMoment]) -> String {
    let sentences = SpaceTimeDiagram(trace: trace).eventSentences()
    var lines: [String] = []
    var told = 0
    for (step, moment) in moments.enumerated() {
      lines.append(step == 0 ? "At the beginning" : "Step \(step)")
      let events = told..<max(told, min(moment.eventCount, sentences.count))
      lines += events.map { "  " + sentences[$0] }
      told = events.upperBound
      for (place, node) in moment.nodes.enumerated() where (moment.stepped ?? place) == place {
        lines.append("  now \(node)")
      }
    }
    return (lines + ["", diagram(trace), ""]).joined(separator: "\n")
  }

  static func replay(_ run: String, _ course: String) -> String {
    "to see it again, step by step:\n  " + SuiteReplay.command(run: run, course: course)
  }
}
