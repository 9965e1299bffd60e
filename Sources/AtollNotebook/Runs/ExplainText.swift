import Atoll
import AtollDiagrams
import AtollExploration
import AtollText

/// An explanation in words: which faults it takes, and what changed what.
struct ExplainText {
  let explanation: Explanation

  init(_ explanation: Explanation) { self.explanation = explanation }

  /// The evidence: what was explored with fewer faults, and which faults it takes.
  var faults: [OutputLine] {
    let tries = explanation.attempts.map { attempt in
      let head: (String, OutputLine.Role) =
        attempt.isBroken
        ? ("broken", .fail) : attempt.end == .complete ? ("complete", .pass) : ("bounded", .warning)
      let seen = attempt.states.of("configuration")
      let rest =
        attempt.isBroken
        ? " by a run of \((attempt.length ?? 0).of("step"))"
        : attempt.end == .complete ? ", \(seen): not broken" : ", \(seen): not broken in what was seen"
      return OutputLine([("  with \(Self.words(attempt.faults)): ", .plain), head, (rest, .plain)])
    }
    return [OutputLine("which faults it takes to break \"\(explanation.property)\":", .heading)] + tries + [
      verdict
    ]
  }

  private var verdict: OutputLine {
    let isSure = explanation.attempts.allSatisfy { $0.isBroken || $0.end == .complete }
    guard explanation.faults.total > 0 else { return OutputLine("so it takes no fault") }
    let least = explanation.attempts.filter(\.isBroken).map { Self.words($0.faults) }.joined(
      separator: ", or ")
    return isSure
      ? OutputLine("so it takes \(least); with fewer faults it is not broken")
      : OutputLine("so \(least) is enough; whether fewer are enough was not seen", .warning)
  }

  /// Bounds on faults in words: `1 crash and 2 drops`.
  static func words(_ faults: FaultBounds) -> String {
    let some = FaultKind.all.filter { faults[keyPath: $0.bound] > 0 }.map { kind in
      let count = faults[keyPath: kind.bound]
      return "\(count) \(count == 1 ? kind.names.one : kind.names.several)"
    }
    return some.isEmpty ? "no fault" : some.joined(separator: " and ")
  }

  /// What changed each state, a line each; those that matter are marked.
  var changes: [OutputLine] {
    let sentences = SpaceTimeDiagram(trace: explanation.run.trace).eventSentences()
    let lines = explanation.changes.map { change in
      let what = change.fields.map { field in
        "\(field.name.isEmpty ? "" : field.name + " ")\(field.before) → \(field.after)"
      }
      let mark = change.isNeeded && !explanation.culprits.isEmpty ? "* " : "  "
      return OutputLine([
        ("\(mark)\(change.node): \(what.joined(separator: ", "))", .plain),
        ("   \(Self.short(sentences[change.event - 1]))", .dim),
      ])
    }
    return [OutputLine("what changed, and by which event:", .heading)] + lines + culprits + unneeded
  }

  /// An event's sentence without its tick and its full stop.
  private static func short(_ sentence: String) -> String {
    let parts = sentence.split(separator: " ", maxSplits: 3).map(String.init)
    guard parts.count == 4, parts[1] == "tick" else { return sentence }
    return parts[0] + " " + (parts[3].hasSuffix(".") ? String(parts[3].dropLast()) : parts[3])
  }

  private var culprits: [OutputLine] {
    guard !explanation.culprits.isEmpty else { return [] }
    let names = explanation.culprits.joined(separator: ", ")
    return [
      OutputLine("* led to the states of \(names), which break the property, or is a fault", .dim)
    ]
  }

  private var unneeded: [OutputLine] {
    guard !explanation.unneeded.isEmpty else { return [] }
    let events = explanation.unneeded.map { "e\($0)" }.joined(separator: " ")
    return [OutputLine("not needed for it: \(events)", .dim)]
  }
}
