import AtollClassroom
import AtollGrading
import AtollNotebook
import AtollTerminal
import AtollText
import Foundation

extension OptionInfo {
  static let weakSandbox = OptionInfo(
    "--sandbox", "strong|weak", "weak: grade even where the kernel cannot lock submissions down")
}

extension OptionInfo {
  static let onlyFirstFailure = OptionInfo(
    "--only-first-failure", nil, "show only the first test that did not pass")
  static let replay = OptionInfo(
    "--replay", "TOKEN", "no verdict: the run that a failed test has shown, step by step")
  static let allFailures = OptionInfo(
    "--all", nil, "show the run of every test that failed; unless said, of the first alone")
}

extension OutsideCommand {
  /// `atoll start`
  static let start = OutsideCommand(
    "start EXERCISE", .build, "put a working copy into a folder",
    options: [OptionInfo("--dir", "DIR", "the folder (./EXERCISE unless said)")],
    details: ["The folder becomes a small Swift package, so that editors complete. No file is overwritten."]
  ) { arguments, shell in
    let exercise = try shell.exercise(try arguments.exactly(1, "start EXERCISE")[0])
    try Workbench(shell).start(exercise, in: arguments.value("--dir"))
    return .done
  }

  /// `atoll hint`
  static let hint = OutsideCommand(
    "hint EXERCISE", .build, "show a hint",
    options: [OptionInfo("--tier", "N", "which one: 1 says least (1 unless said)")]
  ) { arguments, shell in
    let exercise = try shell.exercise(try arguments.exactly(1, "hint EXERCISE")[0])
    guard let tier = Int(arguments.value("--tier") ?? "1") else {
      throw CommandError("--tier takes a whole number")
    }
    try Workbench(shell).hint(exercise, tier: tier, more: "atoll hint \(exercise.name) --tier \(tier + 1)")
    return .done
  }

  /// `atoll grade`
  static let grade = OutsideCommand(
    "grade EXERCISE [PATH]", .build, "grade a solution, or a class: a Swift file, or a folder of them",
    options: [
      OptionInfo(
        "--format", "FORM",
        "what to print: text (unless said), "
          + ReportFormat.allCases.map(\.rawValue).joined(separator: ", ")), .onlyFirstFailure, .allFailures,
      .weakSandbox,
      .replay,
    ] + OptionInfo.ofClass,
    details: [
      "A folder that \"atoll start\" made is fine, too: its Sources are what is graded. Without PATH it is the one in",
      "./EXERCISE, or the one that you are in.",
      "Exit code 1 where a test failed or the submission does not compile, 3 where the grader itself failed.",
      "JSON: {exercise, submission, status: pass|fail|error, score, max_score, tests: [{name, status: pass|fail|error,"
        + " score, max_score, message, output, hidden}], timing: {prepare_ms, compile_ms, test_ms, total_ms}, problem,"
        + " diagnostics: [{path, line, column, severity: error|warning|note, message, source}]}",
      "The problem is why it could not be tested; the diagnostics are what the compiler said.",
      "With --out, each file and folder in PATH is one learner's submission. Verdicts go into the gradebook one by one: "
        + "after an interruption the same command grades only what is missing or has changed. Exit code 0 where every "
        + "submission has a verdict, whatever it is; 3 where the grader failed.",
    ]
  ) { arguments, shell in
    guard let name = arguments.words.first, arguments.words.count <= 2 else {
      throw CommandError("grade which exercise?", next: "say: atoll grade EXERCISE [PATH]")
    }
    let format = try arguments.choice("--format", among: ["text"] + ReportFormat.allCases.map(\.rawValue))
    let exercise = try shell.exercise(name)
    var bench = Workbench(shell, sandbox: try arguments.sandbox())
    bench.detail =
      arguments.has("--all") ? .all : arguments.has("--only-first-failure") ? .firstAlone : .firstInFull
    let path = arguments.words.dropFirst().first
    if arguments.has("--out") {
      guard let path else {
        throw CommandError(
          "grade which folder of submissions?", next: "say: atoll grade EXERCISE DIR --out FOLDER")
      }
      return try GradeClass(shell, exercise, bench.grader, arguments).run(path, arguments)
    }
    if let text = arguments.value("--replay") {
      return try bench.replay(text, of: exercise, path ?? bench.folder(of: exercise))
    }
    return try bench.grade(exercise, path ?? bench.folder(of: exercise), ReportFormat(rawValue: format))
  }

