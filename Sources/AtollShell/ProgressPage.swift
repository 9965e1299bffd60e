import AtollNotebook
import AtollTerminal
import AtollText

extension OutsideCommand {
  /// `atoll progress`
  static let progress = OutsideCommand("progress", .build, "what you have read, predicted and solved") {
    arguments, shell in
    _ = try arguments.exactly(0, "progress")
    try ProgressPage.print(try shell.course.lessons.map { try LessonFile($0).lesson }, shell)
    return .done
  }

  /// `atoll open`
  static let open = OutsideCommand("open LESSON", .read, "open the notebook at a lesson") {
    arguments, shell in
    let name = try arguments.exactly(1, "open LESSON")[0]
    guard shell.course.lesson(name) != nil else {
      throw CommandError.unknown("lesson", name, known: shell.course.lessons.map(\.name))
    }
    var notebook = try Notebook(shell, lesson: name)
    return try notebook.run(opening: true)
  }
}

/// What the learner has done.
enum ProgressPage {
  static func print(_ lessons: [Lesson], _ shell: Shell) throws {
    try shell.tellNotices()
    try shell.print(StyledLine("Lessons", .heading))
    try LessonList.print(lessons, shell)
    for lesson in lessons {
      let made = shell.progress.predictions(in: lesson.name)
      guard !made.isEmpty else { continue }
      let latest = made.enumerated().filter { place, prediction in
        !made[(place + 1)...].contains { $0.cell == prediction.cell }
      }
      let right = latest.filter(\.element.isRight).count
      let questions = lesson.cells.compactMap(\.prediction).count
      try shell.print("  \(lesson.name): \(latest.count) of \(questions) predictions made, \(right) right")
    }
    try shell.print()
    try shell.print(StyledLine("Exercises", .heading))
    let exercises = try shell.exercises()
    try ExerciseList.print(exercises, shell)
    for exercise in exercises {
      let attempts = shell.progress.attempts(at: exercise.name)
      guard let last = attempts.last else { continue }
      try shell.print(
        "  \(exercise.name): \(attempts.count.of("attempt")), last \(Int(last.score)) of \(Int(last.scoreMax)) points"
      )
    }
    try shell.print()
    try shell.print(
      StyledLine(
        "kept in \(shell.folders.state)\(shell.progress.isKept ? "" : " (not kept: see above)")", .dim))
  }
}
