import AtollGrading
import AtollText

/// GitHub's workflow commands: an error for each failed test and each message of the compiler.
///
/// Everything that a stranger wrote is escaped, so that it cannot give a command of its own.
struct AnnotationsReport {
  let text: String

  init(_ exercise: Exercise, _ result: LearnerResult) {
    guard let verdict = result.verdict else {
      text = AnnotationsReport.command("", "Grading failed", result.failure ?? "no verdict")
      return
    }
    var lines: [String] = []
    for diagnostic in verdict.diagnostics ?? [] where diagnostic.severity == .error {
      let place = [
        "file=" + AnnotationsReport.property(diagnostic.path), "line=\(diagnostic.line)",
        "col=\(diagnostic.column)",
      ].joined(separator: ",")
      lines.append(AnnotationsReport.command(place, "Does not compile", diagnostic.message))
    }
    if lines.isEmpty, let problem = verdict.problem {
      lines.append(AnnotationsReport.command("", "Could not be tested", problem))
    }
    if verdict.status == .fail {
      for (test, result) in zip(exercise.tests, verdict.tests) where result.status != .pass {
        let claim = result.hidden ? result.name : test.claim
        let file = "file=" + AnnotationsReport.property(verdict.submission)
        lines.append(
          AnnotationsReport.command(file, claim, result.message.isEmpty ? "did not pass" : result.message))
      }
    }
    text = lines.joined()
  }

  private static func command(_ place: String, _ title: String, _ message: String) -> String {
    let title = "title=" + property(title)
    return "::error \(place.isEmpty ? title : place + "," + title)::\(data(message))\n"
  }

  private static func data(_ text: String) -> String {
    text.safeToPrint().replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
  }

  private static func property(_ text: String) -> String {
    data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }
}
