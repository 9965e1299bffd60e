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
  static func diagram(_ trace: Trace, rows: Int? = nil) -> String {
    SpaceTimeDiagram(trace: trace)
      .text(width: width, rows: rows, hint: "the replay shows them").map(\.text).joined(separator: "\n")
  }

  /// What a verdict shows of a run: the end of it, without the messages that do not arrive in it.
  static func shortDiagram(_ trace: Trace) -> String {
    let (kept, left) = withoutPending(trace)
    let note = left == 0 ? "" : "\n(\(left.of("message")) still under way: not drawn)"
    return diagram(kept, rows: rows) + note
  }

  /// The trace without the sends whose message neither arrives nor is lost, and how many there were.
  static func withoutPending(_ trace: Trace) -> (Trace, Int) {
    let ended = Set(trace.events.filter { $0.kind == .delivery || $0.kind == .drop }.compactMap(\.cause))
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
    configuration.nodes.map { node in
      let fields = node.fields.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
      return "  \(node.name)\(node.isUp ? "" : " (down)"): \(fields)".safeToPrint().cut(200)
    }.joined(separator: "\n")
  }

  static func replay(_ run: String, _ course: String) -> String {
    "to see it again, step by step:\n  " + SuiteReplay.command(run: run, course: course)
  }
}
