import Atoll
import AtollDiagrams
import AtollExploration
import AtollText

extension RunSession {
  /// Carries out a command that only looks; none where the verb is not one of those.
  func look(_ verb: String, _ arguments: [CommandWords.Item], _ state: RunState) throws(CommandError)
    -> [OutputLine]?
  {
    let words = arguments.words
    switch verb {
    case "show", "history":
      try requireNone(arguments, after: verb)
      return verb == "show" ? show(state) : history(state)
    case "check": return try check(words, state)
    case "diagram": return try diagram(words, state)
    case "why": return try why(words, state)
    case "explore": return try explore(words, state)
    case "explain": return try explain(words, state)
    case "valence": return try valence(words, state)
    case "lasso": return try lasso(words, state)
    case "sample": return try sample(words, state)
    case "table": return try tableOfStudy(words, state)
    case "plot": return try plotOfStudy(words, state)
    case "choices": return try choices(words, state)
    case "link" where arguments.isEmpty: return [OutputLine("links: \(state.run.link)")]
    case "link" where words.count == 2 && state.run.names.contains(words[0]) && !words[1].contains("="):
      return try overheard(words, state)
    default: return nil
    }
  }

  // MARK: - Configuration

  private func show(_ state: RunState) -> [OutputLine] {
    let now = state.run.configuration
    var lines = [
      OutputLine([(state.entry.name, .heading), ("  seed \(state.seed)  tick \(now.now)", .dim)]),
      settingsLine(state.settings),
    ]
    for node in now.nodes {
      lines.append(
        OutputLine([(node.name, .heading), (node.isUp ? node.isPaused ? "  paused" : "" : "  down", .fault)]))
      let width = node.fields.map(\.name.displayWidth).max() ?? 0
      lines += node.fields.map { field in
        OutputLine([("  " + padded(field.name, to: width) + "  ", .dim), (field.value, .plain)])
      }
      lines += node.waiting.map { OutputLine("  waits: \($0)", .message) }
      lines += node.timers.map { timer in
        let when = timer.time.map { " runs out at tick \($0)" } ?? " is running"
        return OutputLine("  timer \(timer.name)\(when)", .timer)
      }
    }
    lines += now.messages.map { message in
      let when = message.arrival.map { "  (arrives at tick \($0))" } ?? ""
      return OutputLine(
        "in transit: \(message.from) \(options.arrow) \(message.to)  \(message.text)\(when)", .message)
    }
    lines += now.partitions.map { OutputLine("network partition: \($0)", .fault) }
    lines.append(OutputLine("links: \(state.run.link)", .dim))
    return lines
  }

