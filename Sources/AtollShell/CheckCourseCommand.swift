import AtollCourse
import AtollGrading
import AtollNotebook
import AtollTerminal
import AtollText
import Foundation

extension OutsideCommand {
  /// `atoll check-course`
  static let checkCourse = OutsideCommand(
    "check-course [DIR]", .build, "prove every lesson and every exercise",
    options: [
      .weakSandbox, OptionInfo("--only", "NAME", "this lesson or exercise (may be given several times)"),
    ],
    details: [
      "Lessons: every cell prints what is recorded, shown code is the models' code.",
      "Exercises: the starter compiles and fails, the solution passes, each wrong solution is caught by the test it names.",
      "DIR is a course in a folder of its own, with a course.json; Atoll's own unless said. ATOLL_COURSE=DIR uses such a "
        + "course for all commands.",
      "With ATOLL_RECORD=1 in the environment, the lessons' outputs are recorded anew first.",
    ]
  ) { arguments, shell in
    guard arguments.words.count <= 1 else {
      throw CommandError("too many words", next: "say: atoll check-course [DIR]")
    }
    let shell = try arguments.words.first.map { try shell.with(course: $0) } ?? shell
    try checkFile(shell)
    let isRecording = ProcessInfo.processInfo.environment["ATOLL_RECORD"] == "1"
    let only = arguments.all("--only")
    let exercises = try shell.exercises().filter { only.isEmpty || only.contains($0.name) }
    let lessons = shell.course.lessons.filter { only.isEmpty || only.contains($0.name) }
    for name in only where !(lessons.map(\.name) + exercises.map(\.name)).contains(name) {
      throw CommandError(
        "no lesson and no exercise \"\(name)\" in this course",
        next: "\"atoll lessons\" and \"atoll exercises\" list them")
    }
    let problems = try check(lessons, shell, isRecording: isRecording)
    let failures = try check(exercises, shell, sandbox: arguments.sandbox())
    guard !Interrupt.isRaised else { return .interrupted }
    return problems + failures == 0 ? .done : .failed
  }

  /// Reads the course's file, and holds what it says against the exercises.
  private static func checkFile(_ shell: Shell) throws {
    let file = shell.installation.course + "/course.json"
    if !shell.installation.isOwnCourse, !FileManager.default.fileExists(atPath: file) {
      throw CommandError(
        "\(shell.installation.course) has no course.json",
        next: "write one: {\"format\": \(CourseFile.format)}")
    }
    let policies: CourseFile
    do { policies = try CourseFile.load(shell.installation.course) } catch {
      throw CommandError(error.message)
    }
    let exercises = try shell.exercises()
    for name in policies.exercises.keys.sorted() where !exercises.contains(where: { $0.name == name }) {
      throw CommandError("\(file): exercises: no exercise \"\(name)\" in this course")
    }
    for exercise in exercises { _ = try shell.policy(exercise) }
  }

  private static func check(_ lessons: [Course.Lesson], _ shell: Shell, isRecording: Bool) throws -> Int {
    let exercises = try shell.exercises().map(\.name)
    var count = 0
    for entry in lessons {
      do {
        if isRecording { try record(entry, shell) }
        let proof = try LessonProof(entry, shell.course, exercises: exercises)
        for problem in proof.problems { try shell.print(StyledLine("\(problem)".safeToPrint(), .fail)) }
        count += proof.problems.count
        try report(shell, proof.problems.isEmpty, "lesson \(entry.name): \(proof.counts)")
      } catch let error as LessonError {
        count += 1
        try shell.print(StyledLine("\(error)".safeToPrint(), .fail))
      }
    }
    return count
  }

  /// Writes what the cells print now into the lesson's file, and the sentences that it has now into its claims.
  private static func record(_ entry: Course.Lesson, _ shell: Shell) throws {
    func write(_ text: String, _ file: String) throws {
      try Data(text.utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
    }
    try write(LessonFile(entry).recorded(shell.course), entry.file)
    let lesson = try LessonFile(entry).lesson
    if let claims = ClaimSheet(of: lesson, file: entry.file, evenIfMissing: shell.installation.isOwnCourse) {
      try write(claims.recorded, claims.file)
    }
  }

  private static func check(_ exercises: [Exercise], _ shell: Shell, sandbox: SandboxStrength) throws -> Int {
    let grader = Grader(installation: shell.installation, sandbox: sandbox) { Interrupt.isRaised }
    let workshop = Workshop(
      Array(exercises.enumerated()), jobs: ProcessInfo.processInfo.activeProcessorCount,
      { Interrupt.isRaised }
    ) { _, exercise in
      Result { () throws(GradingError) in try ExerciseCheck.prove(exercise, with: grader) }
    }
    var count = 0
    // They end in any order and are told in the course's.
    var ended: [Int: Result<ExerciseCheck.Report, GradingError>] = [:]
    var next = 0
    while let (job, proof) = workshop.next() {
      ended[job.offset] = proof
      while let proof = ended[next] {
        count += try tell(proof, of: exercises[next], shell)
        next += 1
      }
    }
    return count
  }

  /// Tells what came of an exercise; how many of its claims are not so.
  private static func tell(
    _ proof: Result<ExerciseCheck.Report, GradingError>, of exercise: Exercise, _ shell: Shell
  ) throws -> Int {
    switch proof {
    case .success(let proof):
      let failures = proof.steps.compactMap { step in step.failure.map { "\(step.claim): \($0)" } }
      for failure in failures {
        try shell.print(StyledLine("\(exercise.name): not so: \(failure)".safeToPrint(), .fail))
      }
      try report(shell, proof.isProven, "exercise \(exercise.name): \(proof.steps.count) claims")
      do {
        if proof.isProven { try proof.record() }
      } catch {
        // A course that cannot be written is proven all the same.
        try shell.tell(error.message, .warning)
      }
      return failures.count
    case .failure(.interrupted): return 0
    case .failure(let error):
      try shell.print(StyledLine("\(exercise.name): \(error.message)".safeToPrint(), .fail))
      return 1
    }
  }

  private static func report(_ shell: Shell, _ isGood: Bool, _ text: String) throws {
    try shell.print(StyledLine(isGood ? "ok  " : "no  ", isGood ? .pass : .fail) + StyledLine(text))
  }
}
