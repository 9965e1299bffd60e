/// Why there is no verdict: the caller's mistake, or the grader's own failure; never the submission's.
public enum GradingError: Error, Equatable, Sendable {
  /// Nothing is at the path, or it cannot be read; the text says which.
  case submissionMissing(String)
  /// The machine lacks what the sandbox needs.
  case sandboxUnavailable([String])
  /// The Swift compiler was not found.
  case noToolchain
  /// The exercise's own files do not compile; the text is the compiler's.
  case exerciseBroken(exercise: String, detail: String)
  /// The judge did not do its work.
  case judgeFailed(String)
  /// The system refused something.
  case system(String)
  /// There was no verdict after a time in which every verdict is there, on a machine that has anything to spare.
  case tooSlow
  /// The caller asked to stop.
  case interrupted
}
