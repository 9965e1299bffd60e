import AtollClassroom
import AtollGrading
import AtollNotebook
import AtollRecords
import AtollTerminal
import AtollText
import Foundation

extension OutsideCommand {
  /// `atoll gradebook`
  static let gradebook = OutsideCommand(
    "gradebook show|history|export|regrade", .build,
    "what was graded with --out: points, attempts, misconceptions",
    options: [
      .gradebook,
      OptionInfo(
        "--format", "FORM",
        "export: json (unless said), "
          + ReportFormat.allCases.filter { !$0.isForOneSubmission && $0 != .json }.map(\.rawValue).joined(
            separator: ", ")),
      OptionInfo("--count", "best|last", "show, export: which attempt counts (best unless said)"),
      OptionInfo("--yes", nil, "regrade: do not ask"), .weakSandbox,
    ],
    details: [
      "show [EXERCISE]      each learner's points, by the course's policy",
      "history LEARNER      every attempt of one learner, with what each lost points for",
      "export EXERCISE      in a form that others read",
      "regrade EXERCISE     grade the newest submissions again with the suite as it is now; what would change is shown first",
      "JSON: {exercise, max_score, results: [{learner: {id, name, email, login}, points, days_late, failure, verdict: "
        + "{exercise, submission, status: pass|fail|error, score, max_score, tests: [{name, status, score, max_score, "
        + "message, output, hidden}], timing: {prepare_ms, compile_ms, test_ms, total_ms}, problem, diagnostics: "
        + "[{path, line, column, severity, message, source}]}}]}",
    ]
  ) { arguments, shell in
    let page = GradebookPage(shell, try arguments.gradebook(shell), arguments)
    let rest = Array(arguments.words.dropFirst())
    switch (arguments.words.first, rest.count) {
    case ("show", 0), (nil, 0): try page.show(nil)
    case ("show", 1): try page.show(try shell.exercise(rest[0]))
    case ("history", 1): try page.history(rest[0])
    case ("export", 1): try page.export(try shell.exercise(rest[0]))
    case ("regrade", 1): return try page.regrade(try shell.exercise(rest[0]))
    default:
      throw CommandError(
        "what of the gradebook?",
        next: "say: atoll gradebook show [EXERCISE], history LEARNER, export EXERCISE or regrade EXERCISE")
    }
    return .done
  }
}

/// What the gradebook says, on a terminal.
private struct GradebookPage {
  let shell: Shell
  let gradebook: Gradebook
  let arguments: Arguments

  init(_ shell: Shell, _ gradebook: Gradebook, _ arguments: Arguments) {
    (self.shell, self.gradebook, self.arguments) = (shell, gradebook, arguments)
  }

  // MARK: - Looking

  func show(_ only: Exercise?) throws {
    let exercises = try only.map { [$0] } ?? shell.exercises()
    var isEmpty = true
    for exercise in exercises {
      let report = try report(exercise)
      guard !report.results.isEmpty else { continue }
      isEmpty = false
      try shell.print(StyledLine("\(exercise.name): \(report.results.count.of("learner"))", .heading))
      for result in report.results { try shell.print(line(result, report)) }
    }
    if isEmpty {
      try shell.print(
        "nothing yet: \"atoll grade EXERCISE DIR --out FOLDER\" grades a class and keeps it here")
    }
  }

  private func line(_ result: LearnerResult, _ report: ClassReport) -> StyledLine {
    let verdict = result.verdict
    let points = "\(Points.text(result.points))/\(report.pointsMax)"
    let late = result.daysLate > 0 ? "  \(result.daysLate.of("day")) late" : ""
    let found = verdict.flatMap { report.exercise.recognised(in: $0) }.map { "  \($0.name)" } ?? ""
    let role: TextRoles = verdict?.status == .pass ? .pass : verdict?.status == .fail ? .fail : .warning
    return StyledLine("  ") + StyledLine(points, role).padded(to: 10)
      + StyledLine((result.learner.name.inOneLine + late + found).safeToPrint())
  }

  func history(_ learner: String) throws {
    let entries = try asking { try gradebook.entries(learner: learner) }
    guard !entries.isEmpty else {
      throw CommandError(
        "no learner \"\(learner)\" in the gradebook", next: "\"atoll gradebook show\" lists them")
    }
    for entry in entries {
      let graded = Date(timeIntervalSince1970: Double(entry.gradedAtMs) / 1000)
      let time = graded.formatted(.iso8601)
      let points = "\(Points.text(entry.score))/\(Points.text(entry.scoreMax))"
      let found = entry.misconception.map { "  \($0)" } ?? ""
      try shell.print(
        StyledLine("\(time)  \(entry.exercise)  \(points)  \(entry.status)\(found)".safeToPrint()))
      for reason in try reasons(entry) { try shell.print(StyledLine("    \(reason)".safeToPrint(), .dim)) }
    }
  }

