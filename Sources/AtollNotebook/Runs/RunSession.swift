import Atoll
import AtollCourse

/// A run that is driven by commands, with undo: what lesson cells, scripts and the prompt share.
///
/// A session is a value: copying it forks the run. The same commands give the same output, byte for byte.
public struct RunSession: Sendable {
  /// Where models are found.
  public let course: Course
  /// How much room there is.
  public var options: DisplayOptions
  /// The lesson whose models can be named without it.
  public var lesson: String?
  /// Asked between events: whether the person wants to stop.
  public var isInterrupted: @Sendable () -> Bool = { false }
  /// The most memory that `explore` uses for configurations, in bytes.
  public var exploreBytesMax = 2 << 30

  var state: RunState?
  var past: [RunState?] = []
  var future: [RunState?] = []
  /// The run that was found last, and not yet taken up: what an exploration showed or spoke of.
  var shown: ReplayToken?

  /// `run` without a number goes no further than this.
  static let runTicksMax = 1000

  /// A session without a run.
  public init(course: Course, options: DisplayOptions = DisplayOptions(), lesson: String? = nil) {
    self.course = course
    self.options = options
    self.lesson = lesson
  }

  /// Carries out one line. Where it throws, nothing has changed.
  ///
  /// - Returns: what to print.
  /// - Throws: `CommandError` where the line is malformed or does not fit the run.
  public mutating func perform(_ line: String) throws(CommandError) -> [OutputLine] {
    let line = line.trimmed
    let words = try CommandWords(line)
    guard case .word(let verb)? = words.items.first else {
      throw CommandError("a line begins with a command")
    }
    let arguments = Array(words.items.dropFirst())
    if verb != "partition", verbs.contains(verb) { try refuseGroups(arguments, after: verb) }
    switch verb {
    case "use":
      var changed = state
      let output = try use(words.words, &changed)
      advance(to: changed)
      return output
    case "undo": return try undo(arguments)
    case "redo": return try redo(arguments)
    default: break
    }
    guard let current = state else {
      let known = verbs + course.models.flatMap { $0.model.commands.map(\.name) }
      guard known.contains(verb) else { throw .unknown("command", verb, known: RunCommands.names) }
      throw CommandError("no model is in use", next: "say: use MODEL; \"models\" lists them")
    }
    if let look = try look(verb, arguments, current) {
      shown = look.last { $0.run != nil }?.run ?? shown
      return look
    }
    var changed = current
    let output = try perform(verb, arguments, line, on: &changed)
    advance(to: changed)
    return output
  }

  /// The words that can begin a line now.
  public var verbs: [String] { RunCommands.names + clientCommands.map(\.name) }

  /// What clients of the model in use can ask.
  public var clientCommands: [ClientCommand] { state?.entry.model.commands ?? [] }

  /// The model in use.
  public var model: Course.ModelEntry? { state?.entry }

  /// The names of the nodes of the run.
  public var nodeNames: [String] { state?.run.names ?? [] }

  /// The settings of the run.
  public var settings: Settings? { state?.settings }

  /// The run itself.
  public var run: (any Simulating)? { state?.run }

  /// The name under which this very run can be seen again.
  public var replayToken: ReplayToken? {
    state.map { state in
      ReplayToken(
        model: state.entry.name, settings: state.settings.changed, seed: state.seed, script: state.script)
    }
  }

  // MARK: - Changing

  private mutating func advance(to next: RunState?) {
    past.append(state)
    future = []
    state = next
  }

  private mutating func undo(_ arguments: [CommandWords.Item]) throws(CommandError) -> [OutputLine] {
    try requireNone(arguments, after: "undo")
    guard let earlier = past.popLast() else { throw CommandError("there is nothing to undo") }
    let undone = state
    future.append(state)
    state = earlier
    return [OutputLine("undone: \(lastChange(undone))")] + whereWeAre
  }

  private mutating func redo(_ arguments: [CommandWords.Item]) throws(CommandError) -> [OutputLine] {
    try requireNone(arguments, after: "redo")
    guard let later = future.popLast() else { throw CommandError("there is nothing to redo") }
    past.append(state)
    state = later
    return [OutputLine("done again: \(lastChange(later))")] + whereWeAre
  }

  private func lastChange(_ later: RunState?) -> String {
    later?.script.last ?? "the beginning of a run of \(later?.entry.name ?? "no model")"
  }

  private var whereWeAre: [OutputLine] {
    guard let state else { return [OutputLine("no model is in use", .dim)] }
    return [
      OutputLine("\(state.entry.name) at tick \(state.run.now), \(state.run.eventCount.of("event"))", .dim)
    ]
  }

  private func refuseGroups(_ arguments: [CommandWords.Item], after verb: String) throws(CommandError) {
    for case .group in arguments {
      throw CommandError("\(verb) takes no group in braces", next: "groups are for partition {a} {b}")
    }
  }

  func requireNone(_ arguments: [CommandWords.Item], after verb: String) throws(CommandError) {
    guard arguments.isEmpty else {
      throw CommandError("\(verb) takes nothing after it", next: "say: \(verb)")
    }
  }

  // MARK: - Beginning a run

  private func use(_ words: [String], _ state: inout RunState?) throws(CommandError) -> [OutputLine] {
    guard words.count >= 2 else {
      let here = course.modelNames(in: lesson)
      throw CommandError(
        "use which model?",
        next: (here.isEmpty ? "" : "here are: \(here.joined(separator: ", ")); ") + "\"models\" lists all")
    }
    let entry = try course.model(named: words[1], lesson: lesson)
    var settings = Settings(entry.model.settings)
    for word in words.dropFirst(2) { try set(word, in: &settings) }
    let seed = state?.seed ?? 1
    state = RunState(entry, settings, seed: seed)
    return [OutputLine("\(entry.name): \(entry.model.summary)"), settingsLine(settings)]
      + (seed == 1 ? [] : [OutputLine("seed \(seed), as you have set it", .dim)])
  }

  func settingsLine(_ settings: Settings) -> OutputLine {
    OutputLine(settings.values.map { "\($0.setting.name)=\($0.value)" }.joined(separator: " "), .dim)
  }

  func set(_ word: String, in settings: inout Settings) throws(CommandError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else {
      throw CommandError("\"\(word)\" sets nothing", next: "say: set NAME=VALUE")
    }
    do {
      try settings.set(parts[0], to: parts[1])
    } catch {
      switch error {
      case .unknown(let name, let known): throw .unknown("setting", name, known: known)
      case .notAllowed(let setting, let value):
        throw CommandError("\(setting.name) cannot be \"\(value)\"", next: "allowed: \(setting.allowedText)")
      }
    }
  }
}

extension Settings {
  /// The settings that differ from their standard values.
  var changed: [(name: String, value: String)] {
    values.filter { $0.value != $0.setting.standard }.map { ($0.setting.name, $0.value) }
  }
}

extension Course {
  /// The model with a name; one of the lesson may be named without it.
  ///
  /// - Throws: `CommandError` where there is none; it names the nearest.
  public func model(named name: String, lesson: String? = nil) throws(CommandError) -> ModelEntry {
    if let entry = model(name, in: lesson) { return entry }
    throw .unknown("model", name, known: modelNames(in: lesson) + models.map(\.name))
  }

  /// The names of a lesson's models, as they are said in that lesson.
  public func modelNames(in lesson: String?) -> [String] {
    models.filter { $0.lesson == lesson }.map { $0.model.name }
  }
}
