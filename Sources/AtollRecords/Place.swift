/// A section of a lesson: where a learner is, or has been.
public struct Place: Hashable, Sendable {
  /// The lesson's name.
  public var lesson: String
  /// The section's number, as the caller counts.
  public var section: Int

  /// A section of a lesson.
  public init(lesson: String, section: Int) {
    self.lesson = lesson
    self.section = section
  }
}
