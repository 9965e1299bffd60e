import AtollNotebook

/// The commands of the notebook that are no run commands.
enum NotebookCommands {
  /// Every one, in the order of the help page.
  static let all: [CommandInfo] = [
    CommandInfo("lessons", .read, "list the lessons"),
    CommandInfo("open LESSON", .read, "open a lesson, where you left it"),
    CommandInfo("next", .read, "read on (so does Enter)"),
    CommandInfo("back", .read, "go to the beginning of the section, or to the one before"),
    CommandInfo("goto [N]", .read, "go to a section; without N: list them"),
    CommandInfo("predict N", .read, "answer the question before the cell runs"),
    CommandInfo("models [MODEL]", .run, "list the models; with MODEL: its settings and what it can be asked"),
    CommandInfo("source [NAME]", .run, "the Swift file of the model in use, or of another, as it runs"),
    CommandInfo("replay [TOKEN]", .run, "the name of this run; with TOKEN: come to that very run again"),
    CommandInfo("exercises", .build, "list the exercises"),
    CommandInfo("start EXERCISE", .build, "put a working copy into a folder of its own here"),
    CommandInfo("hint [EXERCISE]", .build, "the next hint"),
    CommandInfo(
      "grade [FILE] [--all]", .build, "grade your solution; --all: the run of every test that failed"),
    CommandInfo("progress", .build, "what you have read, predicted and solved"),
    CommandInfo("help [TOPIC]", .notebook, "the commands, or more about one"),
    CommandInfo("quit", .notebook, "leave (so does Ctrl-D)"),
  ]
}
