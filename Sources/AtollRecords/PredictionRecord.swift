import Foundation

/// A prediction that the learner made, and whether it was right.
public struct PredictionRecord: Hashable, Sendable {
  /// The lesson's name.
  public var lesson: String
  /// The cell that asked.
  public var cell: String
  /// The number of the option chosen.
  public var option: Int
  /// Whether that option was the right one.
  public var isRight: Bool
  /// When; kept to the millisecond.
  public var date: Date

  /// A prediction as it was made.
  public init(lesson: String, cell: String, option: Int, isRight: Bool, date: Date) {
    self.lesson = lesson
    self.cell = cell
    self.option = option
    self.isRight = isRight
    self.date = date
  }
}
