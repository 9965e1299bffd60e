import Foundation

@testable import AtollClassroom
@testable import AtollGrading

/// A class of learners whose names and prints try to break every format.
struct ReportSample {
  static let hostile = [
    "Ada Lovelace", "=HYPERLINK(\"http://evil\")", "<script>alert(1)</script>", "a,b\"c", "]]>&amp;",
    "# SKIP",
    "::error::x", "\u{1B}[31mred\u{7}", "line\nbreak\r\n", "| pipe | `code` @team", "\u{202E}txt.exe",
    "ok 1 - no",
    "日本語 👩‍👩‍👧", "\u{FFFE}\u{0}", "%0A::set-output", "' OR 1=1",
  ]

  static let course = (0..<3).reduce(URL(fileURLWithPath: #filePath)) { url, _ in
    url.deletingLastPathComponent()
  }.path

  let exercise: Exercise

  init() throws { exercise = try ExerciseLibrary.load("lamport-clock", in: ReportSample.course) }

  /// A verdict as the grader could have given it: the tests fail in turn, and everything printed is hostile.
  func verdict(_ number: Int, status: Verdict.Status? = nil) -> Verdict {
    let text = ReportSample.hostile[number % ReportSample.hostile.count]
    let tests = exercise.tests.enumerated().map { place, test in
      let isRight = status == .pass || place % (number + 2) != 0
      let state: Verdict.Status = status == .error ? .error : isRight ? .pass : .fail
      return Verdict.Test(
        name: exercise.shownName(of: test), status: state, score: state == .pass ? test.points : 0,
        maxScore: test.points, message: state == .pass || test.isHidden ? "" : "got \(text), expected 3",
        output: test.isHidden ? "" : text, hidden: test.isHidden)
    }
    let isRight = tests.allSatisfy { $0.status == .pass }
    return Verdict(
      exercise: exercise.name, submission: "subs/\(text).swift", status: status ?? (isRight ? .pass : .fail),
      score: tests.reduce(0) { $0 + $1.score }, maxScore: exercise.scoreMax, tests: tests,
      timing: Verdict.Timing(), problem: status == .error ? "does not compile: \(text)" : nil,
      diagnostics: nil)
  }

  /// All kinds of results under all the names.
  var report: ClassReport {
    ClassReport(
      exercise: exercise,
      results: ReportSample.hostile.enumerated().map { place, name in
        let learner = Learner(id: name, email: "\(place)@example.org", login: name)
        switch place % 5 {
        case 0: return LearnerResult(learner: learner, verdict: verdict(place, status: .pass))
        case 1: return LearnerResult(learner: learner, verdict: verdict(place, status: .error))
        case 2:
          return LearnerResult(
            learner: learner, failure: "the grader failed: \(name)", isGraderFailure: true)
        default: return LearnerResult(learner: learner, verdict: verdict(place))
        }
      })
  }

  /// The report on one learner.
  func single(_ place: Int) -> ClassReport {
    ClassReport(exercise: exercise, results: [report.results[place]])
  }
}
