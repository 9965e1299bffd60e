/// A mistake in an exercise's files, with its place.
public struct ExerciseFileError: Error, Equatable, Sendable {
  /// What is wrong.
  public enum Problem: Equatable, Sendable {
    /// The file is missing or not UTF-8.
    case unreadable
    /// The file does not begin with `---`, or the second `---` is missing.
    case noFrontMatter
    /// A line between the `---` lines is not `key: value`.
    case notAKey(String)
    /// A key that no exercise has.
    case unknownKey(String)
    /// A key appears twice.
    case repeatedKey(String)
    /// A key is missing, or has no value.
    case missingKey(String)
    /// A value is not what its key needs.
    case badValue(key: String, value: String, wanted: String)
    /// A section is missing, or empty.
    case missingSection(String)
    /// A section appears twice, or is not one of an exercise's.
    case unexpectedSection(String)
    /// A hint is not numbered in order.
    case badHint(String, wanted: String)
    /// A section holds no table with these columns.
    case noTable(section: String, columns: [String])
    /// A row has too many or too few cells.
    case badRow(cells: Int, wanted: Int)
    /// A name appears twice in a table.
    case repeatedName(String)
    /// A misconception names a test that the table of tests lacks.
    case unknownTest(String, known: [String])
    /// The suite has a test that the table lacks.
    case testNotInTable(String)
    /// The table has a test that the suite lacks.
    case testNotInSuite(String)
    /// A misconception has no folder with a Swift file.
    case noWrongSolution(String)
    /// A folder in `Wrong` is not in the table.
    case wrongNotInTable(String)
    /// A folder that every exercise has is missing or holds no Swift file.
    case missingFolder(String)
  }

  /// The file, as a path from the course's root.
  public let file: String
  /// The line, from 1.
  public let line: Int
  /// What is wrong there.
  public let problem: Problem

  /// Makes an error.
  public init(file: String, line: Int, problem: Problem) {
    self.file = file
    self.line = line
    self.problem = problem
  }
}
