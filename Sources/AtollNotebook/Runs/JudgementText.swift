import Atoll
import AtollExploration

/// What a followed run tells of a property, as a finding.
struct JudgementText {
  private let run: ScheduledRun

  init(_ run: ScheduledRun) { self.run = run }

  /// Whether the property holds of the run so far, and since which event.
  func finding(_ judgement: RunJudgement) -> Finding {
    switch judgement.kind {
    case "always":
      guard let step = judgement.holds.firstIndex(of: false) else {
        return Finding(judgement.name, .yes, ["in every configuration of this run so far"])
      }
      return Finding(judgement.name, .no, [broken(judgement.holds, step)])
    case "sometimes":
      guard let step = judgement.holds.firstIndex(of: true) else {
        return Finding(judgement.name, .open, ["not yet in this run"])
      }
      return Finding(judgement.name, .yes, ["holds \(place(step))"])
    default: return liveness(judgement)
    }
  }

  private func broken(_ holds: [Bool], _ step: Int) -> String {
    guard let again = holds[step...].firstIndex(of: true) else {
      return "does not hold since \(when(step))"
    }
    return "does not hold \(place(step)); holds again \(place(again))"
  }

  private func liveness(_ judgement: RunJudgement) -> Finding {
    if judgement.holds.last == true {
      return Finding(judgement.name, .yes, ["in this run so far nothing is owed any more"])
    }
    let since = (judgement.holds.lastIndex(of: true) ?? -1) + 1
    let waiting = "owed since \(when(since))"
    guard let loop = run.loopLength, run.choices.count - 1 == run.length else {
      return Finding(judgement.name, .open, [waiting])
    }
    return Finding(
      judgement.name, since <= run.length - loop ? .no : .open,
      [waiting, "and the last \(loop == 1 ? "step repeats" : "\(loop) steps repeat") for ever"])
  }

  private func when(_ step: Int) -> String { step == 0 ? "the beginning" : event(step) }

  private func place(_ step: Int) -> String { step == 0 ? "at the beginning" : "from \(event(step)) on" }

  /// The first event of a step.
  private func event(_ step: Int) -> String { "e\(run.firstEvent(of: step))" }
}
