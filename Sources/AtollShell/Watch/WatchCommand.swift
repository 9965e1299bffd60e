import AtollGrading
import AtollNotebook
import AtollTerminal
import AtollText
import Foundation
import Synchronization

extension OutsideCommand {
  /// `atoll watch`
  static let watch = OutsideCommand(
    "watch [EXERCISE] [PATH]", .build, "grade on every save, and wait with you",
    options: [
      OptionInfo("--poll", nil, "look at the files twice a second, even where the system tells of saves"),
      .onlyFirstFailure, .weakSandbox,
    ],
    details: [
      "Without EXERCISE it is the first that is not solved and has a folder here. Keys: h the next hint, r run again, "
        + "n the next exercise, l the list of exercises, q quit. In plain mode, or where the input is no terminal, the "
        + "words are typed: hint, run, next, list, quit.",
      "Nothing on the screen is cleared. A solved exercise is shown and waits.",
    ]
  ) { arguments, shell in
    guard arguments.words.count <= 2 else {
      throw CommandError("too many words", next: "say: atoll watch [EXERCISE] [PATH]")
    }
    let exercise = try arguments.words.first.map { try shell.exercise($0) } ?? Watch.firstHere(shell)
    var watch = try Watch(
      shell, exercise, path: arguments.words.dropFirst().first, arguments)
    return try watch.run()
  }
}

/// A learner at work on an exercise: saves, keys, verdicts.
private struct Watch {
  private let shell: Shell
  private let sandbox: SandboxStrength
  private let isPolling: Bool
  private let onlyFirstFailure: Bool
  private var exercise: Exercise
  private var path: String
  private var folder: FolderWatch
  private var hintsShown = 0
  private let input: KeyInput

  /// The exercise in hand: the first that is not solved among those with a folder here.
  static func firstHere(_ shell: Shell) throws -> Exercise {
    let here = try shell.exercises().filter { FileManager.default.fileExists(atPath: $0.name) }
    guard let first = here.first(where: { !isSolved($0, shell) }) ?? here.first else {
      throw CommandError(
        "no exercise has a folder here", next: "say: atoll start EXERCISE; \"atoll exercises\" lists them")
    }
    return first
  }

  private static func isSolved(_ exercise: Exercise, _ shell: Shell) -> Bool {
    shell.progress.bestAttempt(at: exercise.name)?.status == .pass
  }

  init(_ shell: Shell, _ exercise: Exercise, path: String?, _ arguments: Arguments) throws {
    (self.shell, self.exercise) = (shell, exercise)
    sandbox = try arguments.sandbox()
    isPolling = arguments.has("--poll")
    onlyFirstFailure = arguments.has("--only-first-failure")
    self.path = path ?? Workbench(shell).folder(of: exercise)
    guard FileManager.default.fileExists(atPath: self.path) else {
      throw CommandError("nothing is at \(self.path)", next: "say: atoll start \(exercise.name)")
    }
    folder = FolderWatch(self.path, way: isPolling ? .polled : nil)
    input = KeyInput(readsKeys: !shell.output.style.isPlain)
  }

  private enum Step { case goOn, leave(ExitCode) }

  mutating func run() throws -> ExitCode {
    try open()
    while true {
      if Interrupt.isRaised { return .interrupted }
      let next = input.next(or: folder.waitable, milliseconds: 500)
      switch next {
      case .end: return .done
      case .nothing: if folder.hasChanged() { try grade() }
      case .word(let word):
        if case .leave(let code) = try perform(word) { return code }
      }
    }
  }

  private func open() throws {
    try shell.print(StyledLine("Watching \(path): \(folder.way.rawValue).".safeToPrint(), .dim))
    try grade()
  }

  private mutating func perform(_ word: String) throws -> Step {
    switch word.lowercased() {
    case "h", "hint": try hint()
    case "r", "run": try grade()
    case "n", "next": try next()
    case "l", "list": try list()
    case "q", "quit": return .leave(.done)
    case "", "\n", "\r", " ": break
    default: try tellKeys()
    }
    return .goOn
  }

  private func tellKeys() throws {
    let keys =
      input.readsKeys
      ? "h hint, r run, n next, l list, q quit" : "type hint, run, next, list or quit"
    try shell.print(StyledLine(keys, .dim))
  }

  // MARK: - Grading

  /// Grades, and again where a file was saved meanwhile.
  private func grade() throws {
    while !Interrupt.isRaised {
      let staleness = Staleness(folder)
      let phases = PhaseLine(shell.errors)
      let grader = Grader(
        installation: shell.installation, sandbox: sandbox,
        isInterrupted: { Interrupt.isRaised || staleness.isStale }, onPhase: { phases.show($0) })
      do {
        let verdict = try grader.grade(exercise, submission: path)
        phases.end()
        try shell.print()
        var bench = Workbench(shell)
        bench.detail = onlyFirstFailure ? .firstAlone : .firstInFull
        try bench.show(verdict, of: exercise)
        return try tellKeys()
      } catch GradingError.interrupted {
        // Saved again, or Ctrl-C.
        phases.end()
      } catch let error as GradingError {
        phases.end()
        try shell.tell("atoll: \(error.message)", .fail)
        return try tellKeys()
      }
    }
  }

  // MARK: - What else can be asked

  private mutating func hint() throws {
    hintsShown = min(hintsShown + 1, exercise.hints.count)
    try Workbench(shell).hint(exercise, tier: hintsShown, more: input.readsKeys ? "h" : "hint")
  }

  /// Goes to the next exercise that is not solved; its folder is made where it is missing.
  private mutating func next() throws {
    let all = try shell.exercises()
    let place = all.firstIndex { $0.name == exercise.name } ?? 0
    let others = all[(place + 1)...] + all[..<place]
    guard let next = others.first(where: { !Watch.isSolved($0, shell) }) else {
      return try shell.print("Every other exercise is solved.")
    }
    if !FileManager.default.fileExists(atPath: next.name) { try Workbench(shell).start(next, in: nil) }
    (exercise, path, hintsShown) = (next, next.name, 0)
    folder = FolderWatch(path, way: isPolling ? .polled : nil)
    try open()
  }

  private func list() throws {
    for one in try shell.exercises() {
      let mark = Watch.isSolved(one, shell) ? StyledLine("solved  ", .pass) : StyledLine("open    ", .dim)
      let isHere = one.name == exercise.name ? "  <- here" : ""
      try shell.print(mark + StyledLine(one.name + isHere))
    }
  }
}

/// Whether a file was saved since a grading began.
private final class Staleness: Sendable {
  private let folder: FolderWatch
  private let found = Mutex(false)

  init(_ folder: FolderWatch) { self.folder = folder }

  var isStale: Bool {
    found.withLock { found in
      if folder.hasChanged() { found = true }
      return found
    }
  }
}
