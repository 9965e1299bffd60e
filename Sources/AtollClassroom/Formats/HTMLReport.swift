import AtollGrading
import AtollText

/// A class as one page for an instructor's browser: who failed what, which test fails most, which misconceptions occur.
///
/// One file with no script and nothing from elsewhere; all that a stranger wrote is escaped, and a content security
/// policy forbids what could slip through.
struct HTMLReport {
  private let report: ClassReport
  private let exercise: Exercise

  init(_ report: ClassReport) {
    self.report = report
    exercise = report.exercise
  }

  var text: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <meta name="viewport" content="width=device-width">
    <title>\(exercise.title.safeMarkup)</title>
    <style>
    \(HTMLReport.style)
    </style>
    </head>
    <body>
    <h1>\(exercise.title.safeMarkup)</h1>
    \(summary)
    <h2>Tests</h2>
    \(tests)
    \(misconceptions)
    <h2>Learners and tests</h2>
    \(table)
    <h2>What was said</h2>
    \(report.results.enumerated().map { details($1, $0) }.joined(separator: "\n"))
    </body>
    </html>

    """
  }

  private static let style = """
    :root { color-scheme: light dark; --pass: #1a7f37; --fail: #cf222e; --none: #9a6700; --line: #8884; }
    body { font: 15px/1.45 system-ui, sans-serif; max-width: 75em; margin: 2em auto; padding: 0 1em; }
    .wide { overflow-x: auto; }
    table { border-collapse: collapse; }
    th, td { border-bottom: 1px solid var(--line); padding: .25em .6em; text-align: left; vertical-align: top; }
    th.n, td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
    td.mark, th.mark { text-align: center; }
    td.who { max-width: 16em; overflow-wrap: anywhere; }
    .pass { color: var(--pass); } .fail { color: var(--fail); font-weight: 600; } .error { color: var(--none); }
    thead th { position: sticky; top: 0; background: Canvas; }
    td.bar { min-width: 12em; } .bar span { display: inline-block; height: .7em; background: var(--fail); }
    details { overflow-wrap: anywhere; border-bottom: 1px solid var(--line); padding: .3em 0; }
    pre { overflow-x: auto; background: #8881; padding: .6em; font-size: 13px; }
    """

  private var summary: String {
    let verdicts = report.results.compactMap(\.verdict)
    let counts = [
      ("solved it", verdicts.count { $0.status == .pass }),
      ("failed a test", verdicts.count { $0.status == .fail }),
      ("could not be tested", verdicts.count { $0.status == .error }),
      ("without a verdict", report.results.count - verdicts.count),
    ]
    let words = counts.filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
    return
      "<p>\(report.results.count.of("submission")): \(words). \(report.pointsMax.of("point")) at most.</p>"
  }

  // MARK: - Learners and tests

  private var table: String {
    let heads = exercise.tests.enumerated().map { place, test in
      "<th class=\"mark\" title=\"\(test.claim.attributeEscaped)\">\(place + 1)</th>"
    }.joined()
    let rows = report.results.enumerated().map { row($1, $0) }.joined(separator: "\n")
    return """
      <div class="wide"><table>
      <thead><tr><th>learner</th><th class="n">points</th>\(heads)</tr></thead>
      <tbody>
      \(rows)
      </tbody></table></div>
      """
  }

  private func row(_ result: LearnerResult, _ place: Int) -> String {
    let name = "<a href=\"#l\(place)\">\(result.learner.name.safeMarkup)</a>"
    let head = "<tr><td class=\"who\">\(name)</td><td class=\"n\">\(Points.text(result.points))</td>"
    guard let verdict = result.verdict, verdict.status != .error else {
      let why = result.verdict == nil ? "no verdict" : "could not be tested"
      return head + "<td class=\"error\" colspan=\"\(exercise.tests.count)\">\(why)</td></tr>"
    }
    let cells = zip(exercise.tests, verdict.tests).map { test, result in
      let mark = result.status == .pass ? "✓" : result.status == .fail ? "✗" : "–"
      return
        "<td class=\"mark \(result.status.rawValue)\" title=\"\(test.claim.attributeEscaped)\">\(mark)</td>"
    }
    return head + cells.joined() + "</tr>"
  }

  // MARK: - Tests

  private var tests: String {
    let failures = report.failures
    let most = max(1, failures.max() ?? 1)
    let rows = exercise.tests.indices.map { place in
      let test = exercise.tests[place]
      let width = failures[place] * 100 / most
      return """
        <tr><td class="n">\(place + 1)</td><td>\(test.claim.safeMarkup)\(test.isHidden ? " (hidden)" : "")</td>\
        <td class="n">\(test.points)</td><td class="n">\(failures[place])</td>\
        <td class="bar"><span style="width:\(width)%"></span></td></tr>
        """
    }
    return """
      <div class="wide"><table>
      <thead><tr><th class="n">no.</th><th>test</th><th class="n">points</th>\
      <th class="n">did not pass</th><th></th></tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table></div>
      """
  }

  private var misconceptions: String {
    let found = report.misconceptions
    guard !found.isEmpty else { return "" }
    let rows = found.map { misconception, count in
      "<tr><td class=\"n\">\(count)</td><td>\(misconception.name.safeMarkup)</td>"
        + "<td>\(misconception.meaning.safeMarkup)</td></tr>"
    }
    return """
      <h2>Misconceptions recognised</h2>
      <div class="wide"><table>
      <thead><tr><th class="n">times</th><th>misconception</th><th>what it means</th></tr></thead>
      <tbody>
      \(rows.joined(separator: "\n"))
      </tbody></table></div>
      """
  }

  // MARK: - What was said

  private func details(_ result: LearnerResult, _ place: Int) -> String {
    let head = "\(result.learner.name.safeMarkup): \(Points.text(result.points)) of \(report.pointsMax)"
    let body: String
    if let verdict = result.verdict {
      body = VerdictText.lines(verdict: verdict, exercise: exercise).map(\.text).joined(separator: "\n")
    } else {
      body = "There is no verdict: \(result.failure ?? "the grader failed")"
    }
    return "<details id=\"l\(place)\"><summary>\(head)</summary><pre>\(body.safeMarkup)</pre></details>"
  }
}