  func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.displayWidth))
  }

  // MARK: - What clients saw

  private func history(_ state: RunState) -> [OutputLine] {
    let text = ValueText(names: state.run.names)
    let operations = state.run.clientOperations
    guard !operations.isEmpty else { return [OutputLine("no client has asked for anything yet")] }
    let rows = operations.map { operation in
      [
        "\(operation.id)", state.run.names[operation.node.index], text.text(operation.request),
        operation.reply.map { text.text($0) } ?? "pending", "\(operation.invokedAt)",
        operation.returnedAt.map(String.init) ?? "",
      ]
    }
    return table(["#", "node", "asked", "answered", "from", "to"], rows)
  }

  func table(_ head: [String], _ rows: [[String]]) -> [OutputLine] {
    let widths = head.indices.map { column in ([head] + rows).map { $0[column].displayWidth }.max() ?? 0 }
    func line(_ row: [String]) -> String {
      zip(row, widths).map { padded($0, to: $1) }.joined(separator: "  ")
    }
    return [OutputLine(line(head), .dim)] + rows.map { OutputLine(line($0), .operation) }
  }

  private func check(_ words: [String], _ state: RunState) throws(CommandError) -> [OutputLine] {
    if words == ["steps"] { return try checkSteps(state) }
    guard words.isEmpty else {
      throw CommandError("check takes no \"\(words[0])\"", next: "say: check, or: check steps")
    }
    let judged = try judgements(state)
    let names = judged.map(\.property)
    let consistency = ClientConsistency(state)
    // What a model finds in the trace alone says no more than the property of the same name.
    let found =
      (consistency.map { [$0.finding] } ?? []) + state.entry.model.findings(state.run, state.settings)
    var findings = judged
    for finding in found where !findings.contains(where: { $0.property == finding.property }) {
      findings.append(finding)
    }
    guard !findings.isEmpty else { return [OutputLine("\(state.entry.name) has no properties to check")] }
    var lines = findings.flatMap { finding -> [OutputLine] in
      let role: OutputLine.Role =
        switch finding.answer {
        case .yes: .pass
        case .no: .fail
        case .open: .warning
        }
      let head = OutputLine([("\(finding.property): ", .plain), (finding.answer.rawValue, role)])
      let reasons = finding.reasons.map { OutputLine("  \($0)") }
      guard finding.property == consistency?.finding.property, let core = consistency?.core else {
        return [head] + reasons
      }
      // The picture ends with the sentence that is this finding's reason; a followed run says since when, too.
      return [head] + (names.contains(finding.property) ? reasons : []) + CoreText.lines(core, options)
    }
    if let strongest = consistency?.strongest {
      lines.append(OutputLine([("strongest consistency: ", .plain), (strongest, .heading)]))
    }
    return lines
  }

  /// What a followed schedule tells of the properties that `explore` asks; nothing of a simulated run.
  private func judgements(_ state: RunState) throws(CommandError) -> [Finding] {
    guard let run = state.run as? ScheduledRun else { return [] }
    let problem = try problem(state)
    let words = (state.script.first ?? "").split(separator: " ").map(String.init)
    let follow = try FollowWords(Array(words.dropFirst()))
    let judged = Exploration.judge(try follow.bounds.applied(to: problem), choices: run.choices)
    return (judged ?? []).map { JudgementText(run).finding($0) }
  }

  // MARK: - Events

  /// The events after one with a number, in words.
  func events(_ state: RunState, after number: Int) -> [OutputLine] {
    guard number < state.run.eventCount else { return [] }
    let window = SpaceTimeDiagram.Window.events(number + 1...state.run.eventCount)
    return SpaceTimeDiagram(trace: state.run.trace, window: window).eventSentences().map { OutputLine($0) }
  }

  private func diagram(_ words: [String], _ state: RunState) throws(CommandError) -> [OutputLine] {
    guard words.count <= 2 else { throw CommandError("a diagram of which part?", next: "say: diagram e3 e9") }
    guard state.run.eventCount > 0 else { return [OutputLine("nothing has happened yet")] }
    if words == ["all"] {
      return DiagramText.lines(state.run.trace, window: 1...state.run.eventCount, options)
    }
    let first = try words.first.map { word throws(CommandError) in try state.event(word) }
    let last = try words.dropFirst().first.map { word throws(CommandError) in try state.event(word) }
    let window = first.map { $0...max($0, last ?? state.run.eventCount) }
    return DiagramText.lines(state.run.trace, window: window, options)
  }

  private func why(_ words: [String], _ state: RunState) throws(CommandError) -> [OutputLine] {
    guard words.count <= 1 else { throw CommandError("why which event?", next: "say: why e5") }
    let number = try state.event(words.first ?? "e\(state.run.eventCount)")
    let trace = state.run.trace
    let sentences = SpaceTimeDiagram(trace: trace).eventSentences()
    var lines = [OutputLine(sentences[number - 1], .heading)]
    var cause = trace.events[number - 1].cause
    while let next = cause {
      cause = trace.events[next - 1].cause
      // The next line names the cause.
      let own = cause.map { sentences[next - 1].replacing(" (caused by e\($0))", with: "") }
      lines.append(OutputLine("  because \(own ?? sentences[next - 1])"))
    }
    let past = trace.past(of: number)
    lines += names("happened before it", past)
    let ordered = Set(past + [number] + trace.future(of: number))
    let steps = zip(trace.events, trace.vectorTimestamps).filter { $1 != nil }.map(\.0.number)
    lines += names("concurrent with it", steps.filter { !ordered.contains($0) })
    return lines
  }

  private func names(_ what: String, _ events: [Int]) -> [OutputLine] {
    guard !events.isEmpty else { return [OutputLine("\(what): nothing", .dim)] }
    let shown = events.suffix(40).map { "e\($0)" }.joined(separator: " ")
    let more = events.count > 40 ? "(the last 40 of \(events.count)) " : ""
    return [OutputLine("\(what): \(more)\(shown)", .dim)]
  }
}
