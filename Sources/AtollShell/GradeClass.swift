import AtollClassroom
import AtollGrading
import AtollNotebook
import AtollRecords
import AtollTerminal
import AtollText
import Foundation

extension OptionInfo {
  /// What `atoll grade` takes to grade a class.
  static let ofClass = [
    OptionInfo(
      "--out", "FOLDER", "grade every submission in PATH, a file or folder each, and write reports there"),
    OptionInfo("--jobs", "N", "with --out: how many at a time (one for each processor unless said)"),
    OptionInfo(
      "--roster", "FILE", "with --out: a CSV file of learners (submission, name, email, login, submitted)"),
    OptionInfo(
      "--formats", "LIST",
      "with --out: which reports, of the forms above, with commas between (all unless said)"),
    OptionInfo("--canvas", "FILE", "with --out: a gradebook exported from Canvas, to be filled in"),
    OptionInfo("--again", nil, "with --out: grade what is in the gradebook, too"),
    .gradebook,
  ]

  /// `--gradebook`
  static let gradebook = OptionInfo(
    "--gradebook", "FILE", "the gradebook (gradebook.sqlite in the state folder unless said)")
}

extension Shell {
  /// How the course counts an exercise's points.
  func policy(_ exercise: Exercise) throws(CommandError) -> Policy {
    do { return try Policy(exercise, CourseFile.load(installation.course)) } catch {
      throw CommandError(error.message)
    }
  }
}

extension Arguments {
  /// The gradebook that is meant.
  func gradebook(_ shell: Shell) throws -> Gradebook {
    do { return try Gradebook(path: value("--gradebook") ?? shell.folders.state + "/gradebook.sqlite") } catch
    {
      throw CommandError(error.message)
    }
  }
}

/// `atoll grade EXERCISE DIR --out FOLDER`
struct GradeClass {
  private let shell: Shell
  private let exercise: Exercise
  private let grader: Grader
  private let out: String
  private let jobs: Int
  private let formats: [ReportFormat]

  init(_ shell: Shell, _ exercise: Exercise, _ grader: Grader, _ arguments: Arguments) throws {
    (self.shell, self.exercise, self.grader) = (shell, exercise, grader)
    out = arguments.value("--out") ?? "."
    jobs = try arguments.jobs()
    formats = try GradeClass.formats(arguments.value("--formats"))
  }

  private static func formats(_ option: String?) throws(CommandError) -> [ReportFormat] {
    guard let option, option != "all" else { return ReportFormat.allCases }
    return try option.split(separator: ",").map { name throws(CommandError) in
      guard let format = ReportFormat(rawValue: String(name)) else {
        throw .unknown("report format", String(name), known: ReportFormat.allCases.map(\.rawValue))
      }
      return format
    }
  }

  // MARK: - Grading

  func run(_ path: String, _ arguments: Arguments) throws -> ExitCode {
    let roster = try arguments.value("--roster").map { try read($0, as: "roster") { try Roster($0) } }
    let exported = try arguments.value("--canvas").map { try read($0, as: "gradebook of Canvas") { $0 } }
    let folder: ClassFolder
    do { folder = try ClassFolder(path, roster: roster) } catch { throw CommandError(error.message) }
    let policy = try shell.policy(exercise)
    guard !folder.entries.isEmpty else {
      throw CommandError("\(path) is empty", next: "put a Swift file or a folder for each learner there")
    }
    let bar = ProgressBar(shell.errors)
    let report: ClassReport
    do {
      let gradebook = try arguments.gradebook(shell)
      report = try ClassGrading(exercise, grader, gradebook, policy) { Interrupt.isRaised }.run(
        folder, jobs: jobs, isFresh: arguments.has("--again")
      ) { bar.show($0) }
      bar.end()
    } catch let error as GradingError {
      bar.end()
      try shell.tell("atoll: \(error.message)", .fail)
      return ExitCode(rawValue: error.exitCode) ?? .broken
    } catch let error as GradebookError {
      bar.end()
      throw CommandError(error.message)
    }
    let written = try write(report, exported)
    return try tell(report, written, of: folder.entries.count)
  }