  /// `atoll reset`
  static let reset = OutsideCommand(
    "reset EXERCISE", .build, "put the starter back; what you wrote is kept under another name",
    options: [
      OptionInfo("--dir", "DIR", "the folder (./EXERCISE unless said)"),
      OptionInfo("--yes", nil, "do not ask"),
    ]
  ) { arguments, shell in
    let exercise = try shell.exercise(try arguments.exactly(1, "reset EXERCISE")[0])
    return try Workbench(shell).reset(exercise, in: arguments.value("--dir"), asks: !arguments.has("--yes"))
  }
}

extension Arguments {
  /// The sandbox that `--sandbox` asks for.
  func sandbox() throws(CommandError) -> SandboxStrength {
    try choice("--sandbox", among: ["strong", "weak"]) == "weak" ? .weak : .strong
  }
}

/// What a learner does with an exercise, from outside and in the notebook.
struct Workbench {
  let shell: Shell
  let grader: Grader
  private let sandbox: SandboxStrength
  /// How much a verdict tells of the tests that did not pass.
  var detail = VerdictText.Detail.firstInFull

  init(_ shell: Shell, sandbox: SandboxStrength = .strong) {
    (self.shell, self.sandbox) = (shell, sandbox)
    grader = Grader(installation: shell.installation, sandbox: sandbox) { Interrupt.isRaised }
  }

  // MARK: - Working copies

  func start(_ exercise: Exercise, in folder: String?) throws {
    let folder = folder ?? exercise.name
    do {
      let copy = try WorkingCopy.start(exercise, in: folder, atoll: shell.installation.package)
      try shell.print(StyledLine(exercise.title, .heading))
      try shell.print(wrapped: StyledLine(exercise.summary.safeToPrint()))
      try shell.print(StyledLine("The task:   \(copy.folder)/README.md".safeToPrint()))
      try shell.print(StyledLine("Write here: \(copy.files.first ?? copy.folder)".safeToPrint()))
      try shell.print(StyledLine("Grade it:   atoll grade \(exercise.name) \(folder)".safeToPrint()))
    } catch let error as WorkingCopyError {
      throw CommandError(error.message)
    }
  }

  /// The working copy in `./EXERCISE`, unless this folder is one itself.
  func folder(of exercise: Exercise) -> String {
    let isHere = FileManager.default.fileExists(atPath: "Sources/\(exercise.type)")
    return isHere && !FileManager.default.fileExists(atPath: exercise.name) ? "." : exercise.name
  }

  func reset(_ exercise: Exercise, in folder: String?, asks: Bool) throws -> ExitCode {
    let folder = folder ?? self.folder(of: exercise)
    if asks {
      let question =
        "Put the starter of \(exercise.name) back in \(folder)? What you wrote is kept under another name."
      let answer = try ask(question.safeToPrint())
      guard answer == .line("y") || answer == .line("yes") else {
        try shell.print("nothing was changed")
        return answer == .interrupted ? .interrupted : .done
      }
    }
    do {
      let kept = try WorkingCopy.reset(exercise, in: folder)
      for path in kept { try shell.print(StyledLine("what you wrote is now \(path)".safeToPrint())) }
      try shell.print("the starter is back")
      return .done
    } catch let error as WorkingCopyError {
      throw CommandError(error.message)
    }
  }

