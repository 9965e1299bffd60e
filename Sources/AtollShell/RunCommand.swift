import AtollDiagrams
import AtollNotebook
import AtollTerminal
import AtollText
import Foundation

extension OutsideCommand {
  /// `atoll run`
  static let run = OutsideCommand(
    "run MODEL", .run, "run a model: a script of run commands, or its demonstration",
    options: OptionInfo.ofRun + [
      OptionInfo("--study", "NAME", "what a study of the model finds, in place of one run"),
      .format("text", "json", "svg", "csv"),
    ],
    details: [
      "MODEL is lesson/model, as \"atoll models\" lists them.",
      "An operation that is refused or stays pending is an outcome, not an error.",
      "A malformed line stops the script with its number and exit code 2.",
      "JSON: {model, settings: [{name, value}], seed, script, now, nodes, operations: [{number, node, request, reply,"
        + " invoked, returned}], events: [{number, time, kind, node, peer, cause, operation, label, lamport, vector}],"
        + " findings: [{property, answer: yes|no|open, reasons}], configuration: {now, nodes: [{name, is_up, is_paused,"
        + " fields: [{name, value}], timers: [{name, time}], waiting}], messages: [{from, to, text, arrival}],"
        + " partitions}, replay}",
      "CSV: what the clients saw, an operation a line; with --study, the study's table.",
      "JSON with --study: {model, settings, seed, study, columns: [{name, unit}], rows: [[number, text or null]], remarks}.",
      "Times are ticks, causes are numbers of events; what is not there is left out.",
    ]
  ) { arguments, shell in
    let model = try arguments.exactly(1, "run MODEL")[0]
    let format = try arguments.choice("--format", among: ["text", "json", "svg", "csv"])
    var opened = try OpenedRun(model, arguments, shell)
    if let study = arguments.value("--study") {
      guard arguments.value("--script") == nil else {
        throw CommandError(
          "--study and --script do not go together", next: "a script may say: table \(study)")
      }
      return try StudyPrinter(shell: shell, format: format).print(study, of: opened.session)
    }
    return try RunPrinter(shell: shell, format: format).print(
      &opened.session, opening: opened.transcript, lines: opened.lines, source: opened.source)
  }

  /// `atoll replay`
  static let replay = OutsideCommand(
    "replay TOKEN", .run, "show the very same run again", options: [.format("text", "json", "svg")],
    details: [
      "Every run prints its token. It names the model, its settings, the seed and the commands.",
      "The JSON is that of \"atoll run\".",
    ]
  ) { arguments, shell in
    let token = try ReplayToken(try arguments.exactly(1, "replay TOKEN")[0])
    let format = try arguments.choice("--format", among: ["text", "json", "svg"])
    var session = RunSession(course: shell.course, options: shell.display)
    session.isInterrupted = { Interrupt.isRaised }
    var transcript: [OutputLine] = []
    for line in token.lines.prefix(2) { transcript = try session.perform(line) }
    let lines = token.script.enumerated().map { ($0 + 1, $1) }
    return try RunPrinter(shell: shell, format: format).print(
      &session, opening: transcript, lines: lines, source: "the token")
  }
}

extension Arguments {
  /// What `--set` gave, one setting each time.
  func settings() throws(CommandError) -> [String] {
    let pairs = all("--set")
    for pair in pairs where !pair.contains("=") || pair.contains(where: \.isWhitespace) {
      throw CommandError("--set cannot be \"\(pair)\"", next: "it takes one setting: --set NAME=VALUE")
    }
    return pairs
  }
}

/// The lines of a script.
struct Script {
  /// What to call it in errors.
  let name: String
  /// The lines with their numbers, without comments and blank lines.
  let lines: [(Int, String)]

  /// Reads a script from a file or, for `-`, from standard input; none where no path is given.
  static func read(_ path: String?) throws(CommandError) -> Script? {
    guard let path else { return nil }
    let (name, text) = try TextInput.read(path, "the script")
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
      .compactMap {
        place, line in
        let line = line.trimmingCharacters(in: .whitespaces)
        return line.isEmpty || line.hasPrefix("#") ? nil : (place + 1, line)
      }
    return Script(name: name, lines: lines)
  }
}

/// Carries a script out and prints the run.
struct RunPrinter {
  let shell: Shell
  let format: String

  func print(
    _ session: inout RunSession, opening: [OutputLine], lines: [(Int, String)], source: String
  ) throws -> ExitCode {
    if format == "text" { try shell.print(opening) }
    for (number, line) in lines {
      if format == "text" { try shell.print(StyledLine("> \(line)".safeToPrint(), .code)) }
      do {
        let output = try session.perform(line)
        if format == "text" { try shell.print(output) }
      } catch let error as CommandError {
        throw CommandError("\(source), line \(number): \(error.what)", next: error.next)
      }
      guard !Interrupt.isRaised else { return .interrupted }
    }
    switch format {
    case "json": try shell.print(raw: RunReport(session)?.json ?? "{}")
    case "csv": try shell.print(raw: RunReport(session).map { CommaSeparated.text($0) } ?? "")
    case "svg":
      guard let run = session.run, let model = session.model else { return .broken }
      try shell.print(raw: SpaceTimeDiagram(trace: run.trace).svg(title: model.name))
    default: try printEnd(&session, lines.map { $0.1 })
    }
    return .done
  }

  /// What the script itself has not shown yet: the diagram, the history, the findings; then the run's name.
  private func printEnd(_ session: inout RunSession, _ lines: [String]) throws {
    let shown = Set(lines.compactMap { $0.split(separator: " ").first.map(String.init) })
    for look in ["diagram", "history", "check"] where !shown.contains(look) {
      try shell.print(StyledLine("> \(look)", .code))
      try shell.print(try session.perform(look))
    }
    if let token = session.replayToken { try shell.print(StyledLine("atoll replay \(token)", .dim)) }
  }
}

extension OptionInfo {
  /// What every command takes that runs a model.
  static let ofRun = [
    OptionInfo("--set", "NAME=VALUE", "change a setting (may be given several times)"),
    OptionInfo("--seed", "N", "the seed (1 unless said)"),
    OptionInfo("--script", "FILE|-", "the run commands, one a line; - reads standard input"),
  ]
}

/// A model in use with its settings and seed, and the commands to perform.
struct OpenedRun {
  /// The run before its first command.
  var session: RunSession
  /// What was printed so far.
  let transcript: [OutputLine]
  /// The script's lines with their numbers, or the demonstration's.
  let lines: [(Int, String)]
  /// Where the lines come from, for messages.
  let source: String

  /// Takes up what the options of `OptionInfo.ofRun` say.
  init(_ model: String, _ arguments: Arguments, _ shell: Shell) throws {
    let script = try Script.read(arguments.value("--script"))
    session = RunSession(course: shell.course, options: shell.display)
    session.isInterrupted = { Interrupt.isRaised }
    var transcript = try session.perform((["use", model] + arguments.settings()).joined(separator: " "))
    if let seed = arguments.value("--seed") { transcript = try session.perform("seed \(seed)") }
    self.transcript = transcript
    lines = script?.lines ?? (session.model?.model.demonstration ?? []).enumerated().map { ($0 + 1, $1) }
    source = script?.name ?? "the demonstration"
  }
}
