import Atoll
import AtollExploration
import AtollText

extension RunSession {
  /// `explain [crashes=K]…`: why a property of the model in use is broken; changes nothing.
  func explain(_ words: [String], _ state: RunState) throws(CommandError) -> [OutputLine] {
    let (bounds, limits) = try exploring(words)
    let (report, explanation) = try explanation(bounds, limits)
    return lines(of: report, explanation, bounds)
  }

  /// Why a property of the model in use is broken, and what an exploration found before.
  ///
  /// - Throws: `CommandError` where there is no model in use, or nothing of it can be explored.
  package func explanation(_ bounds: ExploreWords, _ limits: SearchLimits) throws(CommandError)
    -> (report: ExplorationReport, explanation: Explanation?)
  {
    guard let state else { throw CommandError("no model is in use", next: "say: use MODEL") }
    guard !bounds.usesSymmetry else {
      throw CommandError("an explanation looks at all configurations", next: "say it without symmetry")
    }
    let problem = try bounds.applied(to: try problem(state))
    var limits = limits
    bounds.apply(to: &limits)
    return try RunSession.words { () throws(ExplorationError) in
      try Exploration.explain(problem, limits: limits)
    }
  }

  /// An explanation in words, with its run.
  package func lines(of report: ExplorationReport, _ explanation: Explanation?, _ bounds: ExploreWords)
    -> [OutputLine]
  {
    let outcome = ExploreText(report).lines
    guard let explanation else {
      let why =
        report.end == .interrupted
        ? "interrupted" : "no property is broken\(report.outcome == .complete ? "" : " in what was seen")"
      return outcome + [OutputLine("\(why): there is nothing to explain")]
    }
    let text = ExplainText(explanation)
    var lines = outcome + text.faults
    lines.append(
      OutputLine(
        "\(explanation.loop == nil ? "a shortest run" : "a run") with \(ExplainText.words(explanation.faults)) that breaks \"\(explanation.property)\":",
        .heading))
    lines += DiagramText.lines(explanation.run.trace, window: nil, isFound: true, options)
    lines += explanation.loop.map(ExploreText.end) ?? []
    lines += text.changes
    let loop = explanation.loop?.length ?? 0
    return lines + nameLine(explanation.run, loop: loop, bounds.with(explanation.faults))
  }
}
