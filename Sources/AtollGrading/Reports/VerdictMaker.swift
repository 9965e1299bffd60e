/// Makes the verdict from what the judge recorded. Whatever has no record earns nothing.
struct VerdictMaker {
  let exercise: Exercise
  let submission: String
  /// The types that the submission declares, for a message.
  var declared: [SwiftSource.Declaration] = []

  /// A submission that could not be tested.
  func untestable(_ problem: String, diagnostics: [Diagnostic]? = nil) -> Verdict {
    var verdict = empty(status: .error)
    verdict.problem = problem
    verdict.diagnostics = diagnostics
    return verdict
  }

  func verdict(_ records: [TestRecord], broke: Set<String>) -> Verdict {
    var verdict = empty(status: .fail)
    verdict.tests = exercise.tests.map { test in
      guard let record = records.last(where: { $0.name == test.name }) else {
        let why =
          broke.contains(test.name)
          ? "the test itself broke on what your code returned" : "no result: not run"
        return result(test, .error, message: why)
      }
      return result(test, record)
    }
    verdict.score = verdict.tests.reduce(0) { $0 + $1.score }
    if verdict.tests.allSatisfy({ $0.status == .pass }) { verdict.status = .pass }
    return verdict
  }

  func unusable(_ reason: Unusable) -> Verdict {
    switch reason {
    case .cannotLoad(let text): untestable("the submission compiles but cannot be loaded: \(text)")
    case .noType: untestable(noType)
    case .doesNotConform:
      untestable(
        "\(exercise.type) does not conform to \(exercise.contractProtocol): declare it as "
          + "`\(exercise.type): \(exercise.contractProtocol)`")
    case .endedWhileLoading(let end): untestable("while the submission was being loaded, " + end.message)
    }
  }

  private var noType: String {
    let types = declared.map { "\($0.kind) \($0.name)" }
    let found =
      types.isEmpty
      ? "your submission declares no type" : "your submission declares: " + types.joined(separator: ", ")
    let isThere = declared.contains { $0.name == exercise.type }
    let next = isThere ? "; is it private, or generic?" : ""
    return "no type named \(exercise.type) conforming to \(exercise.contractProtocol); \(found)\(next)"
  }

  private func empty(status: Verdict.Status) -> Verdict {
    Verdict(
      exercise: exercise.name, submission: submission, status: status, score: 0, maxScore: exercise.scoreMax,
      tests: exercise.tests.map { result($0, .error, message: "not run") }, timing: Verdict.Timing())
  }

  private func result(_ test: Exercise.Test, _ record: TestRecord) -> Verdict.Test {
    if !record.wasRun { return result(test, .error, message: "not run: tests before it did not end") }
    if let end = record.workerEnd { return result(test, .fail, message: end.message, output: record.output) }
    if record.failures.isEmpty { return result(test, .pass, output: record.output) }
    let message = record.failures.map { FailureWording($0.description).text }.joined(separator: "\n")
    return result(test, .fail, message: message, output: record.output)
  }

  private func result(
    _ test: Exercise.Test, _ status: Verdict.Status, message: String = "", output: String = ""
  ) -> Verdict.Test {
    Verdict.Test(
      name: exercise.shownName(of: test), status: status, score: status == .pass ? test.points : 0,
      maxScore: test.points, message: test.isHidden ? "" : message, output: test.isHidden ? "" : output,
      hidden: test.isHidden)
  }
}
