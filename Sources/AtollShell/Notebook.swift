import Atoll
import AtollCourse
import AtollGrading
import AtollNotebook
import AtollRecords
import AtollTerminal
import Foundation

/// The notebook: reads lines, carries them out, and remembers where the learner is.
struct Notebook {
  var shell: Shell
  /// What is shown while a command takes long.
  let wait: WaitLine
  /// The lessons, read once.
  let lessons: [Lesson]
  /// Where the learner is.
  var reader: Reader
  /// The exercise that `grade` and `hint` mean unless told.
  var exercise: String?
  /// How many of its hints were shown.
  var hintsShown = 0
  /// The number of the next input.
  var cellNumber = 1
  /// Whether the learner has never been here, so that reading begins with the head of the lesson.
  var isUnopened: Bool
  /// Whether somebody types; otherwise the lines come from a script.
  let isInteractive = isatty(STDIN_FILENO) == 1
  /// The number of the line of the script.
  var lineNumber = 0

  /// Opens the notebook, at a lesson or where the learner was last.
  init(_ shell: Shell, lesson name: String? = nil) throws {
    self.shell = shell
    wait = WaitLine(shell.errors)
    if shell.output.style.canRepaint { self.shell.output.pager = Pager() }
    lessons = try shell.course.lessons.map { try LessonFile($0).lesson }
    let place =
      name.map { shell.progress.lastPlace(in: $0) ?? Place(lesson: $0, section: 1) }
      ?? shell.progress.lastPlace
    guard let lesson = lessons.first(where: { $0.name == place?.lesson }) ?? lessons.first else {
      throw CommandError("this course has no lesson")
    }
    isUnopened = place == nil
    reader = Notebook.reader(lesson, at: place?.section ?? 1, shell, wait)
  }

  static func reader(_ lesson: Lesson, at section: Int, _ shell: Shell, _ wait: WaitLine) -> Reader {
    var session = RunSession(course: shell.course, options: shell.display, lesson: lesson.name)
    session.isInterrupted = {
      wait.tell()
      return Interrupt.isRaised
    }
    var reader = Reader(lesson, session: session)
    // A lesson may have become shorter since: then from its beginning.
    try? reader.go(to: section)
    return reader
  }

  // MARK: - The loop

  /// Reads and carries out lines until the end of the input.
  ///
  /// - Parameter opening: whether the lesson is shown at once, instead of the list of lessons.
  mutating func run(opening: Bool = false) throws -> ExitCode {
    try shell.tellNotices()
    if opening { try showOpening() } else if isInteractive { try greet() }
    let completion = Completion()
    let editor = LineEditor(output: shell.output, historyPath: shell.folders.historyPath) { line, cursor in
      completion.candidates(line, cursor)
    }
    while true {
      completion.update(from: self)
      let prompt = StyledLine("\(reader.lesson.name) [\(cellNumber)]>", .prompt)
      if let letter = shell.output.pager?.takeLetter() { editor.begin(with: letter) }
      switch try editor.readLine(prompt: prompt) {
      case .end:
        if !isInteractive { try flushWaitingCell() }
        return try leave()
      case .interrupted: Interrupt.clear()
      case .line(let line):
        lineNumber += 1
        if let code = try handle(line) { return code }
      }
    }
  }

  /// Carries out one line; returns an exit code where the notebook shall end.
  private mutating func handle(_ line: String) throws -> ExitCode? {
    let line = line.trimmingCharacters(in: .whitespaces)
    if line.hasPrefix("#") || line.isEmpty && !isInteractive { return nil }
    Interrupt.clear()
    shell.measure()
    shell.output.pager?.begin()
    wait.begin()
    do {
      if let code = try perform(line.isEmpty ? "next" : line) { return code }
      cellNumber += 1
    } catch let error as CommandError {
      wait.end()
      guard isInteractive else {
        throw CommandError("standard input, line \(lineNumber): \(error.what)", next: error.next)
      }
      try shell.print(wrapped: StyledLine("\(error)".shownAsError, .fail))
    }
    if let pager = shell.output.pager, pager.isStopped {
      pager.begin()
      let verb = line.prefix { $0 != " " }
      let isReading = ["", "next", "predict", "back", "goto"].contains(String(verb))
      try shell.print(
        StyledLine("the rest was not shown\(isReading ? "; \"back\" begins the section again" : "")", .dim))
    }
    if Interrupt.isRaised {
      Interrupt.clear()
      guard isInteractive else { return .interrupted }
      try shell.print(StyledLine("stopped", .warning))
    }
    try shell.tellNotices()
    return nil
  }

  /// Says goodbye to whoever types.
  func leave() throws -> ExitCode {
    let isKept = shell.progress.isKept
    if isInteractive {
      try shell.print(
        StyledLine(
          "until next time: \(isKept ? "section \(reader.place) of \(reader.lesson.name) is kept" : "your place is not kept")",
          .dim))
    }
    return .done
  }

  private func greet() throws {
    try shell.print(
      wrapped: StyledLine("Atoll", .heading)
        + ": learn distributed systems by running, breaking and proving them")
    try shell.print(wrapped: "Enter reads on, \"help\" lists the commands, Tab completes, Ctrl-D leaves.")
    try shell.print()
    try LessonList.printShort(lessons, shell)
    let exercises = try shell.exercises()
    let solved = exercises.filter { shell.progress.bestAttempt(at: $0.name)?.status == .pass }.count
    try shell.print("  exercises: \(solved) of \(exercises.count) solved")
    try shell.print()
    let isNew = shell.progress.lastPlace == nil
    let title = reader.lesson.sections[reader.place - 1].title
    try shell.print(
      isNew
        ? "Enter begins the lesson \(reader.lesson.name)."
        : "You are in \(reader.lesson.name), section \(reader.place): \(title). Enter reads on.")
  }
}
