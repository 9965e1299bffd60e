import Foundation

/// Reads the learner's lines: edited on a terminal, plain from a pipe.
///
/// On a terminal that can repaint: arrow keys, history across runs, Tab completion (by libedit). On one that cannot,
/// or in plain mode: the prompt, and the terminal's own line mode. From a pipe or a file: just the lines, with no
/// prompt and no echo. It does not interpret what it reads.
///
/// Not Sendable: use it from the one thread that made it, and make only one for a terminal.
public final class LineEditor {
  /// What became of one wait for a line.
  public enum Outcome: Equatable, Sendable {
    /// A line, without its end.
    case line(String)
    /// Ctrl-C: what was typed is abandoned.
    case interrupted
    /// Ctrl-D on an empty line, or the end of the input.
    case end
  }

  /// The words that could stand where the cursor is, given the line and the cursor's place in it.
  ///
  /// Each replaces the whole word before the cursor (what follows the last white space); those that do not begin
  /// like it are ignored. A word that ends in `=` or `/` gets no space after it.
  public typealias Completer = (_ line: String, _ cursor: String.Index) -> [String]

  private let output: Output
  private let history: HistoryFile?
  private var plain: PlainLineReader
  private let promptsPlainly: Bool
  private let session: LibeditSession?
  private var lastRemembered: String?

  /// An editor on the given descriptors.
  ///
  /// It sets the process's `LC_CTYPE` to a UTF-8 locale where there is one, and catches the signals that tell of a
  /// resize. `Interrupt.install()` must have been called for Ctrl-C to be `.interrupted`.
  /// - Parameters:
  ///   - input: Where lines come from.
  ///   - output: Where the prompt and the line are shown; a style that cannot repaint turns editing off.
  ///   - historyPath: The file of earlier lines; made when needed. Nil, or a place that cannot be written, keeps
  ///     history for this run only.
  ///   - complete: The candidates for Tab.
  public init(
    input: Int32 = STDIN_FILENO, output: Output, historyPath: String? = nil,
    complete: @escaping Completer = { _, _ in [] }
  ) {
    self.output = output
    plain = PlainLineReader(descriptor: input)
    let isTerminal = isatty(input) == 1
    let edits = isTerminal && isatty(output.descriptor) == 1 && output.style.canRepaint
    session = edits ? LibeditSession(input: input, output: output.descriptor) : nil
    promptsPlainly = isTerminal && session == nil
    // Only what is typed is history; a script's lines are not.
    history = session == nil ? nil : historyPath.map { HistoryFile(path: $0) }
    session?.complete = complete
    for line in history?.load() ?? [] { remember(line) }
  }

  /// Lets the next line begin with a letter that was typed before it was asked for.
  public func begin(with letter: UInt8) { session?.begin(with: letter) }

  /// Waits for the next line.
  ///
  /// The prompt gets one space after it. A line that is not blank and not the one before it goes into the history.
  /// - Throws: `OutputError` when the prompt cannot be written.
  public func readLine(prompt: StyledLine) throws(OutputError) -> Outcome {
    guard let session else { return try readPlainly(prompt: prompt) }
    let outcome = session.readLine(prompt: prompt, style: output.style)
    if case .line(let line) = outcome, line != lastRemembered, !line.allSatisfy(\.isWhitespace) {
      remember(line)
      history?.append(line)
    }
    return outcome
  }

  private func readPlainly(prompt: StyledLine) throws(OutputError) -> Outcome {
    guard promptsPlainly else { return plain.next() }
    try output.write(prompt.rendered(in: output.style) + " ")
    let outcome = plain.next()
    // After Ctrl-C and Ctrl-D the cursor still stands behind the prompt.
    if outcome == .interrupted || outcome == .end { try output.write("\n") }
    return outcome
  }

  private func remember(_ line: String) {
    session?.remember(line)
    lastRemembered = line
  }
}
