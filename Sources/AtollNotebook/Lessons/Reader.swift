import Atoll

/// Where somebody is in a lesson, and the run that goes with it.
public struct Reader: Sendable {
  /// The lesson.
  public let lesson: Lesson
  /// The run that the cells and the reader's own commands drive.
  public var session: RunSession
  /// The section, from 0.
  public private(set) var section = 0
  /// How many steps of the section have been read.
  public private(set) var stepsRead = 0
  /// The run as the lesson alone has driven it: cells go on from here, whatever the reader tried in between.
  private var lessonSession: RunSession
  /// The run before the first cell.
  private let beginning: RunSession
  /// Whether the reader has jumped: the next cell first needs the run of all cells before it.
  private var hasJumped = false
  /// The cell that waits for a prediction.
  public private(set) var waiting: Lesson.Cell?

  /// What there is to show.
  public enum Page: Sendable {
    /// The heading of a section, by its number from 1.
    case heading(number: Int, title: String)
    /// The reader had tried something: the cell goes on from where the lesson was.
    case resumed
    /// Markdown.
    case prose(String)
    /// A question, to be answered before the cell runs.
    case prediction(Lesson.Prediction)
    /// A cell with what it printed.
    case cell(Lesson.Cell, [(command: String, output: [OutputLine])])
    /// A cell that could not be carried out to its end.
    case failure(Lesson.Cell, CommandError)
    /// What a prediction was worth: the option chosen, by its number from 1, and the right one.
    case answer(chosen: Int, Lesson.Option, right: Lesson.Option)
    /// The right option of a question that was not answered.
    case unanswered(right: Lesson.Option)
    /// The run that refutes a wrong prediction.
    case refutation([(command: String, output: [OutputLine])])
    /// The next cell, or the one just shown, is the run that refutes a wrong prediction.
    case refutedByCell(isNext: Bool)
    /// A section was read to its end, by its number from 1.
    case sectionRead(Int)
    /// The lesson has been read to its end.
    case end
  }

  /// A reader at the beginning of a lesson.
  public init(_ lesson: Lesson, session: RunSession) {
    self.lesson = lesson
    self.session = session
    self.session.lesson = lesson.name
    lessonSession = self.session
    beginning = self.session
  }

  /// Goes to a section, by its number from 1.
  public mutating func go(to number: Int) throws(CommandError) {
    guard lesson.sections.indices.contains(number - 1) else {
      throw CommandError(
        "there is no section \(number)", next: "\(lesson.name) has 1 to \(lesson.sections.count)")
    }
    section = number - 1
    stepsRead = 0
    waiting = nil
    hasJumped = true
  }

  /// Goes to the beginning of the section, or of the one before where it has just begun.
  public mutating func back() {
    if stepsRead <= 1 { section = max(0, section - 1) }
    stepsRead = 0
    waiting = nil
    hasJumped = true
  }

  /// Reads on: shows the next piece; a cell runs, unless it waits for a prediction. A waiting cell runs now.
  public mutating func next() -> [Page] {
    if let cell = waiting {
      waiting = nil
      let right = cell.prediction?.options.first { $0.isRight }
      return run(cell) + (right.map { [.unanswered(right: $0)] } ?? []) + endOfSection()
    }
    var pages: [Page] = []
    if section < lesson.sections.count, stepsRead == 0 {
      pages.append(.heading(number: section + 1, title: lesson.sections[section].title))
    }
    guard section < lesson.sections.count, stepsRead < lesson.sections[section].steps.count else {
      return pages + [.end]
    }
    let step = lesson.sections[section].steps[stepsRead]
    stepsRead += 1
    if !step.prose.isEmpty { pages.append(.prose(step.prose)) }
    if let cell = step.cell {
      if let prediction = cell.prediction {
        waiting = cell
        return pages + [.prediction(prediction)]
      }
      pages += run(cell)
    }
    return pages + endOfSection()
  }

