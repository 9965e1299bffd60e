/// What the program tells its caller when it ends; the same for all commands.
public enum ExitCode: Int32, Sendable, CaseIterable {
  /// It did what was asked.
  case done = 0
  /// A check, a grade or a property failed; a submission that does not compile included.
  case failed = 1
  /// The command line or an input was wrong, or a file is missing.
  case usage = 2
  /// The grader or the machine failed: nothing can be said of what was asked.
  case broken = 3
  /// A bound was reached: unknown.
  case bounded = 4
  /// Ctrl-C.
  case interrupted = 130
  /// Nobody reads the output any more: what a shell reports of a program that a closed pipe has ended.
  case closed = 141

  /// The table of exit codes, for the help pages.
  static let table: [(code: String, meaning: String)] = [
    ("0", "did what was asked"),
    ("1", "a check, a grade or a property failed, or a submission does not compile"),
    ("2", "the command line or an input is wrong, or a file is missing"),
    ("3", "the grader or the machine failed"),
    ("4", "a bound was reached: unknown"),
    ("130", "interrupted"),
    ("141", "the output was closed (as by \"atoll lessons | head -1\")"),
  ]
}
