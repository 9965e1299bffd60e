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

  /// How much is told of the tests that failed.
  public enum Detail: Sendable {
    /// All of each.
    case all
    /// All of the first; of the others what was wrong, and how to see it.
    case firstInFull
    /// The first, and nothing of the others.
    case firstAlone
  }

  private static let outputLinesMax = 20
  /// A message of so many lines is told whole.
  private static let shortMessageLines = 3

  private let verdict: Verdict
  private let exercise: Exercise
  private let marks: Marks
  private let detail: Detail
  private var lines: [Line] = []

  /// The verdict's lines: what went wrong before the tests, each test, the score, what to do next.
  public static func lines(
    verdict: Verdict, exercise: Exercise, marks: Marks = .unicode, detail: Detail = .all
  ) -> [Line] {
    var text = VerdictText(verdict: verdict, exercise: exercise, marks: marks, detail: detail)
    text.write()
    return text.lines
  }

  private init(verdict: Verdict, exercise: Exercise, marks: Marks, detail: Detail) {
    self.verdict = verdict
    self.exercise = exercise
    self.marks = marks
    self.detail = detail
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
    let first = results.firstIndex { $1.status != .pass } ?? results.endIndex
    guard detail == .firstAlone, first < results.endIndex else {
      for (place, (test, result)) in results.enumerated() {
        write(test, result, isShort: detail == .firstInFull && place > first)
      }
      return
    }
    write(results[first].0, results[first].1)
    let failed = results.count { $1.status != .pass }
    add(.dim, indent: 2, "\((results.count - failed).of("test")) passed, \(failed - 1) more did not")
  }

  private mutating func write(_ test: Exercise.Test, _ result: Verdict.Test, isShort: Bool = false) {
    let (role, mark): (Role, String) =
      switch result.status {
      case .pass: (.pass, marks.pass)
      case .fail: (.fail, marks.fail)
      case .error: (.notRun, marks.notRun)
      }
    let claim = result.hidden ? result.name : test.claim
    add(role, indent: 2, "\(mark) \(claim)  \(result.score)/\(result.maxScore)")
    if !result.message.isEmpty { write(message: result.message, isShort: isShort) }
    guard !result.output.isEmpty, !isShort else { return }
    let printed = result.output.trimmingSuffix("\n").split(separator: "\n", omittingEmptySubsequences: false)
    add(.dim, indent: 6, "your code printed:")
    for line in printed.prefix(VerdictText.outputLinesMax) { add(.dim, indent: 8, String(line)) }
    let rest = printed.count - VerdictText.outputLinesMax
    if rest > 0 { add(.dim, indent: 8, "… and \(rest) more line\(rest == 1 ? "" : "s")") }
  }

  private mutating func write(message: String, isShort: Bool) {
    let lines = message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    // A command is copied: it must stay whole.
    func role(_ line: String) -> Role { line.contains(" --replay ") ? .code : .plain }
    guard isShort, lines.count > Self.shortMessageLines else {
      for line in lines { add(role(line), indent: 6, line) }
      return
    }
    add(.plain, indent: 6, lines[0].hasSuffix(":") ? lines[0].dropLast() + "; this shows it:" : lines[0])
    if let command = lines.first(where: { role($0) == .code }) {
      add(.code, indent: 6, command)
    } else {
      add(.dim, indent: 6, "… and \(lines.count - 1) more lines: `atoll grade --all` shows them")
    }
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
