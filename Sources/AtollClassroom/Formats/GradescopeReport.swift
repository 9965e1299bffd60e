import AtollGrading
import AtollText

/// Gradescope's `results.json`.
///
/// A hidden test is there with its points, and its name says only its number: what Gradescope shows to learners is its
/// own setting, and must not matter.
struct GradescopeReport {
  private struct Test: Encodable {
    let name: String
    let number: String
    let score: Double
    let max_score: Double
    let status: String
    let output: String
    let output_format = "text"
    let name_format = "text"
    let visibility = "visible"
  }

  private struct Results: Encodable {
    let score: Double
    let execution_time: Double
    let output: String
    let output_format = "text"
    let visibility = "visible"
    let stdout_visibility = "hidden"
    let tests: [Test]
  }

  let text: String

  init(_ exercise: Exercise, _ result: LearnerResult) {
    let verdict = result.verdict
    let tests = zip(exercise.tests, verdict?.tests ?? []).enumerated().map { place, pair in
      let (test, result) = pair
      return Test(
        name: (result.hidden ? result.name : test.claim).safeToPrint(), number: String(place + 1),
        score: Double(result.score), max_score: Double(result.maxScore),
        status: result.status == .pass ? "passed" : "failed", output: GradescopeReport.output(result))
    }
    text = JSONText.pretty(
      Results(
        score: result.points, execution_time: Double(verdict?.timing.totalMs ?? 0) / 1000,
        output: GradescopeReport.summary(exercise, result), tests: tests))
  }

  private static func summary(_ exercise: Exercise, _ result: LearnerResult) -> String {
    guard let verdict = result.verdict else {
      return "There is no verdict: \(result.failure ?? "the grader failed")".safeToPrint()
    }
    return VerdictText.lines(verdict: verdict, exercise: exercise, marks: .ascii).map(\.text)
      .joined(separator: "\n")
  }

  private static func output(_ test: Verdict.Test) -> String {
    let printed = test.output.isEmpty ? "" : "\nyour code printed:\n" + test.output
    return (test.message + printed).safeToPrint()
  }
}
