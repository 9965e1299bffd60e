import Atoll
import AtollExploration
import AtollText

extension RunSession {
  /// Explores all that the model in use can do; changes nothing.
  func explore(_ words: [String], _ state: RunState) throws(CommandError) -> [OutputLine] {
    let (bounds, limits) = try exploring(words)
    return lines(of: try explore(state, bounds, limits), bounds)
  }

  /// What the words after a command say of an exploration, and the notebook's own limits.
  func exploring(_ words: [String]) throws(CommandError) -> (ExploreWords, SearchLimits) {
    var bounds = ExploreWords()
    for word in words { try bounds.set(word) }
    var limits = SearchLimits()
    limits.bytes = exploreBytesMax
    let isInterrupted = isInterrupted
    limits.goesOn = { _ in !isInterrupted() }
    return (bounds, limits)
  }

  /// An exploration of the model in use in words, with a shortest run that breaks a property.
  package func lines(of report: ExplorationReport, _ bounds: ExploreWords) -> [OutputLine] {
    let text = ExploreText(report, tellsReduction: bounds.tellsReduction) { replayToken(of: $0, bounds) }
    return explored(bounds) + text.lines + shortestViolations(report, bounds)
  }

  private func explored(_ bounds: ExploreWords) -> [OutputLine] {
    guard let state, let problem = try? bounds.applied(to: try problem(state)) else { return [] }
    return [ExploredText.line(problem)]
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
    try bounds.check()
    bounds.apply(to: &limits)
    return try RunSession.words { () throws(ExplorationError) in
      try Exploration.explore(problem, limits: limits)
    }
  }

  /// The result of an exploration, or why there is none in words.
  static func words<Result>(_ explored: () throws(ExplorationError) -> Result) throws(CommandError)
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

  /// The name of a run that an exploration of the model in use found; its last steps may go on for ever.
  package func replayToken(of run: ExampleRun, loop: Int = 0, _ bounds: ExploreWords) -> ReplayToken? {
    let choices = run.choices.map(String.init).joined(separator: ".")
    let forEver = loop > 0 ? ["\(FollowWords.loop)\(loop)"] : []
    let follow = (["follow"] + bounds.faultWords + forEver + [choices]).joined(separator: " ")
    return state.map { state in
      ReplayToken(
        model: state.entry.name, settings: state.settings.changed, seed: state.seed, script: [follow])
    }
  }

  /// The name of such a run, as it stands below its picture.
  func nameLine(_ run: ExampleRun, loop: Int = 0, _ bounds: ExploreWords) -> [OutputLine] {
    guard let token = replayToken(of: run, loop: loop, bounds) else { return [] }
    var line = OutputLine("replay \(token)", .dim)
    line.run = token
    return [line]
  }

  /// The shortest run that breaks an *always* property, and the shortest that breaks an *eventually* property.
  private func shortestViolations(_ report: ExplorationReport, _ bounds: ExploreWords) -> [OutputLine] {
    ["always", "eventually"].flatMap { kind -> [OutputLine] in
      let violated = report.properties.filter { $0.kind == kind && $0.example != nil }
      let shortest = violated.min { ($0.example?.length ?? 0) < ($1.example?.length ?? 0) }
      guard let shortest, let run = shortest.example else { return [] }
      let which = kind == "always" ? "the shortest run" : "a run"
      var lines = [OutputLine("\(which) that breaks \"\(shortest.name)\":", .heading)]
      lines += DiagramText.lines(run.trace, window: nil, isFound: true, options)
      lines += shortest.liveness?.loop.map(ExploreText.end) ?? []
      return lines + nameLine(run, loop: shortest.liveness?.loop?.length ?? 0, bounds)
    }
  }

  /// The words that take up the run that was shown last, if it is one of this model with these settings.
  func followed(_ state: RunState) throws(CommandError) -> String {
    let here = ReplayToken(
      model: state.entry.name, settings: state.settings.changed, seed: state.seed, script: shown?.script ?? []
    )
    guard let shown, shown == here, let line = shown.script.first else {
      throw CommandError("follow which run?", next: "\"explore\" finds runs; then say: follow")
    }
    return line
  }

  /// `follow [crashes=K]… [loop=N] CHOICES`: takes up a run that an exploration found, at its end.
  func follow(_ words: [String], _ line: String, _ state: inout RunState) throws(CommandError) -> [OutputLine]
  {
    let follow = try FollowWords(words)
    let problem = try follow.bounds.applied(to: try problem(state))
    let found: ExampleRun? = try RunSession.words { () throws(ExplorationError) in
      try follow.choices.flatMap { choices throws(ExplorationError) in
        try Exploration.run(problem, choices: choices)
      }
    }
    guard let example = found, follow.loopLength <= example.length else {
      throw CommandError(
        "\"\(words.joined(separator: " "))\" is no run of \(state.entry.name) with these settings")
    }
    state = RunState(state.entry, state.settings, seed: state.seed)
    var run = ScheduledRun(example.marked(loop: follow.loopLength))
    run.run(until: Int.max)
    state.run = run
    state.script = [line]
    let forEver = follow.loopLength
    let loop =
      forEver == 0
      ? "" : "; the last \(forEver == 1 ? "one goes" : "\(forEver) go") on for ever, and are here once"
    return [
      OutputLine(
        "\(state.entry.name) follows a schedule of \(example.length.of("step"))\(loop); \"goto e1\", \"step\""
      )
    ]
  }
}

