import AtollText
import AtollNotebook
import AtollTerminal

/// The help pages, made from the tables of commands.
enum HelpPages {
  /// `atoll --help`
  static func program(_ shell: Shell) throws -> ExitCode {
    try shell.print("atoll: learn distributed systems by running, breaking and proving them")
    try shell.print()
    try table([("atoll", "open the notebook")] + OutsideCommand.all.map { ("atoll \($0.info.usage)", $0.info.summary) }, shell)
    try shell.print()
    try options(OptionInfo.common + [OptionInfo("--version", nil, "print the version")], shell)
    try shell.print()
    try shell.print(StyledLine("Exit codes", .heading))
    for line in ExitCode.table { try shell.print("  \(line)") }
    try shell.print()
    try shell.print("\"atoll COMMAND --help\" says more about one command.")
    return .done
  }

  /// `atoll COMMAND --help`
  static func command(_ command: OutsideCommand, _ shell: Shell) throws -> ExitCode {
    try shell.print("atoll \(command.info.usage)")
    try shell.print("  \(command.info.summary)")
    for line in command.details { try shell.print("  \(line)") }
    try shell.print()
    try options(command.options + OptionInfo.common, shell)
    return .done
  }

  private static func options(_ options: [OptionInfo], _ shell: Shell) throws {
    try shell.print(StyledLine("Options", .heading))
    try table(options.map { (["  ", $0.name, $0.value.map { " \($0)" } ?? ""].joined(), $0.summary) }, shell)
  }

  /// Two columns; a left entry that is too wide gets a line of its own.
  static func table(_ rows: [(String, String)], _ shell: Shell) throws {
    let widest = min(30, rows.map { $0.0.displayWidth }.max() ?? 0)
    let room = max(20, shell.output.style.width - widest - 2)
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
    }
    try shell.print(StyledLine("\"help COMMAND\" says more; Enter reads on; Tab completes; Ctrl-C stops what runs.", .dim))
  }

  /// `help TOPIC` in the notebook.
  static func notebook(_ topic: String, _ session: RunSession, _ shell: Shell) throws {
    let all = NotebookCommands.all + RunCommands.all
    if let topic = CommandInfo.Topic(rawValue: topic) {
      try table(all.filter { $0.topic == topic }.map { ($0.usage, $0.summary) }, shell)
    } else if let command = session.clientCommands.first(where: { $0.name == topic }) {
      try table([(command.usage, command.summary)], shell)
    } else if let model = session.course.model(topic, in: session.lesson) {
      try ModelPage.print(model, shell)
    } else {
      let found = all.filter { $0.name == topic }
      guard !found.isEmpty else {
        let known = all.map(\.name) + CommandInfo.Topic.allCases.map(\.rawValue) + session.clientCommands.map(\.name)
        let nearest = Suggestion.nearest(to: topic, among: known)
        throw CommandError(
          "no help on \"\(topic)\"", next: nearest.map { "did you mean \"\($0)\"?" } ?? "\"help\" lists the commands")
      }
      try table(found.map { ($0.usage, $0.summary) }, shell)
    }
  }
}
