import Foundation

/// What a grading is doing.
public enum GradingPhase: String, Sendable {
  /// Reading the submission, and compiling the suite where that was not done before.
  case checking
  /// Compiling and linking the submission.
  case compiling
  /// Running the tests.
  case testing
}

/// Grades submissions: compiles one, has the judge run the suite against it, and makes the verdict.
public struct Grader: Sendable {
  let installation: Installation
  private let sandbox: SandboxStrength
  private let isInterrupted: @Sendable () -> Bool
  private let onPhase: @Sendable (GradingPhase) -> Void

  /// Makes a grader.
  ///
  /// - Parameters:
  ///   - installation: where the program, the course and the cache are.
  ///   - sandbox: `weak` lets submissions run where the kernel cannot lock them down.
  ///   - isInterrupted: asked several times a second; true ends the grading with ``GradingError/interrupted``.
  ///   - onPhase: told what a grading does now.
  public init(
    installation: Installation, sandbox: SandboxStrength = .strong,
    isInterrupted: @escaping @Sendable () -> Bool = { false },
    onPhase: @escaping @Sendable (GradingPhase) -> Void = { _ in }
  ) {
    self.installation = installation
    self.sandbox = sandbox
    self.isInterrupted = isInterrupted
    self.onPhase = onPhase
  }

  /// How long a verdict may take on the clock, once the suite is compiled: a backstop for a machine that stands still,
  /// several times what all other limits together allow. When it is over there is no verdict.
  static let millisecondsMax = 120_000

  /// Grades one submission: a Swift file, or a folder of them.
  ///
  /// - Parameters:
  ///   - exercise: what it is a solution of.
  ///   - path: where it lies; nothing there is changed.
  ///   - progress: told what takes longer than usual.
  /// - Throws: ``GradingError`` when there is no verdict. Whatever is wrong with the submission is a verdict.
  public func grade(
    _ exercise: Exercise, submission path: String, progress: (String) -> Void = { _ in }
  ) throws(GradingError) -> Verdict {
    try gradeWithRecords(exercise, submission: path, progress: progress).verdict
  }

  /// What there is to see of one run that a failed test has shown.
  public enum Replayed: Sendable, Equatable {
    /// The run, as text.
    case story(String)
    /// Why there is no such run, for the learner.
    case impossible(String)
    /// The submission cannot be tested at all.
    case untestable(Verdict)
  }

  /// Runs a submission through one run again, and tells it.
  ///
  /// - Throws: ``GradingError``.
  public func replay(
    _ token: ReplayToken, of exercise: Exercise, submission path: String,
    progress: (String) -> Void = { _ in }
  ) throws(GradingError) -> Replayed {
    guard exercise.tests.contains(where: { $0.name == token.test && !$0.isHidden }) else {
      return .impossible(
        "\(exercise.name) has no test \(token.test): copy the whole command that the failed test shows")
    }
    let grading = try gradeWithRecords(exercise, submission: path, replay: token, progress: progress)
    if let story = grading.story { return .story(story) }
    if grading.verdict.status == .error { return .untestable(grading.verdict) }
    let message = grading.verdict.tests.first { $0.name == token.test }?.message ?? ""
    return .impossible(message.isEmpty ? "\(token.test) has no run \(token.run)" : message)
  }

  /// A verdict, and what led to it.
  struct Grading {
    var verdict: Verdict
    /// What the judge recorded; it names hidden tests.
    var records: [TestRecord] = []
    /// The run that was asked for.
    var story: String?
    /// How long the suite itself took.
    var suiteMicroseconds = 0
  }

  /// Grades a submission that was read before.
  ///
  /// - Throws: ``GradingError`` when there is no verdict.
  public func grade(_ exercise: Exercise, _ handedIn: HandedIn) throws(GradingError) -> Verdict {
    try gradeWithRecords(exercise, handedIn, replay: nil) { _ in }.verdict
  }