  /// Asks for y or n.
  func ask(_ question: String) throws -> LineEditor.Outcome {
    try shell.print(wrapped: StyledLine(question))
    let (prompt, isTerminal) = (StyledLine("y or N?"), isatty(STDIN_FILENO) == 1)
    // From a pipe the editor shows no prompt.
    if !isTerminal { try shell.print(prompt) }
    let answer = try LineEditor(output: shell.output).readLine(prompt: prompt)
    guard case .line(let line) = answer else { return answer }
    return .line(line.trimmingCharacters(in: .whitespaces).lowercased())
  }

  // MARK: - Hints

  func hint(_ exercise: Exercise, tier: Int, more: String) throws {
    guard exercise.hints.indices.contains(tier - 1) else {
      throw CommandError(
        "\(exercise.name) has \(exercise.hints.count) hints",
        next: "the last one is --tier \(exercise.hints.count)")
    }
    try shell.print(StyledLine("Hint \(tier) of \(exercise.hints.count)", .heading))
    try shell.print()
    try shell.print(markdown: exercise.hints[tier - 1])
    try shell.print()
    let end = tier < exercise.hints.count ? "The next one says more: \(more)" : "That was the last one."
    try shell.print(StyledLine(end, .dim))
  }

  // MARK: - Grading

  /// Grades one submission and prints the verdict: for a person, or in a form that a program reads.
  func grade(
    _ exercise: Exercise, _ path: String, _ format: ReportFormat? = nil, inNotebook: Bool = false
  ) throws -> ExitCode {
    let phases = PhaseLine(shell.errors)
    let grader = Grader(
      installation: shell.installation, sandbox: sandbox, isInterrupted: { Interrupt.isRaised },
      onPhase: { phases.show($0) })
    let verdict: Verdict
    do {
      defer { phases.end() }
      verdict = try grader.grade(exercise, submission: path) {
        phases.end()
        try? shell.tell($0)
      }
    } catch {
      try shell.tell("atoll: \(error.message)", .fail)
      return ExitCode(rawValue: error.exitCode) ?? .broken
    }
    try show(verdict, of: exercise, format, inNotebook: inNotebook)
    return verdict.status == .pass ? .done : .failed
  }

  /// Keeps a verdict, and prints it.
  func show(
    _ verdict: Verdict, of exercise: Exercise, _ format: ReportFormat? = nil, inNotebook: Bool = false
  ) throws {
    record(verdict)
    if format == .json {
      try shell.print(raw: verdict.json)
    } else if let format {
      try shell.print(raw: format.text(of: ClassReport(exercise: exercise, verdict: verdict)))
    } else {
      let marks: VerdictText.Marks = shell.output.style.drawsUnicode ? .unicode : .ascii
      for line in VerdictText.lines(
        verdict: verdict, exercise: exercise, marks: marks, detail: detail)
      {
        try print(line, inNotebook: inNotebook)
      }
    }
    try shell.tellNotices()
  }

  /// Tells one run of a submission.
  func replay(_ text: String, of exercise: Exercise, _ path: String) throws -> ExitCode {
    guard let token = AtollGrading.ReplayToken(text) else {
      throw CommandError(
        "this is no replay token of a test", next: "copy the whole command that the failed test shows")
    }
    do {
      switch try grader.replay(token, of: exercise, submission: path, progress: { try? shell.tell($0) }) {
      case .story(let story):
        for line in story.split(separator: "\n", omittingEmptySubsequences: false) {
          try shell.output.write(shell.fitted(StyledLine(String(line).safeToPrint())))
        }
        return .done
      case .impossible(let why):
        try shell.tell("atoll: \(why.safeToPrint())", .fail)
      case .untestable(let verdict):
        for line in VerdictText.lines(verdict: verdict, exercise: exercise) {
          try print(line, inNotebook: false)
        }
      }
      return .failed
    } catch let error as GradingError {
      try shell.tell("atoll: \(error.message)", .fail)
      return ExitCode(rawValue: error.exitCode) ?? .broken
    }
  }

  private func print(_ line: VerdictText.Line, inNotebook: Bool) throws {
    // In the notebook its commands are said without the program's name.
    let text = inNotebook ? line.text.replacing("`atoll ", with: "`").saidInNotebook : line.text
    let styled = StyledLine(text, line.roles)
    // A mark below a line of code would stand wrong if the code went on in the next line.
    try shell.output.write(line.role == .code ? [styled] : shell.fitted(styled))
  }

