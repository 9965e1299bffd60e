import Foundation

/// Proves an exercise: its tables and files agree, its starter compiles and fails, its solution passes, and each
/// wrong solution is caught by the test that its table names.
public enum ExerciseCheck {
  /// One thing that was proved, or not.
  public struct Step: Sendable, Equatable {
    /// What should be so.
    public let claim: String
    /// Why it is not; nil where it is.
    public let failure: String?
  }

  /// What came of all of it.
  public struct Report: Sendable, Equatable {
    /// The exercise's name.
    public let exercise: String
    /// In the order in which they were tried.
    public let steps: [Step]
    /// The exercise, with the tests that each wrong solution fails.
    let found: Exercise

    /// Whether everything is as it should be.
    public var isProven: Bool { steps.allSatisfy { $0.failure == nil } }

    /// Keeps which tests the wrong solutions fail, beside the exercise's other files, for recognising misconceptions.
    ///
    /// - Throws: ``GradingError`` where it cannot be written.
    public func record() throws(GradingError) {
      do { try FailingTests.write(found) } catch {
        throw .system("write \(found.folder)/failing.txt: \(error.localizedDescription)")
      }
    }
  }

  /// Grades the starter, the solution and every wrong solution.
  ///
  /// - Throws: ``GradingError`` when the grader itself fails.
  public static func prove(
    _ exercise: Exercise, with grader: Grader
  ) throws(GradingError) -> Report {
    let files = ExerciseFolder(exercise: exercise)
    let disagreements = files.disagreements().map {
      Step(claim: "tables and files agree", failure: $0.message)
    }
    guard disagreements.isEmpty else {
      return Report(exercise: exercise.name, steps: disagreements, found: exercise)
    }
    var steps = [Step(claim: "tables and files agree", failure: nil)]
    func grade(_ part: String) throws(GradingError) -> Grader.Grading {
      try grader.gradeWithRecords(exercise, submission: files.path(part)) { _ in }
    }
    let starter = try grade("Starter").verdict
    steps.append(Step(claim: "the starter compiles and fails", failure: starterFailure(starter)))
    let solution = try grade("Solution").verdict
    steps.append(Step(claim: "the solution passes", failure: solutionFailure(solution)))
    var found = exercise
    for (place, misconception) in exercise.misconceptions.enumerated() {
      let grading = try grade("Wrong/" + misconception.name)
      steps.append(
        Step(
          claim: "\(misconception.name) is caught by \(misconception.caughtBy)",
          failure: wrongFailure(misconception, grading.verdict, grading.records)))
      found.misconceptions[place].failing = exercise.failing(in: grading.verdict)
    }
    return Report(exercise: exercise.name, steps: steps, found: found)
  }

  private static func starterFailure(_ verdict: Verdict) -> String? {
    switch verdict.status {
    case .fail: nil
    case .pass: "it passes: leave something to do in Starter"
    case .error: "it cannot be tested: " + reason(verdict)
    }
  }

  private static func solutionFailure(_ verdict: Verdict) -> String? {
    switch verdict.status {
    case .pass: nil
    case .error: "it cannot be tested: " + reason(verdict)
    case .fail:
      verdict.tests.filter { $0.status != .pass }.map { "\($0.name): \($0.message)" }.joined(separator: "\n")
    }
  }

  private static func wrongFailure(
    _ misconception: Exercise.Misconception, _ verdict: Verdict, _ records: [TestRecord]
  ) -> String? {
    guard verdict.status != .error else { return "it cannot be tested: " + reason(verdict) }
    let failing = records.filter { !$0.failures.isEmpty || $0.workerEnd != nil }.map(\.name)
    if failing.contains(misconception.caughtBy) { return nil }
    let others = failing.isEmpty ? "it passes every test" : "it fails \(failing.joined(separator: ", "))"
    return "\(others), not \(misconception.caughtBy)"
  }

  private static func reason(_ verdict: Verdict) -> String {
    let first = verdict.diagnostics?.first.map { " (\($0.path):\($0.line): \($0.message))" }
    return (verdict.problem ?? "") + (first ?? "")
  }
}
