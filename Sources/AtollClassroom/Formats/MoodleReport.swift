import AtollGrading

/// Moodle's grade import, as CSV: who (by email, else by ID number), the grade, and feedback.
struct MoodleReport {
  private let report: ClassReport

  init(_ report: ClassReport) { self.report = report }

  var text: String {
    let byEmail = report.results.allSatisfy { $0.learner.email != nil }
    let head = CSV.line([
      byEmail ? "Email address" : "ID number", report.exercise.name, "Feedback: \(report.exercise.name)",
    ])
    let rows = report.results.map { result in
      let learner = result.learner
      let id = byEmail ? learner.email ?? "" : learner.login ?? learner.id
      return CSV.line([CSV.neutral(id), Points.text(result.points), CSV.neutral(feedback(result))])
    }
    return ([head] + rows).joined(separator: "\n") + "\n"
  }

  private func feedback(_ result: LearnerResult) -> String {
    guard let verdict = result.verdict else { return result.failure ?? "no verdict" }
    switch verdict.status {
    case .pass: return "every test passed"
    case .error: return "could not be tested: " + (verdict.problem ?? "no reason is known")
    case .fail:
      let failed = zip(report.exercise.tests, verdict.tests).filter { $1.status != .pass }
      let first = failed.first.map { $1.hidden ? $1.name : $0.claim } ?? ""
      return "\(failed.count) of \(verdict.tests.count) tests did not pass; the first: \(first)"
    }
  }
}