  private func record(_ verdict: Verdict) {
    let tests = (try? JSONEncoder().encode(verdict.tests)).map { String(decoding: $0, as: UTF8.self) } ?? "[]"
    shell.progress.recordAttempt(
      exercise: verdict.exercise, submission: verdict.submission,
      status: .init(rawValue: verdict.status.rawValue) ?? .error, score: Double(verdict.score),
      scoreMax: Double(verdict.maxScore), testsJSON: tests)
  }
}

extension String {
  /// A line that is a command of the program, without the program's name.
  fileprivate var saidInNotebook: String {
    trimmingPrefix { $0 == " " }.hasPrefix("atoll ")
      ? replacing("atoll ", with: "", maxReplacements: 1) : self
  }
}

extension VerdictText.Line {
  /// How the terminal shows the line.
  fileprivate var roles: TextRoles {
    switch role {
    case .pass: .pass
    case .fail: .fail
    case .notRun: .warning
    case .heading: .heading
    case .dim: .dim
    case .code: .code
    case .plain: []
    }
  }
}

extension Notebook {
  /// `start EXERCISE`
  mutating func start(_ rest: [String]) throws {
    guard rest.count == 1 else {
      throw CommandError("start which exercise?", next: "\"exercises\" lists them")
    }
    let exercise = try shell.exercise(rest[0])
    self.exercise = exercise.name
    hintsShown = 0
    try Workbench(shell).start(exercise, in: nil)
    try shell.print(StyledLine("            or here: grade", .dim))
  }

  /// `hint [EXERCISE]`: each time the next one.
  mutating func hint(_ rest: [String]) throws {
    guard rest.count <= 1 else { throw CommandError("a hint for one exercise at a time", next: "say: hint") }
    let exercise = try chosenExercise(rest.first)
    if exercise.name != self.exercise { (self.exercise, hintsShown) = (exercise.name, 0) }
    hintsShown = min(hintsShown + 1, exercise.hints.count)
    try Workbench(shell).hint(exercise, tier: hintsShown, more: "hint")
  }

  /// `grade [FILE] [--all] [--replay TOKEN]`: the exercise in hand, from its working copy unless told otherwise.
  mutating func grade(_ words: [String]) throws {
    let arguments = try Arguments(words, options: [.allFailures, .replay])
    let rest = arguments.words
    guard rest.count <= 2 else { throw CommandError("grade what?", next: "say: grade, or: grade FILE") }
    let isName = try rest.first.map { word in try shell.exercises().contains { $0.name == word } } ?? false
    let exercise = try chosenExercise(isName ? rest.first : nil)
    self.exercise = exercise.name
    let path = (isName ? rest.dropFirst().first : rest.first) ?? exercise.name
    guard FileManager.default.fileExists(atPath: path) else {
      throw CommandError("nothing is at \(path)", next: "say: start \(exercise.name), or: grade FILE")
    }
    var bench = Workbench(shell)
    if let text = arguments.value("--replay") {
      _ = try bench.replay(text, of: exercise, path)
      return
    }
    bench.detail = arguments.has("--all") ? .all : .firstInFull
    _ = try bench.grade(exercise, path, inNotebook: true)
  }

  /// The exercise that is named, or the one in hand: the one started or graded last, or the only one here.
  private func chosenExercise(_ name: String?) throws -> Exercise {
    if let name = name ?? exercise { return try shell.exercise(name) }
    let all = try shell.exercises()
    let here = all.filter { FileManager.default.fileExists(atPath: $0.name) }
    let graded = all.compactMap { shell.progress.lastAttempt(at: $0.name) }.max { $0.date < $1.date }?
      .exercise
    guard let name = here.count == 1 ? here.first?.name : graded else {
      throw CommandError("which exercise?", next: "\"exercises\" lists them; say: start EXERCISE")
    }
    return try shell.exercise(name)
  }
}
