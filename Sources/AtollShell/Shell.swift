import AtollCourse
import AtollGrading
import AtollNotebook
import AtollRecords
import AtollTerminal
import AtollText
import Foundation

/// What every command has at hand: where things are, and where to write.
struct Shell {
  /// Where results go.
  var output: Output
  /// Where errors and progress go.
  var errors: Output
  /// Where this atoll, its course and its cache are.
  private(set) var installation: Installation
  /// The lessons and models.
  private(set) var course: Course
  /// Where state is kept.
  let folders: StateFolder
  /// What the learner has done.
  let progress: ProgressStore

  init(color: OutputStyle.ColorOption, plain: Bool) throws(CommandError) {
    let environment = ProcessInfo.processInfo.environment
    output = Output(style: .ofProcess(color: color, plain: plain))
    errors = Output(
      descriptor: STDERR_FILENO, style: .ofProcess(descriptor: STDERR_FILENO, color: color, plain: plain))
    do {
      installation = try Installation.containing(environment: environment)
    } catch {
      throw CommandError(error.message)
    }
    course = Shell.course(of: installation)
    folders = StateFolder(environment: environment)
    progress = ProgressStore(folder: folders.state) { Date() }
  }

  private static func course(of installation: Installation) -> Course {
    guard !installation.isOwnCourse else { return Course(root: installation.course) }
    let folder = installation.course + "/Lessons"
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    return Course(
      root: installation.course,
      lessons: names.filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)/lesson.md") })
  }

  /// This shell with another course.
  func with(course folder: String) throws(CommandError) -> Shell {
    var other = self
    do { other.installation = try installation.with(course: folder) } catch {
      throw CommandError(error.message)
    }
    other.course = Shell.course(of: other.installation)
    return other
  }

  /// The options for what the notebook prints.
  var display: DisplayOptions {
    let style = output.style
    let rows = output.style.canRepaint ? max(20, Shell.terminalRows - 4) : 200
    return DisplayOptions(
      width: min(style.width, 120), rows: rows,
      signs: style.isPlain ? .sentences : style.drawsUnicode ? .unicode : .ascii)
  }

  /// Takes over the terminal's width as it is now.
  mutating func measure() {
    guard let width = OutputStyle.terminalWidth(of: output.descriptor) else { return }
    output.style.width = min(max(width, OutputStyle.widths.lowerBound), OutputStyle.widths.upperBound)
  }

  private static var terminalRows: Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return 200 }
    return Int(size.ws_row)
  }

  // MARK: - Printing

  /// Prints a line.
  func print(_ line: StyledLine = StyledLine()) throws(OutputError) { try output.write(line: line) }

  /// Prints lines of the notebook.
  ///
  /// Drawings fit already; a sentence that is too long goes on in the next line. In plain mode it stays whole, as
  /// screen readers and logs want it.
  func print(_ lines: [OutputLine]) throws(OutputError) {
    try output.write(lines.flatMap { fitted($0.styled) })
  }

  /// A line in as many as it takes on the terminal; in plain mode it stays whole.
  func fitted(_ line: StyledLine) -> [StyledLine] {
    output.style.isPlain ? [line] : line.continued(to: output.style.width)
  }

  /// Prints a sentence, fitted to the width; later lines are indented.
  func print(wrapped line: StyledLine, indent: Int = 0) throws(OutputError) {
    let width = min(output.style.width, 88)
    for (place, part) in line.wrapped(to: max(10, width - indent)).enumerated() {
      try print(place == 0 ? part : StyledLine(String(repeating: " ", count: indent)) + part)
    }
  }

  /// Prints Markdown, fitted to the width.
  func print(markdown: String) throws(OutputError) {
    var style = output.style
    style.width = min(style.width, 88)
    try output.write(MarkdownRenderer(style: style).lines(of: markdown))
  }

  /// Prints text that others wrote and that programs read; nothing is changed.
  func print(raw text: String) throws(OutputError) {
    // A line end of two characters is one Character, which is no "\n".
    try output.write(text.utf8.last == UInt8(ascii: "\n") ? text : text + "\n")
  }

  /// Tells the person something that is no result.
  func tell(_ text: String, _ roles: TextRoles = .dim) throws(OutputError) {
    try errors.write(line: StyledLine(text.safeToPrint(), roles))
  }

  /// Says what the records could not do.
  func tellNotices() throws(OutputError) {
    for notice in progress.takeNotices() { try tell("\(notice)", .warning) }
  }

  // MARK: - Exercises

  /// All exercises.
  func exercises() throws(CommandError) -> [Exercise] {
    do { return try ExerciseLibrary.load(installation.course).exercises } catch {
      throw CommandError(error.message)
    }
  }

  /// The exercise with a name.
  func exercise(_ name: String) throws(CommandError) -> Exercise {
    let all = try exercises()
    guard let exercise = all.first(where: { $0.name == name }) else {
      throw .unknown("exercise", name, known: all.map(\.name))
    }
    return exercise
  }
}

extension OutputLine {
  /// The line for the terminal.
  var styled: StyledLine {
    var line = StyledLine()
    // Padding at the end of a line is of no use to anybody, and in the way of who copies it.
    var room = text.count
    for piece in pieces where room > 0 {
      line.append(String(piece.text.prefix(room)).safeToPrint(), piece.role.textRoles)
      room -= piece.text.count
    }
    return line
  }
}

extension OutputLine.Role {
  /// How the terminal shows the role.
  fileprivate var textRoles: TextRoles {
    switch self {
    case .plain: []
    case .dim, .lifeline: .dim
    case .heading: .heading
    case .code, .message: .code
    case .pass: .pass
    case .fail, .drop: .fail
    case .warning, .fault: .warning
    case .operation: .strong
    case .timer: .emphasis
    }
  }
}
