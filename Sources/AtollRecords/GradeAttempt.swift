import Foundation

/// One grading of one submission.
public struct GradeAttempt: Hashable, Sendable {
  /// What came of it.
  public enum Status: String, CaseIterable, Sendable {
    /// All tests passed.
    case pass
    /// Some test failed.
    case fail
    /// The submission could not be tested.
    case error
  }

  /// The exercise's name.
  public var exercise: String
  /// The path of the submission.
  public var submission: String
  /// What came of it.
  public var status: Status
  /// The points.
  public var score: Double
  /// The points that could be had.
  public var scoreMax: Double
  /// The tests' results as JSON, kept as the caller wrote it.
  public var testsJSON: String
  /// When; kept to the millisecond.
  public var date: Date

  /// A grading as it was.
  public init(
    exercise: String, submission: String, status: Status, score: Double, scoreMax: Double, testsJSON: String,
    date: Date
  ) {
    self.exercise = exercise
    self.submission = submission
    self.status = status
    self.score = score
    self.scoreMax = scoreMax
    self.testsJSON = testsJSON
    self.date = date
  }
}
