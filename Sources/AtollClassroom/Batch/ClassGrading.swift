import AtollGrading
import AtollRecords
import Foundation

/// Grades a folder of submissions, several at a time.
///
/// Each verdict is in the gradebook before the next one is taken from the pile, with the submission and with what the
/// verdict depends on. So whoever starts again, after whatever end, grades only what is missing or has changed.
package struct ClassGrading {
  private let exercise: Exercise
  private let grader: Grader
  private let gradebook: Gradebook
  private let policy: Policy
  private let isInterrupted: @Sendable () -> Bool

  /// How far it has come.
  package struct Progress: Sendable {
    /// Submissions with a result.
    package var done = 0
    /// Of these, those whose verdict was in the gradebook already.
    package var known = 0
    /// All submissions.
    package var total = 0
    /// How long it has taken.
    package var elapsed = Duration.zero

    /// How long it will take, by what the others took; none before there is one.
    package var left: Duration? {
      let graded = done - known
      return graded > 0 ? elapsed / graded * (total - done) : nil
    }
  }

  /// Makes a grading.
  package init(
    _ exercise: Exercise, _ grader: Grader, _ gradebook: Gradebook, _ policy: Policy,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    (self.exercise, self.grader, self.gradebook) = (exercise, grader, gradebook)
    self.policy = policy
    self.isInterrupted = isInterrupted
  }

  /// Grades what is not in the gradebook.
  ///
  /// - Parameters:
  ///   - jobs: how many at a time.
  ///   - isFresh: whether to grade even what is in the gradebook.
  ///   - progress: told after each result.
  /// - Returns: a result for every entry; fewer where it was interrupted.
  /// - Throws: `GradingError` where no submission could be graded at all; `GradebookError` where a verdict could not be
  ///   kept.
  package func run(
    _ folder: ClassFolder, jobs: Int, isFresh: Bool = false, progress: (Progress) -> Void = { _ in }
  ) throws -> ClassReport {
    let suite = try grader.identity(of: exercise)
    var results = [LearnerResult?](repeating: nil, count: folder.entries.count)
    var state = Progress(total: folder.entries.count)
    var pile: [Job] = []
    for (place, entry) in folder.entries.enumerated() {
      switch try opening(entry, suite, isFresh) {
      case .result(let result):
        results[place] = result
        state.known += 1
        state.done += 1
      case .handedIn(let handedIn): pile.append(Job(place: place, handedIn: handedIn))
      }
    }
    progress(state)
    let watch = ContinuousClock()
    let began = watch.now
    let workshop = Workshop(pile, jobs: jobs, isInterrupted) { [exercise, grader] job in
      Result { () throws(GradingError) in try grader.grade(exercise, job.handedIn) }
    }
    while let (job, outcome) = workshop.next() {
      // What was cut off is as good as not begun.
      if case .failure(.interrupted) = outcome { continue }
      let entry = folder.entries[job.place]
      results[job.place] = try keep(outcome, job.handedIn, entry, suite, isFresh)
      state.done += 1
      state.elapsed = watch.now - began
      progress(state)
    }
    return ClassReport(
      exercise: exercise, results: results.compactMap { $0 }, pointsMax: policy.pointsMax)
  }

  private enum Opening {
    case result(LearnerResult)
    case handedIn(HandedIn)
  }

  /// What can be said without grading.
  private func opening(_ entry: ClassFolder.Entry, _ suite: String, _ isFresh: Bool) throws -> Opening {
    guard let handedIn = entry.handedIn(exercise) else {
      return .result(
        LearnerResult(learner: entry.learner, failure: "nothing was handed in", isGraderFailure: false))
    }
    if !isFresh,
      let known = try gradebook.entry(
        exercise: exercise.name, learner: entry.learner.id, content: handedIn.content, suite: suite),
      var verdict = Verdict(json: known.verdict)
    {
      verdict.submission = handedIn.path
      return .result(result(entry, verdict))
    }
    return .handedIn(handedIn)
  }

  /// Puts a verdict into the gradebook.
  private func keep(
    _ outcome: Result<Verdict, GradingError>, _ handedIn: HandedIn, _ entry: ClassFolder.Entry,
    _ suite: String, _ isFresh: Bool
  ) throws -> LearnerResult {
    switch outcome {
    case .failure(let error):
      return LearnerResult(learner: entry.learner, failure: error.message, isGraderFailure: true)
    case .success(let verdict):
      // Somebody may have started the same command a second time.
      let known = try gradebook.entry(
        exercise: exercise.name, learner: entry.learner.id, content: handedIn.content, suite: suite)
      guard isFresh || known == nil else { return result(entry, verdict) }
      try gradebook.add(
        GradebookEntry(
          exercise, entry.learner, handedIn, verdict, suite: suite, submitted: entry.submitted, graded: Date()
        ))
      return result(entry, verdict)
    }
  }

  private func result(_ entry: ClassFolder.Entry, _ verdict: Verdict) -> LearnerResult {
    LearnerResult(
      learner: entry.learner, verdict: verdict, points: policy.points(verdict, submitted: entry.submitted),
      daysLate: policy.daysLate(entry.submitted))
  }
}

extension GradebookEntry {
  /// A verdict with all that belongs to it.
  init(
    _ exercise: Exercise, _ learner: Learner, _ handedIn: HandedIn, _ verdict: Verdict, suite: String,
    submitted: Date?, graded: Date
  ) {
    func milliseconds(_ date: Date) -> Int { Int((date.timeIntervalSince1970 * 1000).rounded()) }
    self.init(
      exercise: exercise.name, learner: learner.id, name: learner.name, email: learner.email,
      login: learner.login, content: handedIn.content,
      suite: suite, status: verdict.status.rawValue, score: Double(verdict.score),
      scoreMax: Double(verdict.maxScore), misconception: exercise.recognised(in: verdict)?.name,
      verdict: verdict.json, submittedAtMs: submitted.map(milliseconds), gradedAtMs: milliseconds(graded))
  }
}

extension GradebookEntry {
  /// Whose it is.
  package var whose: Learner { Learner(id: learner, name: name, email: email, login: login) }

  /// When it was handed in, where somebody said.
  package var submitted: Date? { submittedAtMs.map { Date(timeIntervalSince1970: Double($0) / 1000) } }
}

/// One submission to be graded.
private struct Job: Sendable {
  let place: Int
  let handedIn: HandedIn
}
