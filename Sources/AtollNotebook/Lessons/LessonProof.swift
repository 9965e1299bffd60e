import AtollCourse
import AtollText

/// What a lesson promises, held against what it does: its cells, its shown code, its claims, its concepts.
public struct LessonProof: Sendable {
  /// What is wrong.
  public let problems: [LessonError]
  /// How much was looked at, in words.
  public let counts: String

  /// Checks a lesson of a course that has exercises with some names.
  ///
  /// - Throws: `LessonError` where a file is missing or malformed.
  public init(_ entry: Course.Lesson, _ course: Course, exercises: [String]) throws(LessonError) {
    let file = try LessonFile(entry)
    let lesson = file.lesson
    let claims = ClaimSheet(of: lesson, file: entry.file)
    let concepts = try ConceptTable(of: entry.name, file: entry.file)
    var problems = file.problems(course)
    problems += claims?.problems(lesson) ?? []
    problems += concepts?.problems(lesson, models: course.models.map(\.name), exercises: exercises) ?? []
    problems += lesson.exercises.filter { !exercises.contains($0) }.map { name in
      LessonError(file: entry.file, line: 1, what: "no exercise \"\(name)\" in this course")
    }
    self.problems = problems
    let questions = lesson.cells.compactMap(\.prediction).count
    counts = [
      "\(lesson.cells.count.of("cell"))", "\(questions.of("prediction"))",
      "\(lesson.shownCode.count) pieces of code", "\((claims?.claims.count ?? 0).of("claim"))",
      "\((concepts?.concepts.count ?? 0).of("concept"))",
    ].joined(separator: ", ")
  }
}
