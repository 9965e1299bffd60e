import AtollGrading
import AtollText

/// Exercism's test runner interface, version 3.
///
/// Its website shows at most 500 characters of what a test printed; what is cut says so.
struct ExercismReport {
  private struct Test: Encodable {
    let name: String
    let test_code: String
    let status: String
    let message: String?
    let output: String?
    let task_id: Int?
  }

  private struct Results: Encodable {
    let version = 3
    let status: String
    let message: String?
    let tests: [Test]
  }

  static let outputMax = 500

  let text: String

  init(_ exercise: Exercise, _ result: LearnerResult) {
    guard let verdict = result.verdict else {
      text = JSONText.pretty(
        Results(
          status: "error", message: (result.failure ?? "no verdict").safeToPrint(), tests: []))
      return
    }
    let isError = verdict.status == .error
    let tests = isError ? [] : zip(exercise.tests, verdict.tests).map(ExercismReport.test)
    text = JSONText.pretty(
      Results(
        status: verdict.status.rawValue, message: isError ? ExercismReport.problem(verdict) : nil,
        tests: tests
      ))
  }

  private static func problem(_ verdict: Verdict) -> String {
    let messages = (verdict.diagnostics ?? []).map {
      "\($0.path):\($0.line):\($0.column): \($0.severity.rawValue): \($0.message)"
    }
    return ([verdict.problem ?? "it could not be tested"] + messages).joined(separator: "\n").safeToPrint()
  }

  private static func test(_ test: Exercise.Test, _ result: Verdict.Test) -> Test {
    let output = result.output.safeToPrint()
    let cut = "\n… cut after \(outputMax) characters"
    return Test(
      name: (result.hidden ? result.name : test.claim).safeToPrint(), test_code: "",
      status: result.status.rawValue,
      message: result.status == .pass ? nil : result.message.safeToPrint(),
      output: output.isEmpty
        ? nil : output.count <= outputMax ? output : output.prefix(outputMax - cut.count) + cut,
      task_id: nil)
  }
}
