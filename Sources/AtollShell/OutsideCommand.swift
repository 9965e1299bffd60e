import AtollNotebook

/// A command of the program, as it is called from outside the notebook.
struct OutsideCommand {
  /// How to write it and what it does.
  let info: CommandInfo
  /// Its own options.
  let options: [OptionInfo]
  /// More about it, for its help page.
  let details: [String]
  /// Carries it out.
  let run: @Sendable (Arguments, Shell) throws -> ExitCode

  init(
    _ usage: String, _ topic: CommandInfo.Topic, _ summary: String, options: [OptionInfo] = [],
    details: [String] = [], run: @escaping @Sendable (Arguments, Shell) throws -> ExitCode
  ) {
    info = CommandInfo(usage, topic, summary)
    self.options = options
    self.details = details
    self.run = run
  }

  /// Every command, in the order of the help page. One file each, or one for a family.
  static var all: [OutsideCommand] {
    [
      lessons, concepts, open, models, run, explore, replay, export, check, exercises, start, hint, grade,
      watch,
      gradebook, reset, progress, new, checkCourse, mutants, doctor,
      bench,
    ]
  }
}

extension OptionInfo {
  /// `--format` with the forms that a command can print.
  static func format(_ forms: String...) -> OptionInfo {
    OptionInfo("--format", forms.joined(separator: "|"), "what to print (\(forms[0]) unless said)")
  }
}
