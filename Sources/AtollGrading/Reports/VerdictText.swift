import AtollText

/// A verdict as lines for a terminal; the colours are the caller's.
public struct VerdictText {
  /// What a line is, so that it can be coloured.
  public enum Role: Sendable, Equatable {
    /// A test that passed, or the score of a solution.
    case pass
    /// A test that failed, or an error.
    case fail
    /// A test that was not run.
    case notRun
    /// What the lines below are about.
    case heading
    /// Less important: the learner's own prints.
    case dim
    /// Source code.
    case code
    /// Everything else.
    case plain
  }

  /// One line, without a newline and without anything that could steer a terminal.
  public struct Line: Sendable, Equatable {
    /// What it is.
    public let role: Role
    /// What it says.
    public let text: String
  }

  /// The marks before tests.
  public struct Marks: Sendable {
    let pass: String
    let fail: String
    let notRun: String

    /// For terminals that show any character.
    public static let unicode = Marks(pass: "✓", fail: "✗", notRun: "–")
    /// For those that do not, and for readers.
    public static let ascii = Marks(pass: "pass", fail: "FAIL", notRun: "skip")
  }

  private static let outputLinesMax = 20

  private let verdict: Verdict
  private let exercise: Exercise
  private let marks: Marks
  private let onlyFirstFailure: Bool
  private var lines: [Line] = []

  /// The verdict's lines: what went wrong before the tests, each test, the score, what to do next.
  ///
  /// - Parameter onlyFirstFailure: whether to show of all tests only the first that did not pass.
  public static func lines(
    verdict: Verdict, exercise: Exercise, marks: Marks = .unicode, onlyFirstFailure: Bool = false
  ) -> [Line] {
    var text = VerdictText(
      verdict: verdict, exercise: exercise, marks: marks, onlyFirstFailure: onlyFirstFailure)
    text.write()
    return text.lines
  }

  private init(verdict: Verdict, exercise: Exercise, marks: Marks, onlyFirstFailure: Bool) {
    self.verdict = verdict
    self.exercise = exercise
    self.marks = marks
    self.onlyFirstFailure = onlyFirstFailure
  }

  private mutating func write() {
    add(.heading, "\(exercise.title): \(verdict.submission)")
    if verdict.status == .error {
      writeProblem()
    } else {
      writeTests()
    }
    add(.plain, "")
    add(verdict.status == .pass ? .pass : .fail, "\(verdict.score) of \(verdict.maxScore) points")
    writeNext()
  }

  private mutating func add(_ role: Role, indent: Int = 0, _ text: String) {
    for line in text.safeToPrint().split(separator: "\n", omittingEmptySubsequences: false) {
      lines.append(Line(role: role, text: line.isEmpty ? "" : String(repeating: " ", count: indent) + line))
    }
  }

  // MARK: Before the tests

  private mutating func writeProblem() {
    add(.fail, "It could not be tested: \(verdict.problem ?? "no reason is known")")
    for diagnostic in verdict.diagnostics ?? [] {
      add(.plain, "")
      let place = "\(diagnostic.path):\(diagnostic.line):\(diagnostic.column)"
      add(
        diagnostic.severity == .error ? .fail : .dim,
        "\(place): \(diagnostic.severity.rawValue): \(diagnostic.message)")
      guard !diagnostic.source.isEmpty else { continue }
      add(.code, indent: 2, diagnostic.source)
      add(.code, indent: 2, VerdictText.caret(diagnostic))
    }
  }

  /// A caret below the compiler's column, which counts bytes.
  private static func caret(_ diagnostic: Diagnostic) -> String {
    let before = diagnostic.source.utf8.prefix(max(0, diagnostic.column - 1))
    let shown = String(decoding: Array(before), as: UTF8.self).safeToPrint()
    return String(repeating: " ", count: shown.count) + "^"
  }

  // MARK: Tests

  private mutating func writeTests() {
    let results = Array(zip(exercise.tests, verdict.tests))
    guard onlyFirstFailure, let first = results.firstIndex(where: { $1.status != .pass }) else {
      for (test, result) in results { write(test, result) }
      return
    }
    write(results[first].0, results[first].1)
    let failed = results.count { $1.status != .pass }
    add(.dim, indent: 2, "\((results.count - failed).of("test")) passed, \(failed - 1) more did not")
  }

  private mutating func write(_ test: Exercise.Test, _ result: Verdict.Test) {
    let (role, mark): (Role, String) =
      switch result.status {
      case .pass: (.pass, marks.pass)
      case .fail: (.fail, marks.fail)
      case .error: (.notRun, marks.notRun)
      }
    let claim = result.hidden ? result.name : test.claim
    add(role, indent: 2, "\(mark) \(claim)  \(result.score)/\(result.maxScore)")
    for line in result.message.split(separator: "\n", omittingEmptySubsequences: false)
    where !result.message.isEmpty {
      // A command is copied: it must stay whole.
      add(line.contains(" --replay ") ? .code : .plain, indent: 6, String(line))
    }
    guard !result.output.isEmpty else { return }
    let printed = result.output.trimmingSuffix("\n").split(separator: "\n", omittingEmptySubsequences: false)
    add(.dim, indent: 6, "your code printed:")
    for line in printed.prefix(VerdictText.outputLinesMax) { add(.dim, indent: 8, String(line)) }
    let rest = printed.count - VerdictText.outputLinesMax
    if rest > 0 { add(.dim, indent: 8, "… and \(rest) more line\(rest == 1 ? "" : "s")") }
  }

  // MARK: What next

  private mutating func writeNext() {
    switch verdict.status {
    case .pass:
      add(.plain, "Solved. `atoll exercises` shows what is next.")
    case .error:
      add(.plain, "Next: correct that and grade again. `atoll hint \(exercise.name)` helps with the task.")
    case .fail:
      if let found = exercise.recognised(in: verdict) { add(.plain, "Perhaps: \(found.meaning)") }
      let failed = zip(exercise.tests, verdict.tests).filter { $1.status != .pass }
      if failed.allSatisfy({ $1.hidden }) { return writeHidden(failed.map { ($0.claim, $1.name) }) }
      add(
        .plain,
        "Next: look at the first test that failed; `atoll hint \(exercise.name)` helps in small steps.")
    }
  }

  /// Who has passed all that is shown would be left with a number: here is what the hidden tests claim, and no more.
  private mutating func writeHidden(_ failed: [(claim: String, name: String)]) {
    for (claim, name) in failed { add(.plain, "The claim of \(name): \(claim).") }
    add(
      .plain,
      "Next: all visible tests pass. Read the task again with that in mind; `atoll hint \(exercise.name)` helps in small "
        + "steps. What a hidden test does is not shown.")
  }
}
