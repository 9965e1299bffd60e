import AtollCourse
import AtollNotebook
import AtollTerminal
import Foundation

/// The Swift files of a lesson's models, as they are compiled into the program.
struct SourcePage {
  let shell: Shell
  /// The lesson whose files can be named.
  let lesson: String

  /// Shows the file of a model or of another type of the lesson, and names the others.
  func print(_ name: String) throws {
    let entry = shell.course.model(name, in: lesson)
    let folder = "\(shell.course.root)/Lessons/\(entry?.lesson ?? lesson)"
    let files = try Self.files(folder)
    let wanted = entry.map { "\($0.model)" } ?? name
    guard let file = files.first(where: { $0 == wanted }),
      let text = try? String(contentsOfFile: "\(folder)/\(file).swift", encoding: .utf8)
    else {
      throw CommandError.unknown("file or model", name, known: files + shell.course.modelNames(in: lesson))
    }
    try shell.print(StyledLine("Lessons/\(entry?.lesson ?? lesson)/\(file).swift", .heading))
    try shell.print(markdown: "```swift\n\(text)```")
    try shell.print()
    let others = files.filter { $0 != file }.joined(separator: ", ")
    try shell.print(wrapped: StyledLine("\"source NAME\" shows one of the others: \(others)", .dim))
  }

  private static func files(_ folder: String) throws(CommandError) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder)
    guard let names else { throw CommandError("this course has no sources of its models at \(folder)") }
    return names.filter { $0.hasSuffix(".swift") }.map { String($0.dropLast(".swift".count)) }.sorted()
  }
}
