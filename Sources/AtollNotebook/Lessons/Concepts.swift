import Foundation

/// A concept of the source notes, and where the course teaches it.
public struct Concept: Hashable, Codable, Sendable {
  /// The concept.
  public let concept: String
  /// The source note that names it: `001`.
  public let note: String
  /// The lesson.
  public let lesson: String
  /// The title of the section.
  public let section: String
  /// The model that runs it; none where there is none.
  public let model: String?
  /// The exercise in which it is built; none where there is none.
  public let exercise: String?
}

/// The concepts of a lesson: `concepts.md` beside `lesson.md`, a table.
public struct ConceptTable: Sendable {
  /// Where the file is.
  public let file: String
  /// The concepts, in the order of the table.
  public let concepts: [Concept]
  private let lines: [Int]

  private static let head = ["concept", "note", "section", "model", "exercise"]

  /// Reads the table; none where there is no such file.
  ///
  /// - Throws: `LessonError` where a row has not five fields, or the head is another.
  public init?(of lesson: String, file lessonFile: String) throws(LessonError) {
    file = lessonFile.replacing("/lesson.md", with: "/concepts.md")
    guard let data = FileManager.default.contents(atPath: file) else { return nil }
    var concepts: [Concept] = []
    var lines: [Int] = []
    var hasHead = false
    let text = String(decoding: data, as: UTF8.self)
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    where line.hasPrefix("|") {
      let fields = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst().dropLast()
        .map { $0.trimmingCharacters(in: .whitespaces) }
      guard fields.count == Self.head.count, hasHead || fields == Self.head else {
        throw LessonError(
          file: file, line: number + 1, what: "a row is | \(Self.head.joined(separator: " | ")) |")
      }
      if !hasHead {
        hasHead = true
      } else if !fields.allSatisfy({ $0.allSatisfy { "-:".contains($0) } }) {
        concepts.append(
          Concept(
            concept: fields[0], note: fields[1], lesson: lesson, section: fields[2],
            model: fields[3] == "-" ? nil : fields[3], exercise: fields[4] == "-" ? nil : fields[4]))
        lines.append(number + 1)
      }
    }
    self.concepts = concepts
    self.lines = lines
  }

  /// What is wrong: sections, models and exercises that are not there.
  public func problems(_ lesson: Lesson, models: [String], exercises: [String]) -> [LessonError] {
    zip(concepts, lines).flatMap { concept, line in
      var problems: [String] = []
      if !lesson.sections.contains(where: { $0.title == concept.section }) {
        problems.append("no section \"\(concept.section)\" in this lesson")
      }
      if let model = concept.model, !models.contains(where: { $0 == model || $0.hasSuffix("/\(model)") }) {
        problems.append("no model \"\(model)\"")
      }
      if let exercise = concept.exercise, !exercises.contains(exercise) {
        problems.append("no exercise \"\(exercise)\"")
      }
      return problems.map { LessonError(file: file, line: line, what: $0) }
    }
  }

  /// The page of the docs: a table for each lesson.
  public static func page(_ concepts: [Concept]) -> String {
    var text =
      "# Concepts\n\nWhere the course teaches what the five lecture notes name from which it was made. Made by `atoll concepts --format markdown`.\n"
    var lesson: String?
    for concept in concepts {
      if concept.lesson != lesson {
        text +=
          "\n## \(concept.lesson)\n\n| concept | note | section | model | exercise |\n|---|---|---|---|---|\n"
      }
      lesson = concept.lesson
      let fields = [
        concept.concept, concept.note, concept.section, concept.model ?? "-", concept.exercise ?? "-",
      ]
      text += "| \(fields.joined(separator: " | ")) |\n"
    }
    return text
  }
}
