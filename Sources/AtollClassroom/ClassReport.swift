import AtollGrading

/// Whose submission it is.
package struct Learner: Hashable, Codable, Sendable {
  /// What tells the learner from others: the name of the file or folder handed in, without `.swift`.
  package var id: String
  /// As a person reads it; the id where nobody said.
  package var name: String
  /// For gradebooks that go by it.
  package var email: String?
  /// For gradebooks that go by it: Canvas' SIS login, Moodle's ID number.
  package var login: String?

  /// Makes a learner of whom only the id is known, or more.
  package init(id: String, name: String? = nil, email: String? = nil, login: String? = nil) {
    self.id = id
    self.name = name ?? id
    self.email = email
    self.login = login
  }
}

/// One learner's result.
package struct LearnerResult: Sendable {
  /// Whose it is.
  package let learner: Learner
  /// The verdict on what was handed in; none where the grader failed or nothing was handed in.
  package let verdict: Verdict?
  /// Why there is no verdict.
  package let failure: String?
  /// Whether there should be a verdict and the grader is to blame.
  package let isGraderFailure: Bool
  /// What is counted, with the course's policy; the verdict's score unless said.
  package let points: Double
  /// How many days late it was handed in.
  package let daysLate: Int

  /// The result of grading.
  package init(learner: Learner, verdict: Verdict, points: Double? = nil, daysLate: Int = 0) {
    self.learner = learner
    self.verdict = verdict
    failure = nil
    isGraderFailure = false
    self.points = points ?? Double(verdict.score)
    self.daysLate = daysLate
  }

  /// No result.
  package init(learner: Learner, failure: String, isGraderFailure: Bool) {
    self.learner = learner
    verdict = nil
    self.failure = failure
    self.isGraderFailure = isGraderFailure
    points = 0
    daysLate = 0
  }
}

/// What came of grading a class: the input of every report.
package struct ClassReport: Sendable {
  /// What was graded.
  package let exercise: Exercise
  /// In the order of their ids.
  package let results: [LearnerResult]
  /// The points that count as all.
  package let pointsMax: Int

  /// Makes a report; all of the exercise's points count unless said.
  package init(exercise: Exercise, results: [LearnerResult], pointsMax: Int? = nil) {
    self.exercise = exercise
    self.results = results
    self.pointsMax = pointsMax ?? exercise.scoreMax
  }

  /// The report on one submission.
  package init(exercise: Exercise, verdict: Verdict) {
    let name = verdict.submission.split(separator: "/").last.map(String.init) ?? verdict.submission
    self.init(
      exercise: exercise, results: [LearnerResult(learner: Learner(id: name), verdict: verdict)])
  }
}

extension ClassReport {
  /// How many failed each test of the suite, by its place; who could not be tested is not among them.
  package var failures: [Int] {
    exercise.tests.indices.map { place in
      results.count { result in
        guard let verdict = result.verdict, verdict.status != .error else { return false }
        return verdict.tests[place].status != .pass
      }
    }
  }

  /// How often each misconception was recognised, the most frequent first; those that were not are left out.
  package var misconceptions: [(misconception: Exercise.Misconception, count: Int)] {
    let found = results.compactMap { $0.verdict.flatMap { exercise.recognised(in: $0) } }
    return exercise.misconceptions.map { one in (one, found.count { $0.name == one.name }) }
      .filter { $0.1 > 0 }.sorted { $0.1 > $1.1 }
  }
}
