import AtollNotebook
import AtollRecords
import AtollTerminal
import AtollText

extension Notebook {
  /// Carries out one command; returns an exit code where the notebook shall end.
  mutating func perform(_ line: String) throws -> ExitCode? {
    let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
    let verb = words.first ?? ""
    let rest = Array(words.dropFirst())
    // The terminal may have another size than at the last line.
    reader.session.options = shell.display
    // In a script, a question that is not answered is skipped; "next" does that by itself.
    if !isInteractive, verb != "predict", verb != "next", Int(verb) == nil { try flushWaitingCell() }
    if ["quit", "exit", "lessons", "exercises", "progress", "next", "back"].contains(verb),
      !rest.isEmpty
    {
      throw CommandError("\(verb) takes nothing after it", next: "say: \(verb)")
    }
    switch verb {
    case "quit", "exit": return try leave()
    case "help", "?": try help(rest)
    case "lessons": try LessonList.print(lessons, shell)
    case "models": try models(rest)
    case "exercises": try ExerciseList.print(try shell.exercises(), shell)
    case "progress": try ProgressPage.print(lessons, shell)
    case "open": try open(rest)
    case "next": if isUnopened { try showOpening() } else { try show(reader.next()) }
    case "back":
      isUnopened = false
      reader.back()
      try show(reader.next())
    case "goto" where rest.count == 1 && Int(rest[0]) != nil:
      try reader.go(to: Int(rest[0]) ?? 0)
      isUnopened = false
      try show(reader.next())
    case "goto" where rest.isEmpty: try listSections()
    case "goto" where rest.count == 1 && rest[0].first != "e":
      throw CommandError("goto where?", next: "a section, as in goto 2; or an event, as in goto e5")
    case "predict": try predict(rest)
    case _ where Int(verb) != nil && rest.isEmpty && reader.waiting != nil: try predict([verb])
    case "source": try source(rest)
    case "replay": try replay(rest)
    case "start": try start(rest)
    case "hint": try hint(rest)
    case "grade": try grade(rest)
    default: try runCommand(line, verb)
    }
    return nil
  }

  /// Runs the cell that waits for a prediction.
  mutating func flushWaitingCell() throws {
    if reader.waiting != nil { try show(reader.next()) }
  }

  private mutating func runCommand(_ line: String, _ verb: String) throws {
    let known = reader.session.verbs + NotebookCommands.all.map(\.name)
    guard known.contains(verb) else {
      if let error = foreign(verb) { throw error }
      let nearest = Suggestion.nearest(to: verb, among: known)
      throw CommandError(
        "no command \"\(verb)\"",
        next: nearest.map { "did you mean \"\($0)\"?" } ?? "\"help\" lists the commands")
    }
    let output = try reader.session.perform(line)
    wait.end()
    try shell.print(output)
  }

  /// The error for what clients of other models can ask.
  private func foreign(_ verb: String) -> CommandError? {
    let models = shell.course.models
    let here = models.filter { $0.lesson == reader.lesson.name } + models
    guard let model = here.first(where: { $0.model.commands.contains { $0.name == verb } }) else {
      return nil
    }
    guard let used = reader.session.model else {
      return CommandError("no model is in use", next: "say first: use \(model.name)")
    }
    let own = reader.session.clientCommands.map(\.name).joined(separator: ", ")
    return CommandError(
      "clients of \(used.name) cannot ask for \"\(verb)\"",
      next: own.isEmpty ? "its nodes act by themselves: say run" : "they can: \(own)")
  }

  private func models(_ rest: [String]) throws {
    guard let name = rest.first else {
      return try ModelPage.printShort(shell.course.models, lesson: reader.lesson.name, shell)
    }
    guard rest.count == 1 else {
      throw CommandError("models tells of one at a time", next: "say: models \(name)")
    }
    try ModelPage.print(try shell.course.model(named: name, lesson: reader.lesson.name), shell)
  }

  /// The sections of the lesson, those that were read marked.
  private func listSections() throws {
    let read = Set(shell.progress.sectionsRead(of: reader.lesson.name))
    let mark = shell.output.style.drawsUnicode ? "✓" : "+"
    for (place, section) in reader.lesson.sections.enumerated() {
      let number = "\(place + 1)"
      let head = String(repeating: " ", count: 3 - number.count) + number
      let isHere = place + 1 == reader.place
      try shell.print(
        StyledLine("\(head) \(read.contains(place + 1) ? mark : " ") ", .dim)
          + StyledLine(section.title, isHere ? .strong : [])
          + StyledLine(isHere ? "  (you are here)" : "", .dim))
    }
  }

