import Atoll
import AtollExploration
import AtollText

/// What can still be decided, and whether it ever is.
extension RunSession {
  /// The most configurations that a valence map holds, for each list of inputs.
  private static let valenceStatesMax = 50_000

  /// `valence`: the classes of all configurations, for every value of the setting `inputs`.
  func valence(_ words: [String], _ state: RunState) throws(CommandError) -> [OutputLine] {
    let bounds = try faultBounds(words)
    let problems = try problemsByInputs(state)
    if let report = try rounds(problems.map(\.problem)) {
      try refuseBounds(words)
      return roundLines(report, problems.map(\.inputs))
    }
    var reports: [(inputs: String, report: ValenceReport)] = []
    for (inputs, problem) in problems {
      let report = Exploration.valence(
        try bounds.applied(to: problem), faults: bounds.faults(of: problem), statesMax: Self.valenceStatesMax)
      guard let report else { throw noDecision(state) }
      reports.append((inputs, report))
    }
    return ValenceText(reports, names: state.run.names).lines { table($0, $1) }
  }

  /// `lasso`: a run without end in which somebody that is up stays undecided.
  func lasso(_ words: [String], _ state: RunState) throws(CommandError) -> [OutputLine] {
    let bounds = try faultBounds(words)
    let problem = try problem(state)
    if let report = try rounds([problem]) {
      try refuseBounds(words)
      guard let infinite = report.infinite else {
        return [
          OutputLine(
            "no loop of bivalent configurations, without a crash and with nobody more than \(report.lead) round ahead"
          )
        ]
      }
      return lines(infinite, bounds)
    }
    let report = Exploration.valence(
      try bounds.applied(to: problem), faults: bounds.faults(of: problem), statesMax: Self.valenceStatesMax)
    guard let report else { throw noDecision(state) }
    return lines(report, state, bounds)
  }

  private func faultBounds(_ words: [String]) throws(CommandError) -> ExploreWords {
    let known = FaultKind.all.map(\.word) + ["timers"]
    var bounds = ExploreWords()
    for word in words {
      let name = word.prefix { $0 != "=" }
      guard word.contains("="), known.contains(String(name)) else {
        throw CommandError("\"\(word)\" sets nothing here", next: "say for example: crashes=1")
      }
      try bounds.set(word)
    }
    return bounds
  }

  private func refuseBounds(_ words: [String]) throws(CommandError) {
    guard words.isEmpty else {
      throw CommandError(
        "rounds modulo a shift are looked at without faults", next: "say it without \(words[0])")
    }
  }

  private func noDecision(_ state: RunState) -> CommandError {
    CommandError("\(state.entry.name) does not say what a decision is: it has no property of agreement")
  }

  private func rounds(_ problems: [any Explorable]) throws(CommandError) -> RoundReport? {
    do {
      return try Exploration.rounds(problems)
    } catch { throw CommandError("the protocol's rounds cannot be shifted: \(error)") }
  }

  /// The model's problem for each value of its setting `inputs`, or as it is.
  private func problemsByInputs(_ state: RunState) throws(CommandError)
    -> [(inputs: String, problem: any Explorable)]
  {
    guard let setting = state.entry.model.settings.first(where: { $0.name == "inputs" }),
      case .words(let words) = setting.allowed
    else { return [("", try problem(state))] }
    var problems: [(inputs: String, problem: any Explorable)] = []
    for word in words.sorted() {
      var other = state
      try set("inputs=\(word)", in: &other.settings)
      problems.append((word, try problem(other)))
    }
    return problems
  }

  // MARK: - Words

  private func roundLines(_ report: RoundReport, _ inputs: [String]) -> [OutputLine] {
    func classes(_ counts: [ValenceReport.Valence: Int]) -> String {
      "  \(counts[.univalent("0")] ?? 0) 0-valent, \(counts[.univalent("1")] ?? 0) 1-valent, "
        + "\(counts[.bivalent] ?? 0) bivalent, \(counts[.none] ?? 0) without a decision"
    }
    let rows = zip(inputs, report.initial).map { [$0, ValenceText.name($1)] }
    let open = zip(inputs, report.initial).filter { $1 == .bivalent }.map(\.0)
    return table(["inputs", "first configuration"], rows) + [
      OutputLine(
        "\(report.states) configurations modulo a shift of the rounds, \(report.transitions) transitions, no crash:"
      ),
      OutputLine(classes(report.counts) + "; \(report.criticalCount) critical"),
      OutputLine("\(report.withCrash.states) with at most one crash:"),
      OutputLine(classes(report.withCrash.counts)),
      OutputLine(
        open.isEmpty
          ? "no first configuration is bivalent"
          : "bivalent from the beginning: \(open.joined(separator: ", "))"),
      OutputLine(
        "bounded: no process is more than \(report.lead) round ahead. \"bivalent\" is certain,", .warning),
      OutputLine("  the other classes hold for schedules within the bound", .warning),
    ]
  }

  private func lines(_ infinite: RoundReport.InfiniteRun, _ bounds: ExploreWords) -> [OutputLine] {
    func deliveries(_ part: (count: Int, late: Int)) -> String {
      "\(part.count) deliveries (\(part.count - part.late) that count, \(part.late) that come late)"
    }
    var lines = [
      OutputLine([("termination: ", .plain), ("no", .fail), (", it runs for ever undecided", .plain)]),
      OutputLine("  stem: \(deliveries(infinite.stem))"),
      OutputLine("  loop: \(deliveries(infinite.loop)), \(infinite.shift) rounds on each time"),
      OutputLine(
        "checked by replaying the stem and three passes of the loop, \(infinite.checkedEvents) deliveries:"),
      OutputLine("  nobody crashes or decides; each pass ends where it began, but for the rounds;"),
      OutputLine("  in each pass every process takes a step, and receives all that was in transit"),
      OutputLine("  to it when the pass began"),
    ]
    guard let run = infinite.run, infinite.passes.count == 2 else {
      return lines + [OutputLine("the model's bound on rounds is too small to show it", .dim)]
    }
    lines.append(OutputLine("the stem, and the loop from e\(infinite.passes[0]) on:", .heading))
    lines += DiagramText.lines(run.trace, window: 1...infinite.passes[1] - 1, options)
    return lines + nameLine(run, bounds)
  }

  private func lines(_ report: ValenceReport, _ state: RunState, _ bounds: ExploreWords) -> [OutputLine] {
    switch report.termination {
    case .always:
      return [
        OutputLine([("termination: ", .plain), ("yes", .pass), (", every run comes to an end,", .plain)]),
        OutputLine("  and at every end each process that is up has decided"),
      ]
    case .open:
      return [
        OutputLine([
          ("termination: ", .plain), ("open", .warning),
          (", among the first \(report.states) configurations", .plain),
        ])
      ]
    case .blocks(let run, let undecided):
      let names = undecided.map { state.run.names[$0] }.joined(separator: ", ")
      var lines = [
        OutputLine([("termination: ", .plain), ("no", .fail), (", it blocks", .plain)]),
        OutputLine(
          "  a shortest run has \(run.length.of("step")), and then nothing is left "
            + "to happen at"),
        OutputLine("  a process that is up: no message to it is in transit, no timer of it runs."),
        OutputLine("  Undecided: \(names)"),
      ]
      lines += DiagramText.lines(run.trace, window: nil, isFound: true, options)
      return lines + nameLine(run, bounds)
    }
  }
}
