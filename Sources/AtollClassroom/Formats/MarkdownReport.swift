import AtollGrading
import AtollText

/// A class as a table in Markdown, with what it struggled with most.
struct MarkdownReport {
  private let report: ClassReport

  init(_ report: ClassReport) { self.report = report }

  var text: String {
    let exercise = report.exercise
    var lines = ["# \(cell(exercise.title))", "", summary, ""]
    lines.append("| learner | points | of | did not pass |")
    lines.append("|---|---:|---:|---|")
    for result in report.results {
      lines.append(
        "| \(cell(result.learner.name)) | \(Points.text(result.points)) | \(report.pointsMax) | \(missed(result)) |"
      )
    }
    lines += ["", "## Tests", "", "| test | points | did not pass |", "|---|---:|---:|"]
    for (test, failures) in zip(exercise.tests, report.failures) {
      lines.append("| \(cell(test.claim)) | \(test.points) | \(failures) |")
    }
    let found = report.misconceptions
    if !found.isEmpty {
      lines += ["", "## Misconceptions", "", "| found | times | what it means |", "|---|---:|---|"]
      lines += found.map { "| \($0.name) | \($1) | \(cell($0.meaning)) |" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var summary: String {
    let solved = report.results.count { $0.verdict?.status == .pass }
    return "\(solved) of \(report.results.count.of("submission")) solved it."
  }

  private func missed(_ result: LearnerResult) -> String {
    guard let verdict = result.verdict else { return "no verdict: " + cell(result.failure ?? "") }
    switch verdict.status {
    case .pass: return ""
    case .error: return "could not be tested: " + cell(verdict.problem ?? "")
    case .fail:
      return zip(report.exercise.tests, verdict.tests).filter { $1.status != .pass }
        .map { cell($1.hidden ? $1.name : $0.name) }.joined(separator: ", ")
    }
  }

  /// Text in which nothing is markup: every character that Markdown may read as such is escaped.
  private func cell(_ text: String) -> String {
    var escaped = ""
    for character in text.safeToPrint().replacing("\n", with: " ") {
      if "\\`*_{}[]()<>#+!|~&:".contains(character) { escaped.append("\\") }
      escaped.append(character)
      // So that nobody on a forge is mentioned.
      if character == "@" { escaped += "<!-- -->" }
    }
    return escaped
  }
}
