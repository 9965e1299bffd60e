import AtollGrading
import AtollRecords
import Foundation

/// Grades again what the gradebook holds, with the suite as it is now.
package struct Regrading {
  private let exercise: Exercise
  private let grader: Grader
  private let gradebook: Gradebook

  /// What would become of one learner's newest submission.
  package struct Change {
    /// The newest entry in the gradebook.
    package let before: GradebookEntry
    /// The verdict with the suite as it is now.
    package let after: Verdict
    fileprivate let handedIn: HandedIn
    fileprivate let suite: String

    /// Whether a learner would notice.
    package var isChange: Bool {
      Double(after.score) != before.score || after.status.rawValue != before.status
        || Double(after.maxScore) != before.scoreMax
    }
  }

  /// Makes a regrading.
  package init(_ exercise: Exercise, _ grader: Grader, _ gradebook: Gradebook) {
    (self.exercise, self.grader, self.gradebook) = (exercise, grader, gradebook)
  }

  /// Grades each learner's newest submission; those that were graded with this very suite are left out.
  ///
  /// - Throws: `GradingError`, `GradebookError`.
  package func changes(progress: (_ done: Int, _ total: Int) -> Void) throws -> [Change] {
    let suite = try grader.identity(of: exercise)
    let old = try gradebook.newest(exercise.name).filter { $0.suite != suite }
    var changes: [Change] = []
    for (place, entry) in old.enumerated() {
      progress(place, old.count)
      guard let handedIn = HandedIn(path: entry.learner, content: entry.content) else { continue }
      changes.append(
        Change(before: entry, after: try grader.grade(exercise, handedIn), handedIn: handedIn, suite: suite))
    }
    return changes
  }

  /// Puts the new verdicts into the gradebook.
  ///
  /// - Throws: `GradebookError`.
  package func carryOut(_ changes: [Change]) throws {
    for change in changes {
      try gradebook.add(
        GradebookEntry(
          exercise, change.before.whose, change.handedIn, change.after, suite: change.suite,
          submitted: change.before.submitted, graded: Date()))
    }
  }
}

extension Gradebook {
  /// Each learner's newest entry for an exercise, in the order of their ids.
  package func newest(_ exercise: String) throws(GradebookError) -> [GradebookEntry] {
    var newest: [String: GradebookEntry] = [:]
    for entry in try entries(exercise: exercise) { newest[entry.learner] = entry }
    return newest.values.sorted { $0.learner.utf8.lexicographicallyPrecedes($1.learner.utf8) }
  }

  /// Each learner's entry with the most points for an exercise, the earliest of equals, in the order of their ids.
  package func best(_ exercise: String) throws(GradebookError) -> [GradebookEntry] {
    var best: [String: GradebookEntry] = [:]
    for entry in try entries(exercise: exercise)
    where best[entry.learner].map({ $0.score < entry.score }) ?? true {
      best[entry.learner] = entry
    }
    return best.values.sorted { $0.learner.utf8.lexicographicallyPrecedes($1.learner.utf8) }
  }
}
