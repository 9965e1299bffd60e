import AtollGrading
import AtollText
import Foundation

/// The outputs of GitHub Classroom's autograding steps: a line `name=base64` for each test, as `$GITHUB_OUTPUT` wants it.
///
/// Classroom's reporter counts each step's points by the share of its tests that passed; with one step for each test
/// the points come out as they are.
struct ClassroomReport {
  private struct Test: Encodable {
    let name: String
    let status: String
    let score: Int
    let message: String
    let test_code: String
    let filename: String
    let line_no: Int
    let duration: Int
  }

  private struct Step: Encodable {
    let version = 1
    let status: String
    let max_score: Int
    let tests: [Test]
  }

  let text: String

  init(_ exercise: Exercise, _ result: LearnerResult) {
    guard let verdict = result.verdict else {
      let test = Test(
        name: "grading", status: "error", score: 0, message: (result.failure ?? "no verdict").safeToPrint(),
        test_code: "", filename: "", line_no: 0, duration: 0)
      text = ClassroomReport.line(
        "grading", Step(status: "error", max_score: exercise.scoreMax, tests: [test]))
      return
    }
    text = zip(exercise.tests, verdict.tests).enumerated().map { place, pair in
      let (test, result) = pair
      let message = result.message.isEmpty && result.status != .pass ? verdict.problem ?? "" : result.message
      let first = verdict.diagnostics?.first
      let entry = Test(
        name: (result.hidden ? result.name : test.claim).safeToPrint(), status: result.status.rawValue,
        score: result.score, message: message.safeToPrint(), test_code: "",
        filename: (first?.path ?? "").safeToPrint(), line_no: first?.line ?? 0, duration: 0)
      return ClassroomReport.line(
        "test\(place + 1)",
        Step(status: result.status.rawValue, max_score: result.maxScore, tests: [entry]))
    }.joined()
  }

  private static func line(_ name: String, _ step: Step) -> String {
    "\(name)=\(Data(JSONText.line(step).utf8).base64EncodedString())\n"
  }
}