  /// Why an attempt does not count all points: what each test took away, and being late.
  private func reasons(_ entry: GradebookEntry) throws -> [String] {
    guard let verdict = Verdict(json: entry.verdict) else { return [] }
    if let problem = verdict.problem {
      let first = verdict.diagnostics?.first.map { ", line \($0.line): \($0.message.inOneLine)" } ?? ""
      return ["all points: \(problem.inOneLine)\(first)"]
    }
    let exercise = try shell.exercises().first { $0.name == entry.exercise }
    var reasons = verdict.tests.filter { $0.score < $0.maxScore }.map { test in
      let claim = exercise?.tests.first { $0.name == test.name && !test.hidden }?.claim ?? test.name
      let why = test.message.split(separator: "\n").first.map { ": \($0)" } ?? ""
      return "\((test.maxScore - test.score).of("point")): \(claim)\(why)"
    }
    if let exercise {
      let policy = try shell.policy(exercise)
      let days = policy.daysLate(entry.submitted)
      let counted = Points.text(policy.points(verdict, submitted: entry.submitted))
      if days > 0 { reasons.append("\(days.of("day")) late: \(counted) of its points count") }
    }
    return reasons
  }

  func export(_ exercise: Exercise) throws {
    let forms = ReportFormat.allCases.filter { !$0.isForOneSubmission }.map(\.rawValue)
    let format = try arguments.choice("--format", among: forms)
    let report = try report(exercise)
    try shell.print(raw: (ReportFormat(rawValue: format) ?? .json).text(of: report))
  }

  /// What counts of each learner's attempts.
  private func report(_ exercise: Exercise) throws -> ClassReport {
    let policy = try shell.policy(exercise)
    let counts = try arguments.choice("--count", among: ["best", "last"])
    let entries = try asking {
      counts == "best" ? try gradebook.best(exercise.name) : try gradebook.newest(exercise.name)
    }
    let results = entries.map { entry in
      let learner = entry.whose
      guard let verdict = Verdict(json: entry.verdict), verdict.tests.count == exercise.tests.count else {
        return LearnerResult(
          learner: learner, failure: "the suite has changed since: regrade", isGraderFailure: false)
      }
      return LearnerResult(
        learner: learner, verdict: verdict, points: policy.points(verdict, submitted: entry.submitted),
        daysLate: policy.daysLate(entry.submitted))
    }
    return ClassReport(exercise: exercise, results: results, pointsMax: policy.pointsMax)
  }

  private func asking<Answer>(_ question: () throws -> Answer) throws -> Answer {
    do { return try question() } catch let error as GradebookError {
      throw CommandError(error.message)
    }
  }

  // MARK: - Grading again

  func regrade(_ exercise: Exercise) throws -> ExitCode {
    let grader = Grader(installation: shell.installation, sandbox: try arguments.sandbox()) {
      Interrupt.isRaised
    }
    let regrading = Regrading(exercise, grader, gradebook)
    let changes: [Regrading.Change]
    do {
      changes = try regrading.changes { done, total in
        if done % 20 == 0 { try? shell.tell("\(done) of \(total)") }
      }
    } catch let error as GradingError {
      try shell.tell("atoll: \(error.message)", .fail)
      return ExitCode(rawValue: error.exitCode) ?? .broken
    }
    guard !changes.isEmpty else {
      try shell.print("every newest submission was graded with the suite as it is now")
      return .done
    }
    let visible = changes.filter(\.isChange)
    for change in visible {
      let (before, after) = (change.before, change.after)
      let points =
        "\(Points.text(before.score))/\(Points.text(before.scoreMax)) → \(after.score)/\(after.maxScore)"
      try shell.print(StyledLine("  \(before.name): \(points)".safeToPrint()))
    }
    let same = changes.count - visible.count
    try shell.print("\(changes.count) graded again: \(visible.count) would change, \(same) stay as they are")
    if !arguments.has("--yes") {
      let answer = try Workbench(shell).ask(
        "Put the new verdicts into the gradebook? The old ones stay in its history.")
      guard answer == .line("y") || answer == .line("yes") else {
        try shell.print("nothing was changed")
        return answer == .interrupted ? .interrupted : .done
      }
    }
    try asking { try regrading.carryOut(changes) }
    try shell.print("done")
    return .done
  }
}

extension String {
  /// The text without line ends and tabs, as learners' names may have them.
  var inOneLine: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
