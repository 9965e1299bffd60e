import AtollGrading
import Foundation

/// How points are counted: what is late, what is extra.
package struct Policy: Sendable {
  private let exercise: Exercise
  private let course: CourseFile
  private let rules: CourseFile.ExercisePolicy

  /// The policy for one exercise of a course.
  ///
  /// - Throws: `CourseFileError` where it names a test that the exercise does not have.
  package init(_ exercise: Exercise, _ course: CourseFile) throws(CourseFileError) {
    self.exercise = exercise
    self.course = course
    rules = course.exercises[exercise.name] ?? CourseFile.ExercisePolicy()
    for name in rules.extraCredit where !exercise.tests.contains(where: { $0.name == name }) {
      throw CourseFileError(
        message: "course.json: exercises.\(exercise.name).extra_credit: the exercise has no test \"\(name)\"")
    }
  }

  /// The points that count as all: without those for extra credit.
  package var pointsMax: Int {
    exercise.tests.reduce(0) { $0 + (rules.extraCredit.contains($1.name) ? 0 : $1.points) }
  }

  /// How many days late a submission is, each day begun counted whole; 0 where nobody says when it was handed in.
  package func daysLate(_ submitted: Date?) -> Int {
    guard let late = course.late, let due = rules.due, let submitted else { return 0 }
    let seconds = submitted.timeIntervalSince(due)
    guard seconds > Double(late.graceMinutes * 60) else { return 0 }
    return Int((seconds / 86_400).rounded(.up))
  }

  /// What a verdict counts: its points, less what is lost by being late, in hundredths of a point.
  package func points(_ verdict: Verdict, submitted: Date?) -> Double {
    guard let late = course.late else { return Double(verdict.score) }
    let lost = min(late.percentMax, Double(daysLate(submitted)) * late.percentPerDay)
    return (Double(verdict.score) * (100 - lost)).rounded() / 100
  }
}