  private func read<Result>(_ path: String, as kind: String, _ parse: (String) throws -> Result) throws
    -> Result
  {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandError("the \(kind) \(path) cannot be read")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw CommandError("the \(kind) \(path) is not UTF-8 text", next: "save it as UTF-8")
    }
    do { return try parse(text) } catch let error as CSV.Malformed {
      throw CommandError("\(path):\(error.line): \(error.message)")
    }
  }

  private func write(_ report: ClassReport, _ exported: String?) throws -> [String] {
    let folder = ReportFolder(out)
    do {
      var written = try folder.write(report, formats)
      if let exported {
        let filled = try CanvasReport(report).filled(in: exported, assignment: exercise.name)
        try folder.write(filled.text, to: "canvas-filled.csv")
        written.append("canvas-filled.csv")
        for learner in filled.unknown {
          try shell.tell("not in the gradebook of Canvas: \(learner.name)", .warning)
        }
      }
      return written
    } catch let error as CSV.Malformed {
      throw CommandError("the gradebook of Canvas, line \(error.line): \(error.message)")
    } catch let error as CocoaError {
      throw CommandError("the reports cannot be written into \(out): \(error.localizedDescription)")
    }
  }

  // MARK: - Telling

  private func tell(_ report: ClassReport, _ written: [String], of total: Int) throws -> ExitCode {
    let verdicts = report.results.compactMap(\.verdict)
    let none = report.results.count - verdicts.count
    let counts = [
      ("solved it", verdicts.count { $0.status == .pass }, TextRoles.pass),
      ("failed a test", verdicts.count { $0.status == .fail }, .fail),
      ("could not be tested", verdicts.count { $0.status == .error }, .warning),
      ("have no verdict", none, .warning),
    ]
    try shell.print(StyledLine("\(exercise.title): \(report.results.count.of("submission"))", .heading))
    for (words, count, role) in counts where count > 0 {
      try shell.print(StyledLine("  \(count) \(words)", role))
    }
    for result in report.results where result.verdict == nil {
      try shell.print(
        StyledLine(
          "  \(result.learner.name.inOneLine): \(result.failure ?? "no verdict")".safeToPrint(), .warning))
    }
    let place = out.hasSuffix("/") ? String(out.dropLast()) : out
    try shell.print(StyledLine("Reports in \(place): \(written.joined(separator: ", "))".safeToPrint()))
    guard report.results.count == total else {
      let missing = (total - report.results.count).of("submission")
      try shell.tell("interrupted: \(missing) not graded; the same command goes on from here", .warning)
      return .interrupted
    }
    return report.results.contains(where: \.isGraderFailure) ? .broken : .done
  }
}

/// How far a class is graded, on standard error: a line that is drawn anew, or one now and then.
private final class ProgressBar {
  private let errors: Output
  private let watch = ContinuousClock()
  private var told: ContinuousClock.Instant?

  init(_ errors: Output) { self.errors = errors }

  func show(_ progress: ClassGrading.Progress) {
    let now = watch.now
    let pause: Duration = errors.style.canRepaint ? .milliseconds(100) : .seconds(5)
    if let told, now - told < pause, progress.done < progress.total { return }
    told = now
    try? errors.write(errors.style.canRepaint ? "\r\(text(progress))\u{1B}[K" : text(progress) + "\n")
  }

  private func text(_ progress: ClassGrading.Progress) -> String {
    var text = "\(progress.done) of \(progress.total)"
    if progress.known > 0 { text += ", \(progress.known) known from before" }
    if let left = progress.left, progress.done < progress.total {
      let seconds = Int((left / .seconds(1)).rounded(.up))
      text += seconds < 90 ? ", \(seconds) s left" : ", \((seconds + 59) / 60) minutes left"
    }
    guard errors.style.canRepaint else { return text }
    let width = 24
    let full = progress.total == 0 ? width : progress.done * width / progress.total
    let (on, off) = errors.style.drawsUnicode ? ("█", "·") : ("#", ".")
    return String(repeating: on, count: full) + String(repeating: off, count: width - full) + " " + text
  }

  /// Takes the line away.
  func end() {
    if told != nil, errors.style.canRepaint { try? errors.write("\r\u{1B}[K") }
  }
}
