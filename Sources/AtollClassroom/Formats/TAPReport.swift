import AtollGrading
import AtollText

/// The Test Anything Protocol, version 14: of one submission its tests, of a class a subtest for each learner.
///
/// - SeeAlso: testanything.org, "TAP 14 specification", 2022.
struct TAPReport {
  private let report: ClassReport

  init(_ report: ClassReport) { self.report = report }

  var text: String {
    guard report.results.count != 1, !report.results.isEmpty else {
      let body = report.results.first.map { points($0, indent: "") } ?? "1..0 # SKIP nothing was handed in\n"
      return "TAP version 14\n" + body
    }
    var text = "TAP version 14\n1..\(report.results.count)\n"
    for (number, result) in report.results.enumerated() {
      let name = TAPReport.description(result.learner.name)
      let isRight = result.verdict?.status == .pass
      text += "# Subtest: \(name)\n" + points(result, indent: "    ")
      text += "\(isRight ? "ok" : "not ok") \(number + 1) - \(name)\n"
    }
    return text
  }

  /// The plan and the tests of one learner.
  private func points(_ result: LearnerResult, indent: String) -> String {
    guard let verdict = result.verdict else {
      return "\(indent)1..1\n\(indent)not ok 1 - grading\n"
        + yaml(["message": result.failure ?? "no verdict", "severity": "error"], indent)
    }
    var text = "\(indent)1..\(verdict.tests.count)\n"
    for (number, test) in verdict.tests.enumerated() {
      let ok = test.status == .pass ? "ok" : "not ok"
      let claim = test.hidden ? test.name : report.exercise.tests[number].claim
      text += "\(indent)\(ok) \(number + 1) - \(TAPReport.description(claim))\n"
      guard test.status != .pass else { continue }
      var facts: [(String, String)] = [("severity", test.status == .fail ? "fail" : "error")]
      let message = test.message.isEmpty ? verdict.problem ?? "" : test.message
      if !message.isEmpty { facts.append(("message", message)) }
      if !test.output.isEmpty { facts.append(("output", test.output)) }
      text += yaml(facts, indent)
    }
    return text
  }

  private func yaml(_ facts: KeyValuePairs<String, String>, _ indent: String) -> String {
    yaml(facts.map { ($0.key, $0.value) }, indent)
  }

  /// A diagnostic block: text as JSON writes it is a scalar of YAML.
  private func yaml(_ facts: [(String, String)], _ indent: String) -> String {
    let lines = facts.map { "\(indent)  \($0): \($1.jsonQuoted)\n" }.joined()
    return "\(indent)  ---\n\(lines)\(indent)  ...\n"
  }

  /// A description in which nothing is a directive, on one line.
  static func description(_ text: String) -> String {
    text.safeToPrint().replacing("\\", with: "\\\\").replacing("#", with: "\\#").replacing("\n", with: " ")
  }
}