  private func source(_ rest: [String]) throws {
    guard rest.count <= 1 else { throw CommandError("source shows one file at a time", next: "say: source") }
    guard let name = rest.first ?? reader.session.model?.name else {
      throw CommandError("the source of which model?", next: "say: source \(shell.course.models[0].name)")
    }
    try SourcePage(shell: shell, lesson: reader.session.model?.lesson ?? reader.lesson.name).print(name)
  }

  private func help(_ rest: [String]) throws {
    switch rest.count {
    case 0: try HelpPages.notebook(reader.session, shell)
    case 1: try HelpPages.notebook(rest[0], reader.session, shell)
    default: throw CommandError("help on one thing at a time", next: "say: help run")
    }
  }

  // MARK: - Reading

  private mutating func open(_ rest: [String]) throws {
    guard rest.count == 1 else {
      throw CommandError("open which lesson?", next: "say: open \(lessons[0].name)")
    }
    guard let lesson = lessons.first(where: { $0.name == rest[0] }) else {
      throw CommandError.unknown("lesson", rest[0], known: lessons.map(\.name))
    }
    let place = shell.progress.lastPlace(in: lesson.name)
    reader = Notebook.reader(lesson, at: place?.section ?? 1, shell, wait)
    try showOpening()
  }

  /// The head of the lesson; then the first piece, or the place where the learner was.
  mutating func showOpening() throws {
    let lesson = reader.lesson
    isUnopened = false
    try shell.print()
    try shell.print(StyledLine(lesson.title, .heading))
    try shell.print(
      wrapped: StyledLine(
        "\(lesson.summary) \(lesson.minutes) minutes, \(lesson.sections.count.of("section")).", .dim))
    if !lesson.needs.isEmpty {
      try shell.print(StyledLine("Read before: \(lesson.needs.joined(separator: ", ")).", .dim))
    }
    shell.progress.move(to: Place(lesson: lesson.name, section: reader.place))
    if reader.place == 1 {
      if !lesson.introduction.isEmpty {
        try shell.print()
        try shell.print(markdown: lesson.introduction)
      }
      try show(reader.next())
    } else {
      try shell.print(
        wrapped:
          "You are at section \(reader.place): \(lesson.sections[reader.place - 1].title). Enter reads on.")
    }
  }

  private mutating func predict(_ rest: [String]) throws {
    guard rest.count == 1, let number = Int(rest[0]) else {
      throw CommandError("predict takes the number of an option", next: "say: predict 1")
    }
    guard let cell = reader.waiting else {
      throw CommandError("nothing waits for a prediction", next: "read on with: next")
    }
    let pages = try reader.predict(number)
    let isRight = cell.prediction?.options[number - 1].isRight ?? false
    shell.progress.recordPrediction(
      lesson: reader.lesson.name, cell: "\(cell.number)", option: number, isRight: isRight)
    try show(pages)
  }

  private mutating func replay(_ rest: [String]) throws {
    if rest.isEmpty {
      guard let token = reader.session.replayToken else {
        throw CommandError("there is no run yet", next: "say: use MODEL, or: replay TOKEN")
      }
      return try shell.print("replay \(token)")
    }
    guard rest.count == 1 else { throw CommandError("replay which run?", next: "say: replay TOKEN") }
    let token = try ReplayToken(rest[0])
    var session = RunSession(course: shell.course, options: shell.display, lesson: reader.lesson.name)
    session.isInterrupted = reader.session.isInterrupted
    for line in token.lines {
      try shell.print(StyledLine("> \(line)".safeToPrint(), .code))
      try shell.print(try session.perform(line))
    }
    reader.session = session
    try shell.print(try session.perform("diagram"))
  }

  /// Shows pages of the lesson and records what has been read.
  mutating func show(_ pages: [Reader.Page]) throws {
    wait.end()
    let place = lessons.firstIndex { $0.name == reader.lesson.name } ?? lessons.endIndex
    let following = lessons.dropFirst(place + 1).first?.name
    let printer = PagePrinter(shell: shell, lesson: reader.lesson, following: following)
    var previous: Reader.Page?
    for page in pages {
      try printer.print(page, after: previous)
      previous = page
      if case .sectionRead(let number) = page {
        shell.progress.markRead(Place(lesson: reader.lesson.name, section: number))
      }
    }
    shell.progress.move(to: Place(lesson: reader.lesson.name, section: reader.place))
    // Air between the text and the prompt.
    if isInteractive { try shell.print() }
  }
}
