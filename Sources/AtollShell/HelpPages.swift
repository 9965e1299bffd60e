import AtollNotebook
import AtollTerminal
import AtollText

/// The help pages, made from the tables of commands.
enum HelpPages {
  /// `atoll --help`
  static func program(_ shell: Shell) throws -> ExitCode {
    try shell.print("atoll: learn distributed systems by running, breaking and proving them")
    try shell.print()
    try table(
      [("atoll", "open the notebook")]
        + OutsideCommand.all.map { ("atoll \($0.info.usage)", $0.info.summary) }, shell)
    try shell.print()
    try options(OptionInfo.common + [OptionInfo("--version", nil, "print the version")], shell)
    try shell.print()
    try shell.print(StyledLine("Environment", .heading))
    try table(environment, shell)
    try shell.print()
    try shell.print(StyledLine("Exit codes", .heading))
    try table(
      ExitCode.table.map { ("  \($0.code)", $0.meaning) }, shell)
    try shell.print()
    try shell.print("\"atoll COMMAND --help\" says more about one command.")
    return .done
  }

  private static let environment = [
    ("  ATOLL_HOME", "the folder of progress, history and cache, instead of the XDG folders"),
    (
      "  ATOLL_COURSE",
      "the folder that holds Lessons and Exercises, instead of the one found above the program"
    ),
    ("  NO_COLOR, CLICOLOR, CLICOLOR_FORCE", "no colour; colour on a terminal; colour everywhere"),
    ("  ACCESSIBLE", "1 is the same as --plain"),
  ]

  /// `atoll COMMAND --help`
  static func command(_ command: OutsideCommand, _ shell: Shell) throws -> ExitCode {
    try shell.print("atoll \(command.info.usage)")
    for text in [command.info.summary] + paragraphs(command.details) { try paragraph(text, shell) }
    try shell.print()
    try options(command.options + OptionInfo.common, shell)
    return .done
  }

  /// Lines put together: a long one that does not end a sentence goes on in the next, unless that begins one.
  private static func paragraphs(_ lines: [String]) -> [String] {
    var paragraphs: [String] = []
    for (place, line) in lines.enumerated() {
      let goesOn = place > 0 && lines[place - 1].count > 90 && !lines[place - 1].hasSuffix(".")
      if goesOn, line.first?.isUppercase == false, let last = paragraphs.popLast() {
        paragraphs.append(last + " " + line)
      } else {
        paragraphs.append(line)
      }
    }
    return paragraphs
  }

  /// A text, indented and fitted to the width.
  private static func paragraph(_ text: String, _ shell: Shell) throws {
    for line in StyledLine(text).wrapped(to: shell.output.style.width - 2) { try shell.print("  " + line) }
  }

  private static func options(_ options: [OptionInfo], _ shell: Shell) throws {
    try shell.print(StyledLine("Options", .heading))
    try table(options.map { (["  ", $0.name, $0.value.map { " \($0)" } ?? ""].joined(), $0.summary) }, shell)
  }

  /// Two columns; a left entry that is too wide gets a line of its own, and so does each on a narrow terminal.
  static func table(_ rows: [(String, String)], _ shell: Shell) throws {
    let width = shell.output.style.width
    var widest = min(30, rows.map { $0.0.displayWidth }.max() ?? 0)
    if width < widest + 22 { widest = 6 }
    let room = width - widest - 2
    for (left, right) in rows {
      var lines = StyledLine(right).wrapped(to: room)
      if left.displayWidth > widest {
        try shell.print(StyledLine(left, .code))
      } else {
        let first = lines.isEmpty ? StyledLine() : lines.removeFirst()
        try shell.print(StyledLine(left, .code).padded(to: widest) + "  " + first)
      }
      for line in lines { try shell.print(StyledLine(String(repeating: " ", count: widest + 2)) + line) }
    }
  }

  /// `help` in the notebook.
  static func notebook(_ session: RunSession, _ shell: Shell) throws {
    let all = NotebookCommands.all + RunCommands.all
    for topic in CommandInfo.Topic.allCases {
      try shell.print(StyledLine(topic.rawValue, .heading))
      var rows = all.filter { $0.topic == topic }.map { ("  \($0.usage)", $0.summary) }
      if topic == .run {
        rows += session.clientCommands.map { ("  \($0.usage)", $0.summary) }
      }
      try table(rows, shell)
      if topic == .run, session.model == nil {
        try shell.print(StyledLine("  and what the clients of a model can ask, once one is in use", .dim))
      }
    }
    try shell.print(
      wrapped: StyledLine(
        "\"help COMMAND\" says more; Enter reads on; Tab completes; Ctrl-C stops what runs.", .dim))
  }

  /// `help TOPIC` in the notebook: a topic, a command, a model, or what clients can ask.
  static func notebook(_ word: String, _ session: RunSession, _ shell: Shell) throws {
    let all = NotebookCommands.all + RunCommands.all
    if let topic = CommandInfo.Topic(rawValue: word) {
      try table(all.filter { $0.topic == topic }.map { ($0.usage, $0.summary) }, shell)
    }
    let found = all.filter { $0.name == word }
    if !found.isEmpty {
      // "run" is a topic, too.
      if CommandInfo.Topic(rawValue: word) != nil { try shell.print() }
      try table(found.map { ($0.usage, $0.summary) }, shell)
      for note in CommandNotes.of(word) { try paragraph(note, shell) }
      if word == "explore" || word == "explain" { try bounds(shell) }
    }
    guard found.isEmpty, CommandInfo.Topic(rawValue: word) == nil else { return }
    if let model = session.course.model(word, in: session.lesson) { return try ModelPage.print(model, shell) }
    guard try client(word, session, shell) else { throw unknown(word, session) }
  }

  /// What can be bounded and chosen in an exploration.
  private static func bounds(_ shell: Shell) throws {
    try paragraph("What is not said is as the model has it; \"explored:\" tells what that was.", shell)
    let choices = ExploreWords.choices.map { ("  \($0.name)=\($0.among.joined(separator: "|"))", $0.summary) }
    try table(ExploreWords.names.map { ("  \($0.name)=N", $0.summary) } + choices, shell)
  }

  private static func unknown(_ word: String, _ session: RunSession) -> CommandError {
    let models = session.course.models
    var known =
      (NotebookCommands.all + RunCommands.all).map(\.name) + CommandInfo.Topic.allCases.map(\.rawValue)
    known += models.flatMap { $0.model.commands.map(\.name) } + models.map { $0.model.name }
    let nearest = Suggestion.nearest(to: word, among: known)
    return CommandError(
      "no help on \"\(word)\"",
      next: nearest.map { "did you mean \"\($0)\"?" } ?? "\"help\" lists the commands")
  }

  /// Help on what clients of a model can ask: of the one in use, or else of the first that has such a command.
  private static func client(_ word: String, _ session: RunSession, _ shell: Shell) throws -> Bool {
    let here = session.course.models.filter { $0.lesson == session.lesson }
    var models = here + session.course.models
    if let used = session.model { models.insert(used, at: 0) }
    for model in models {
      guard let command = model.model.commands.first(where: { $0.name == word }) else { continue }
      try table([(command.usage, command.summary)], shell)
      if session.model?.name != model.name {
        try paragraph("A command of the model \(model.name). Say first: use \(model.name)", shell)
      }
      return true
    }
    return false
  }
}
