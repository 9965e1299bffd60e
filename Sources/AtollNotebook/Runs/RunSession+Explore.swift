import Atoll
import AtollExploration
import AtollText

extension RunSession {
  /// Explores all that the model in use can do; changes nothing.
  func explore(_ words: [String], _ state: RunState) throws(CommandError) -> [OutputLine] {
    var bounds = ExploreWords()
    for word in words { try bounds.set(word) }
    var limits = SearchLimits()
    limits.bytes = exploreBytesMax
    let isInterrupted = isInterrupted
    limits.goesOn = { _ in !isInterrupted() }
    return lines(of: try explore(state, bounds, limits), bounds)
  }

  /// An exploration of the model in use in words, with a shortest run that breaks a property.
  package func lines(of report: ExplorationReport, _ bounds: ExploreWords) -> [OutputLine] {
    ExploreText(report).lines + shortestViolation(report, bounds)
  }

  /// What an exploration of the model in use finds.
  ///
  /// - Throws: `CommandError` where there is no model in use, or nothing of it can be explored.
  package func exploration(_ bounds: ExploreWords, _ limits: SearchLimits) throws(CommandError)
    -> ExplorationReport
  {
    guard let state else { throw CommandError("no model is in use", next: "say: use MODEL") }
    return try explore(state, bounds, limits)
  }

  private func explore(_ state: RunState, _ bounds: ExploreWords, _ limits: SearchLimits) throws(CommandError)
    -> ExplorationReport
  {
    let problem = try bounds.applied(to: try problem(state))
    var limits = limits
    bounds.apply(to: &limits)
    return try RunSession.words { () throws(ExplorationError) in
      try Exploration.explore(problem, limits: limits)
    }
  }

  /// The result of an exploration, or why there is none in words.
  private static func words<Result>(_ explored: () throws(ExplorationError) -> Result) throws(CommandError)
    -> Result
  {
    do {
      return try explored()
    } catch {
      throw CommandError(error.description, next: error.advice)
    }
  }

  func problem(_ state: RunState) throws(CommandError) -> any Explorable {
    guard let problem = state.entry.model.problem(state.settings) else {
      let others = course.models.filter { $0.model.problem(Settings($0.model.settings)) != nil }.map(\.name)
      throw CommandError(
        "\(state.entry.name) is for runs: there is nothing to explore in it",
        next: "explorable are: \(others.joined(separator: ", "))")
    }
    return problem
  }

  /// The name of a run that an exploration of the model in use found.
  package func replayToken(of run: ExampleRun, _ bounds: ExploreWords) -> ReplayToken? {
    let choices = run.choices.map(String.init).joined(separator: ".")
    let follow = (["follow"] + bounds.faultWords + [choices]).joined(separator: " ")
    return state.map { state in
      ReplayToken(
        model: state.entry.name, settings: state.settings.changed, seed: state.seed, script: [follow])
    }
  }

  private func shortestViolation(_ report: ExplorationReport, _ bounds: ExploreWords)
    -> [OutputLine]
  {
    let violated = report.properties.filter { $0.kind == "always" }.compactMap { property in
      property.example.map { (property.name, $0) }
    }
    guard let (name, run) = violated.min(by: { $0.1.length < $1.1.length }) else { return [] }
    var lines = [OutputLine("the shortest run that breaks \"\(name)\":", .heading)]
    lines += DiagramText.lines(run.trace, window: nil, options)
    if let token = replayToken(of: run, bounds) {
      lines.append(OutputLine("replay \(token)", .dim))
    }
    return lines
  }

  /// `follow [crashes=K]… CHOICES`: takes up a run that an exploration found, at its end.
  func follow(_ words: [String], _ line: String, _ state: inout RunState) throws(CommandError) -> [OutputLine]
  {
    guard let last = words.last else {
      throw CommandError("follow which run?", next: "\"explore\" finds runs and prints their tokens")
    }
    var bounds = ExploreWords()
    for word in words.dropLast() { try bounds.set(word) }
    let choices = last.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    let problem = try bounds.applied(to: try problem(state))
    let found: ExampleRun? = try RunSession.words { () throws(ExplorationError) in
      guard !choices.contains(nil) else { return nil }
      return try Exploration.run(problem, choices: choices.compactMap { $0 })
    }
    guard let example = found else {
      throw CommandError("\"\(last)\" is no run of \(state.entry.name) with these settings")
    }
    state = RunState(state.entry, state.settings, seed: state.seed)
    var run = ScheduledRun(example)
    run.run(until: Int.max)
    state.run = run
    state.script = [line]
    return [
      OutputLine(
        "\(state.entry.name) follows a schedule of \(example.length.of("step")); \"goto e1\", \"step\"")
    ]
  }
}

/// An exploration's outcome in words.
struct ExploreText {
  let report: ExplorationReport

  init(_ report: ExplorationReport) { self.report = report }

  /// The outcome and each property, a line each.
  var lines: [OutputLine] {
    let isComplete = report.end == .complete
    let orbits = report.orbits.map { " in \($0.of("orbit"))" } ?? ""
    let states = report.states.of("configuration") + orbits
    let counts = "\(states), \(report.transitions.of("transition")), depth \(report.depth)"
    let head =
      isComplete
      ? [("complete", OutputLine.Role.pass), (": \(counts)", .plain)]
      : [("bounded", .warning), (" (\(reason)): \(counts)", .plain)]
    return [OutputLine(head)] + report.properties.map(line)
  }

  private var reason: String {
    switch report.end {
    case .complete: ""
    case .states: "the number of configurations"
    case .depth: "depth"
    case .memory: "memory"
    case .interrupted: "interrupted"
    case .violation: "stopped at the first violation"
    }
  }

  private func line(_ property: ExplorationReport.PropertyResult) -> OutputLine {
    let isComplete = report.end == .complete
    let (answer, role, why): (String, OutputLine.Role, String)
    switch (property.kind, property.example) {
    case ("always", let run?):
      (answer, role, why) = ("no", .fail, "a shortest run that breaks it has \(steps(run))")
    case ("always", nil):
      (answer, role, why) =
        isComplete
        ? ("yes", .pass, "in every configuration") : ("open", .warning, "not violated in what was seen")
    case (_, let run?):
      (answer, role, why) = ("yes", .pass, "a shortest run that gets there has \(steps(run))")
    case (_, nil):
      (answer, role, why) =
        isComplete ? ("no", .fail, "in no configuration") : ("open", .warning, "not in what was seen")
    }
    return OutputLine([("\(property.name): ", .plain), (answer, role), (", \(why)", .dim)])
  }

  private func steps(_ run: ExampleRun) -> String { run.length.of("step") }
}
