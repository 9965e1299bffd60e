import AtollCourse
import AtollNotebook

/// The course of this repository, and what tests do with sessions of it.
enum TestCourse {
  /// The repository's folder.
  static let root = #filePath.split(separator: "/").dropLast(4).reduce("") { "\($0)/\($1)" }
  static let course = Course(root: root)

  /// A session that has performed some lines.
  static func session(_ lines: [String] = [], signs: DisplayOptions.Signs = .unicode) throws -> RunSession {
    var session = RunSession(course: course, options: DisplayOptions(signs: signs))
    for line in lines { _ = try session.perform(line) }
    return session
  }

  /// What the last of some lines prints.
  static func output(_ lines: [String], signs: DisplayOptions.Signs = .unicode) throws -> [String] {
    var session = RunSession(course: course, options: DisplayOptions(signs: signs))
    var output: [OutputLine] = []
    for line in lines { output = try session.perform(line) }
    return output.map(\.text)
  }
}
