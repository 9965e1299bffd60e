import AtollGrading
import AtollNotebook
import AtollTerminal
import AtollText
import Foundation

extension OptionInfo {
  /// `--jobs`
  static let jobs = OptionInfo("--jobs", "N", "how many at a time (one for each processor unless said)")
}

extension Arguments {
  /// How many submissions are graded at a time.
  func jobs() throws(CommandError) -> Int {
    guard let option = value("--jobs") else { return ProcessInfo.processInfo.activeProcessorCount }
    guard let jobs = Int(option), (1...64).contains(jobs) else {
      throw CommandError("--jobs cannot be \"\(option)\"", next: "allowed: 1 to 64")
    }
    return jobs
  }
}

extension OutsideCommand {
  /// `atoll mutants`
  static let mutants = OutsideCommand(
    "mutants [EXERCISE]", .build, "which small mistakes in a solution does its suite not find",
    options: [.format("text", "json"), .jobs, .weakSandbox],
    details: [
      "Each mutant is the solution with one mechanical mistake: a negated condition, one more or less, another "
        + "operator, a dropped statement, swapped arguments. Those that the compiler refuses do not count.",
      "A survivor is either a test that is missing, or it behaves as the solution does: then the exercise's "
        + "equivalent.md says why, in two lines: - `before` → `after`, and below it the reason, indented.",
      "Exit code 1 where a survivor is not explained, or less than 90 percent were killed.",
      "JSON: [{exercise, killed_percent, killed, survived, equivalent, does_not_compile, survivors: [{file, line, kind, "
        + "before, after}]}]",
    ]
  ) { arguments, shell in
    guard arguments.words.count <= 1 else {
      throw CommandError("too many words", next: "say: atoll mutants [EXERCISE]")
    }
    let exercises = try arguments.words.first.map { [try shell.exercise($0)] } ?? shell.exercises()
    let isJSON = try arguments.choice("--format", among: ["text", "json"]) == "json"
    let page = MutantsPage(shell, jobs: try arguments.jobs(), sandbox: try arguments.sandbox())
    var reports: [MutationReport] = []
    for exercise in exercises {
      do {
        let report = try page.test(exercise)
        reports.append(report)
        if !isJSON { try page.print(report) }
      } catch let error as GradingError {
        try shell.tell("atoll: \(error.message)", .fail)
        return ExitCode(rawValue: error.exitCode) ?? .broken
      }
    }
    if isJSON { try page.printJSON(reports) }
    let isGood = reports.allSatisfy {
      $0.killedPercent >= 90 && $0.count(.survived) == 0 && $0.idleReasons.isEmpty
    }
    return isGood ? .done : .failed
  }
}

/// What became of mutants, on a terminal.
private struct MutantsPage {
  let shell: Shell
  let jobs: Int
  let grader: Grader

  init(_ shell: Shell, jobs: Int, sandbox: SandboxStrength) {
    self.shell = shell
    self.jobs = jobs
    grader = Grader(installation: shell.installation, sandbox: sandbox) { Interrupt.isRaised }
  }

  func test(_ exercise: Exercise) throws -> MutationReport {
    defer { if shell.errors.style.canRepaint { try? shell.errors.write("\r\u{1B}[K") } }
    return try MutationTesting(exercise, grader).run(jobs: jobs, isInterrupted: { Interrupt.isRaised }) {
      done, total in
      if shell.errors.style.canRepaint {
        try? shell.errors.write("\r\(exercise.name): \(done) of \(total) mutants\u{1B}[K")
      }
    }
  }

  func print(_ report: MutationReport) throws {
    let (killed, survived) = (report.count(.killed), report.count(.survived))
    let counts =
      "\(killed) of \((killed + survived).of("mutant")) killed (\(report.killedPercent)%), "
      + "\(report.count(.equivalent)) equivalent, \(report.count(.doesNotCompile)) do not compile"
    let isGood = survived == 0 && report.idleReasons.isEmpty
    try shell.print(
      StyledLine(isGood ? "ok  " : "no  ", isGood ? .pass : .fail)
        + StyledLine("\(report.exercise): \(counts)"))
    for entry in report.entries where entry.fate == .survived {
      let mutant = entry.mutant
      try shell.print(
        StyledLine("    \(entry.file):\(mutant.line): \(mutant.kind.rawValue) survives".safeToPrint(), .fail))
      try shell.print(StyledLine("      - \(mutant.before)".safeToPrint(), .code))
      try shell.print(StyledLine("      + \(mutant.after)".safeToPrint(), .code))
    }
    for change in report.idleReasons {
      try shell.print(
        StyledLine("    equivalent.md explains \(change), which is no surviving mutant".safeToPrint(), .fail))
    }
  }

  func printJSON(_ reports: [MutationReport]) throws {
    struct Survivor: Encodable {
      let file: String
      let line: Int
      let kind, before, after: String
    }
    struct Entry: Encodable {
      let exercise: String
      let killedPercent, killed, survived, equivalent, doesNotCompile: Int
      let survivors: [Survivor]

      enum CodingKeys: String, CodingKey {
        case exercise, killed, survived, equivalent, survivors
        case killedPercent = "killed_percent"
        case doesNotCompile = "does_not_compile"
      }
    }
    try shell.print(
      json: reports.map { report in
        Entry(
          exercise: report.exercise, killedPercent: report.killedPercent, killed: report.count(.killed),
          survived: report.count(.survived), equivalent: report.count(.equivalent),
          doesNotCompile: report.count(.doesNotCompile),
          survivors: report.entries.filter { $0.fate == .survived }.map {
            Survivor(
              file: $0.file, line: $0.mutant.line, kind: $0.mutant.kind.rawValue, before: $0.mutant.before,
              after: $0.mutant.after)
          })
      })
  }
}
