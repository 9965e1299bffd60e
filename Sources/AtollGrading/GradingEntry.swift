/// The parts of grading that run as processes of their own.
///
/// They are this very program, started with a hidden first argument: one file to install, and the symbols that a
/// compiled contract needs are there.
public enum GradingEntry {
  /// Plays the judge or the worker if the arguments say so, and then never returns.
  ///
  /// Call it before anything else: the worker must not open, read or start what the program's other commands do.
  public static func runIfAsked(_ arguments: [String] = CommandLine.arguments) {
    switch arguments.dropFirst().first {
    case "__judge": Judge.main(Array(arguments.dropFirst(2)))
    case "__worker": Worker.main()
    default: return
    }
  }
}