  /// Answers the question of the waiting cell, by the option's number from 1; then the cell runs.
  public mutating func predict(_ number: Int) throws(CommandError) -> [Page] {
    guard let cell = waiting, let prediction = cell.prediction else {
      throw CommandError("nothing waits for a prediction", next: "read on with: next")
    }
    guard prediction.options.indices.contains(number - 1),
      let right = prediction.options.first(where: \.isRight)
    else {
      throw CommandError("there is no option \(number)", next: "choose 1 to \(prediction.options.count)")
    }
    waiting = nil
    let chosen = prediction.options[number - 1]
    var pages = run(cell)
    pages.append(.answer(chosen: number, chosen, right: right))
    if chosen.isRight || chosen.refutation.isEmpty {
      return pages + endOfSection()
    }
    if let number = cellNumbers(of: chosen.refutation, near: cell).first {
      pages.append(.refutedByCell(isNext: number > cell.number))
    } else {
      var fork = RunSession(course: session.course, options: session.options, lesson: lesson.name)
      pages.append(.refutation(perform(chosen.refutation, in: &fork).0))
    }
    return pages + endOfSection()
  }

  /// Which of a cell and the next one begins with these commands.
  private func cellNumbers(of commands: [String], near cell: Lesson.Cell) -> [Int] {
    let next = lesson.sections[section].steps.dropFirst(stepsRead).lazy.compactMap(\.cell).first
    return [cell, next].compactMap(\.self).filter { $0.commands.map(\.text).starts(with: commands) }
      .map(\.number)
  }

  /// Runs a cell from where the lesson was; the reader's run goes on from there.
  private mutating func run(_ cell: Lesson.Cell) -> [Page] {
    let dependsOnEarlier = !cell.beginsAnew
    let hasTried = session.replayToken != lessonSession.replayToken
    if hasJumped { catchUp(to: cell) }
    (lessonSession.options, lessonSession.isInterrupted) = (session.options, session.isInterrupted)
    let (results, failure) = perform(cell.commands.map(\.text), in: &lessonSession)
    session = lessonSession
    return (dependsOnEarlier && hasTried ? [.resumed] : [])
      + [.cell(cell, results)] + (failure.map { [.failure(cell, $0)] } ?? [])
  }

  /// Brings the lesson's run to where it is before a cell, as if all cells before it had been read in order: what was
  /// before the last one that begins a run anew is of no account, and may have taken long.
  private mutating func catchUp(to cell: Lesson.Cell) {
    lessonSession = beginning
    lessonSession.isInterrupted = session.isInterrupted
    let needed = lesson.cells.prefix { $0.number <= cell.number }
    let first = needed.lastIndex { $0.beginsAnew } ?? 0
    for earlier in needed[first...] where earlier.number < cell.number {
      _ = perform(earlier.commands.map(\.text), in: &lessonSession)
    }
    hasJumped = false
  }

  private func perform(_ commands: [String], in session: inout RunSession)
    -> ([(command: String, output: [OutputLine])], CommandError?)
  {
    // The text beside a cell speaks of the whole picture; the terminal stops at the end of each screen.
    let rows = session.options.rows
    session.options.rows = DisplayOptions().rows
    defer { session.options.rows = rows }
    var results: [(command: String, output: [OutputLine])] = []
    for command in commands {
      do { results.append((command, try session.perform(command))) } catch { return (results, error) }
    }
    return (results, nil)
  }

  private mutating func endOfSection() -> [Page] {
    guard waiting == nil, stepsRead >= lesson.sections[section].steps.count else { return [] }
    let number = section + 1
    section += 1
    stepsRead = 0
    return [.sectionRead(number)] + (section == lesson.sections.count ? [.end] : [])
  }

  /// The section to come back to, by its number from 1.
  public var place: Int { min(section, lesson.sections.count - 1) + 1 }
}

extension Lesson.Cell {
  /// Whether the cell begins a run of its own: nothing before it matters.
  fileprivate var beginsAnew: Bool { commands.first?.text.hasPrefix("use ") ?? true }
}
