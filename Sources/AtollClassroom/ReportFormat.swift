import AtollGrading

/// A form in which others read verdicts.
package enum ReportFormat: String, CaseIterable, Sendable {
  /// The verdict as JSON; of a class, an array with the learners.
  case json
  /// One JSON object a line and learner.
  case jsonl
  /// JUnit's XML (junit-10.xsd), which build servers read.
  case junit
  /// The Test Anything Protocol, version 14.
  case tap
  /// Gradescope's `results.json`.
  case gradescope
  /// The outputs of a GitHub Classroom autograding step, one for each test.
  case classroom
  /// GitHub's workflow commands, which put messages beside the lines of a pull request.
  case annotations
  /// Exercism's `results.json`, version 3.
  case exercism
  /// Canvas' gradebook import.
  case canvas
  /// Moodle's grade import.
  case moodle
  /// A table in Markdown.
  case markdown
  /// A page that an instructor reads in a browser.
  case html

  /// What a file of this form is called.
  package var fileName: String {
    switch self {
    case .json: "results.json"
    case .jsonl: "results.jsonl"
    case .junit: "junit.xml"
    case .tap: "results.tap"
    case .gradescope: "gradescope.json"
    case .classroom: "classroom.txt"
    case .annotations: "annotations.txt"
    case .exercism: "exercism.json"
    case .canvas: "canvas.csv"
    case .moodle: "moodle.csv"
    case .markdown: "report.md"
    case .html: "report.html"
    }
  }

  /// Whether its specification knows one submission only: of a class there is a file for each learner.
  package var isForOneSubmission: Bool {
    switch self {
    case .gradescope, .classroom, .annotations, .exercism: true
    default: false
    }
  }

  /// The report in this form; of a form for one submission, the first learner's.
  package func text(of report: ClassReport) -> String {
    let one = report.results.first
    switch self {
    case .json: return JSONReport(report).text
    case .jsonl: return JSONReport(report).lines
    case .junit: return JUnitReport(report).text
    case .tap: return TAPReport(report).text
    case .gradescope: return one.map { GradescopeReport(report.exercise, $0).text } ?? ""
    case .classroom: return one.map { ClassroomReport(report.exercise, $0).text } ?? ""
    case .annotations: return one.map { AnnotationsReport(report.exercise, $0).text } ?? ""
    case .exercism: return one.map { ExercismReport(report.exercise, $0).text } ?? ""
    case .canvas: return CanvasReport(report).text
    case .moodle: return MoodleReport(report).text
    case .markdown: return MarkdownReport(report).text
    case .html: return HTMLReport(report).text
    }
  }
}
