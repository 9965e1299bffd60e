extension GradingError {
  /// What is wrong and what to do next.
  public var message: String {
    switch self {
    case .submissionMissing(let text): text
    case .sandboxUnavailable(let missing):
      "this machine cannot run a submission safely: it lacks \(missing.joined(separator: " and ")); use another "
        + "machine, or --sandbox=weak for code that you trust"
    case .noToolchain: "the Swift compiler was not found: `atoll doctor` tells where it was looked for"
    case .exerciseBroken(let exercise, let detail):
      "the exercise \(exercise) itself does not compile: `atoll check-course` checks it\n\(detail)"
    case .judgeFailed(let detail): "the judge failed: \(detail)"
    case .system(let text): "the system refused to \(text)"
    case .tooSlow:
      "the grader's machine was too slow: no verdict after \(Grader.millisecondsMax / 1000) s on the clock; that says nothing about "
        + "the submission: grade it again when the machine has less to do"
    case .interrupted: "interrupted"
    }
  }

  /// The exit code that commands end with: 2 for the caller's mistake, 3 for the grader's failure, 130 for an
  /// interruption.
  public var exitCode: Int32 {
    switch self {
    case .submissionMissing: 2
    case .interrupted: 130
    default: 3
    }
  }
}
