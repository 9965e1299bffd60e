import AtollGrading
import AtollText

/// A class as JUnit's XML: a suite for each learner, a case for each test.
///
/// - SeeAlso: the schema that Jenkins' xUnit plugin ships as `junit-10.xsd`.
struct JUnitReport {
  private let report: ClassReport

  init(_ report: ClassReport) { self.report = report }

  var text: String {
    let suites = report.results.map(suite)
    let all = suites.map(\.counts).reduce(Counts(), +)
    let head = "<testsuites name=\"\(report.exercise.name.attributeEscaped)\" \(all.attributes)"
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\(head) time=\"\(seconds(all.milliseconds))\">\n"
      + suites.map(\.text).joined() + "</testsuites>\n"
  }

  private struct Counts {
    var tests = 0
    var failures = 0
    var errors = 0
    var milliseconds = 0

    static func + (a: Counts, b: Counts) -> Counts {
      Counts(
        tests: a.tests + b.tests, failures: a.failures + b.failures, errors: a.errors + b.errors,
        milliseconds: a.milliseconds + b.milliseconds)
    }

    var attributes: String { "tests=\"\(tests)\" failures=\"\(failures)\" errors=\"\(errors)\"" }
  }

  /// Milliseconds as seconds with three digits, whatever the locale.
  private func seconds(_ milliseconds: Int) -> String {
    let rest = String(milliseconds % 1000)
    return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }

  private func suite(_ result: LearnerResult) -> (text: String, counts: Counts) {
    guard let verdict = result.verdict else {
      let problem = result.failure ?? "no verdict"
      let counts = Counts(tests: 1, failures: 0, errors: 1)
      return (
        element(
          result, counts,
          "    <testcase name=\"grading\" classname=\"\(report.exercise.name.attributeEscaped)\">\n"
            + "      <error type=\"grader\" message=\"\(problem.attributeEscaped)\"/>\n    </testcase>\n"),
        counts
      )
    }
    var counts = Counts()
    counts.tests = verdict.tests.count
    counts.failures = verdict.tests.count { $0.status == .fail }
    counts.errors = verdict.tests.count { $0.status == .error }
    counts.milliseconds = verdict.timing.totalMs
    var body = zip(report.exercise.tests, verdict.tests).map { testCase($0, $1, verdict) }.joined()
    if let problem = verdict.problem {
      body += "    <system-err>\(problem.safeMarkup)</system-err>\n"
    }
    return (element(result, counts, body), counts)
  }

  private func element(_ result: LearnerResult, _ counts: Counts, _ body: String) -> String {
    let name = result.learner.name.attributeEscaped
    let head =
      "  <testsuite name=\"\(name)\" \(counts.attributes) time=\"\(seconds(counts.milliseconds))\">\n"
    return head + body + "  </testsuite>\n"
  }

  private func testCase(_ test: Exercise.Test, _ result: Verdict.Test, _ verdict: Verdict) -> String {
    let name = (result.hidden ? result.name : test.name).attributeEscaped
    let head = "    <testcase name=\"\(name)\" classname=\"\(report.exercise.name.attributeEscaped)\""
    var body = ""
    let message = result.message.isEmpty ? verdict.problem ?? "" : result.message
    switch result.status {
    case .pass: break
    case .fail: body += "      <failure type=\"test\" \(said(message))</failure>\n"
    case .error: body += "      <error type=\"not-run\" \(said(message))</error>\n"
    }
    if !result.output.isEmpty {
      body += "      <system-out>\(result.output.safeMarkup)</system-out>\n"
    }
    return body.isEmpty ? head + "/>\n" : head + ">\n" + body + "    </testcase>\n"
  }

  /// The first line as the message, all of it as the text.
  private func said(_ message: String) -> String {
    let first = message.split(separator: "\n").first.map(String.init) ?? ""
    return "message=\"\(first.attributeEscaped)\">\(message.safeMarkup)"
  }
}