  func gradeWithRecords(
    _ exercise: Exercise, submission path: String, replay: ReplayToken? = nil, progress: (String) -> Void
  ) throws(GradingError) -> Grading {
    try gradeWithRecords(exercise, HandedIn(path: path, exercise: exercise), replay: replay, progress)
  }

  private func gradeWithRecords(
    _ exercise: Exercise, _ handedIn: HandedIn, replay: ReplayToken?, _ progress: (String) -> Void
  ) throws(GradingError) -> Grading {
    onPhase(.checking)
    let watch = Stopwatch()
    var maker = VerdictMaker(exercise: exercise, submission: handedIn.path)
    let submission: Submission
    switch handedIn.reading {
    case .success(let read): submission = read
    case .failure(let error):
      if error.isUsage { throw .submissionMissing(error.message) }
      return Grading(verdict: maker.untestable(error.message))
    }
    let sources = submission.files.map { SwiftSource(String(decoding: $0.content, as: UTF8.self)) }
    maker.declared = sources.flatMap(\.types)
    let violations = ImportRule(contract: exercise.contractModule).violations(in: submission)
    guard violations.isEmpty else {
      return Grading(verdict: maker.untestable("the submission does not compile", diagnostics: violations))
    }
    let toolchain = try self.toolchain()
    let compiled = try prepare(exercise, toolchain, progress)
    let deadline = Deadline.after(milliseconds: Grader.millisecondsMax)
    var timing = Verdict.Timing()
    timing.prepareMs = watch.milliseconds
    var grading = try inScratch { (scratch) throws(GradingError) in
      try self.test(
        submission, replay, imports: Set(sources.flatMap(\.imports).map(\.module)), maker,
        SubmissionBuild(
          toolchain: toolchain, scratch: scratch,
          moduleCache: ExerciseBuild.moduleCache(installation, toolchain),
          moduleFolders: [compiled.contractModules, installation.modules], deadline: deadline,
          isInterrupted: isInterrupted),
        compiled, &timing)
    }
    timing.totalMs = watch.milliseconds
    grading.verdict.timing = timing
    return grading
  }

  /// Compiles an exercise's suite if it is not in the cache, so that the first grading is as fast as the next.
  ///
  /// - Throws: ``GradingError``.
  public func warm(_ exercise: Exercise, progress: (String) -> Void = { _ in }) throws(GradingError) {
    _ = try prepare(exercise, try toolchain(), progress)
  }

  /// What a verdict depends on besides the submission, in a short text: suite, tables, compiler, build of atoll.
  ///
  /// - Throws: ``GradingError``.
  public func identity(of exercise: Exercise, progress: (String) -> Void = { _ in }) throws(GradingError)
    -> String
  {
    let compiled = try prepare(exercise, try toolchain(), progress)
    var hash = ContentHash()
    hash.add((compiled.folder as NSString).lastPathComponent)
    hash.add(Files.text(exercise.folder + "/exercise.md") ?? "")
    hash.add(sandbox == .strong ? "strong" : "weak")
    return hash.text
  }
}

// MARK: - Steps

extension Grader {
  func toolchain() throws(GradingError) -> Toolchain {
    if sandbox == .strong {
      let missing = SandboxReport.missingParts
      guard missing.isEmpty else { throw .sandboxUnavailable(missing) }
    }
    guard let toolchain = Toolchain.find() else { throw .noToolchain }
    return toolchain
  }

  func prepare(
    _ exercise: Exercise, _ toolchain: Toolchain, _ progress: (String) -> Void
  ) throws(GradingError) -> CompiledExercise {
    do {
      return try ExerciseBuild(
        installation: installation, toolchain: toolchain, exercise: exercise, isInterrupted: isInterrupted
      ).run(progress: progress)
    } catch {
      switch error {
      case .broken(let detail): throw .exerciseBroken(exercise: exercise.name, detail: detail)
      case .interrupted: throw .interrupted
      case .system(let error): throw .system(error.message)
      }
    }
  }