/// An exploration's outcome in words.
struct ExploreText {
  let report: ExplorationReport
  let tellsReduction: Bool
  /// The name of a run that a property speaks of.
  let token: (ExampleRun) -> ReplayToken?

  init(
    _ report: ExplorationReport, tellsReduction: Bool = false,
    token: @escaping (ExampleRun) -> ReplayToken? = { _ in nil }
  ) {
    (self.report, self.tellsReduction, self.token) = (report, tellsReduction, token)
  }

  /// The outcome and each property, a line each.
  var lines: [OutputLine] {
    let isComplete = report.end == .complete
    let orbits = report.orbits.map { " in \($0.of("orbit"))" } ?? ""
    let states = report.states.of("configuration") + orbits
    let counts = "\(states), \(report.transitions.of("transition")), depth \(report.depth)"
    let head: [(String, OutputLine.Role)] =
      !isComplete
      ? [("bounded", .warning), (" (\(reason)): \(counts)", .plain)]
      : report.errorProbability == nil
        ? [("complete", .pass), (": \(counts)", .plain)]
        : [("probable", .warning), (" (all was seen, unless two fingerprints collided): \(counts)", .plain)]
    return [OutputLine(head)] + fingerprints + reduction + report.properties.map(line)
  }

  private var fingerprints: [OutputLine] {
    guard let probability = report.errorProbability else { return [] }
    let text = ErrorProbability.text(probability)
    return [
      OutputLine(
        "some two of so many fingerprints are equal with a probability of at most \(text), if they are as good as "
          + "random; then a configuration was missed. fingerprint-seed=2 uses others", .dim)
    ]
  }

  private var reduction: [OutputLine] {
    guard tellsReduction else { return [] }
    let known = report.transitions - report.triedTransitions
    return [
      OutputLine(
        "\(report.triedTransitions.of("transition")) tried; of \(known) it was known that they lead nowhere new",
        .dim)
    ]
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
    let (answer, role, why): (String, OutputLine.Role, String)
    switch (property.kind, property.example) {
    case ("always", let run?):
      (answer, role, why) = ("no", .fail, "a shortest run that breaks it has \(steps(run))")
    case ("always", nil):
      (answer, role, why) = answered(
        "yes", .pass, "in every configuration", open: "not violated in what was seen")
    case ("eventually", let run?):
      (answer, role, why) = ("no", .fail, "a fair run that breaks it \(course(run, property))")
    case ("eventually", nil):
      (answer, role, why) =
        property.liveness?.end == .complete
        ? ("yes", .pass, "in every fair run")
        : ("open", .warning, "not broken within \(seen(property).of("configuration"))")
    case (_, let run?):
      (answer, role, why) = ("yes", .pass, "a shortest run that gets there has \(steps(run))")
    case (_, nil):
      (answer, role, why) = answered("no", .fail, "in no configuration", open: "not in what was seen")
    }
    var line = OutputLine([("\(property.name): ", .plain), (answer, role), (", \(why)", .dim)])
    line.run = property.example.flatMap(token)
    return line
  }

  /// An answer that takes all configurations; where a fingerprint may have hidden one, a probable one.
  private func answered(_ answer: String, _ role: OutputLine.Role, _ why: String, open: String) -> (
    String, OutputLine.Role, String
  ) {
    guard report.end == .complete else { return ("open", .warning, open) }
    return report.errorProbability == nil
      ? (answer, role, why) : ("probably \(answer)", .warning, why + " that was seen")
  }

  private func steps(_ run: ExampleRun) -> String { run.length.of("step") }

  private func seen(_ property: ExplorationReport.PropertyResult) -> Int { property.liveness?.states ?? 0 }

  /// What a run does that breaks an *eventually* property.
  private func course(_ run: ExampleRun, _ property: ExplorationReport.PropertyResult) -> String {
    let loop = property.liveness?.loop
    switch loop?.length ?? 0 {
    case 0 where loop?.idle.isEmpty ?? true: return "ends after \(steps(run))"
    case 0: return "changes nothing any more after \(steps(run))"
    case run.length: return "repeats \(steps(run)) for ever"
    case let count:
      return "has \(steps(run)) and repeats the last \(count == 1 ? "one" : "\(count)") for ever"
    }
  }

  /// What is to be said below the diagram of a run that breaks an *eventually* property.
  static func end(_ loop: ExplorationReport.Loop) -> [OutputLine] {
    guard !loop.idle.isEmpty else {
      return loop.length > 0 ? [] : [OutputLine("and then nothing is left that has to happen")]
    }
    let head = loop.length > 0 ? "in the loop also, without effect:" : "and then for ever, without effect:"
    return [OutputLine(head)] + distinct(loop.idle).map { OutputLine("  \($0)") }
  }

  private static func distinct(_ lines: [String]) -> [String] {
    lines.enumerated().filter { !lines[..<$0.offset].contains($0.element) }.map(\.element)
  }
}

/// A small probability in words.
private enum ErrorProbability {
  /// Two digits and a power of ten, rounded up: it is a bound.
  static func text(_ probability: Double) -> String {
    guard probability > 0 else { return "0" }
    var (digits, exponent) = (probability, 0)
    while digits < 1 { (digits, exponent) = (digits * 10, exponent - 1) }
    let tenths = Int((digits * 10).rounded(.up))
    return "\(tenths / 10).\(tenths % 10)" + (exponent == 0 ? "" : "e\(exponent)")
  }
}