  func inScratch<Result>(
    _ body: (ScratchFolder) throws(GradingError) -> Result
  ) throws(GradingError) -> Result {
    let scratch: ScratchFolder
    do {
      scratch = try ScratchFolder(in: installation.scratch)
    } catch {
      throw .system(error.message)
    }
    defer { scratch.remove() }
    return try body(scratch)
  }

  private func test(
    _ submission: Submission, _ replay: ReplayToken?, imports: Set<String>, _ maker: VerdictMaker,
    _ build: SubmissionBuild, _ compiled: CompiledExercise, _ timing: inout Verdict.Timing
  ) throws(GradingError) -> Grading {
    let watch = Stopwatch()
    let object: String
    onPhase(.compiling)
    do {
      object = try build.run(submission)
    } catch {
      timing.compileMs = watch.milliseconds
      return Grading(verdict: try verdict(for: error, maker))
    }
    timing.compileMs = watch.milliseconds
    defer { timing.testMs = watch.milliseconds - timing.compileMs }
    onPhase(.testing)
    let (round, broke) = try judge(object, replay, imports, maker, compiled, build.deadline)
    if let reason = round.unusable { return Grading(verdict: maker.unusable(reason)) }
    let lines = SourceLines(
      toolchain: build.toolchain, object: object, submission: submission, deadline: build.deadline)
    let records = try lines.complete(round.records, in: build.scratch.path)
    return Grading(
      verdict: maker.verdict(records, broke: broke), records: records, story: round.story,
      suiteMicroseconds: round.suiteMicroseconds)
  }

  private func verdict(
    for failure: SubmissionBuild.Failure, _ maker: VerdictMaker
  ) throws(GradingError) -> Verdict {
    switch failure {
    case .diagnostics(let diagnostics):
      maker.untestable("the submission does not compile", diagnostics: diagnostics)
    case .problem(let text): maker.untestable(text)
    case .interrupted: throw .interrupted
    case .tooSlow: throw .tooSlow
    case .system(let error): throw .system(error.message)
    }
  }

  /// Runs the judge until every test has a record; a test that breaks the judge is left out of the next round.
  private func judge(
    _ object: String, _ replay: ReplayToken?, _ imports: Set<String>, _ maker: VerdictMaker,
    _ compiled: CompiledExercise, _ deadline: Deadline
  ) throws(GradingError) -> (JudgeRun.Round, broke: Set<String>) {
    let exercise = maker.exercise
    let tests = replay.map { [$0.test] } ?? exercise.tests.map(\.name)
    var whole = JudgeRun.Round()
    var broke: Set<String> = []
    while true {
      let done = broke.union(whole.records.map(\.name))
      let order = JudgeOrder(
        exerciseObject: compiled.exerciseObject, suiteObject: compiled.suiteObject, submissionObject: object,
        remoteModule: exercise.type + "Remote", suiteModule: exercise.type + "Suite", type: exercise.type,
        tests: tests.filter { !done.contains($0) },
        libraries: ImportRule.libraries(for: imports), sandbox: sandbox,
        replayCommand: "atoll grade \(exercise.name) \(maker.submission.shellWord) --replay", replay: replay)
      guard !order.tests.isEmpty else { break }
      let round = try JudgeRun(executable: installation.executable, isInterrupted: isInterrupted)
        .run(order, deadline: deadline)
      whole.records += round.records
      whole.unusable = round.unusable
      whole.story = round.story
      whole.suiteMicroseconds += round.suiteMicroseconds
      if round.isComplete || round.unusable != nil { break }
      guard let culprit = round.unfinished else { throw .judgeFailed(round.detail) }
      broke.insert(culprit)
    }
    return (whole, broke)
  }
}

extension String {
  /// The text as one word for a shell.
  fileprivate var shellWord: String {
    let isPlain = utf8.allSatisfy {
      ($0 > 127)
        || "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./+=,:@%".utf8.contains($0)
    }
    return isPlain && !isEmpty ? self : "'" + replacing("'", with: "'\\''") + "'"
  }
}
