import AtollCourse
import AtollNotebook
import Foundation
import Testing

/// Tables of the whole course that are generated, and fail where the course no longer holds what they say.
struct CourseTableTests {
  private func entries() -> [Course.Lesson] { TestCourse.course.lessons }

  @Test func `each claim of each lesson is shown by its cell, as the table says`() throws {
    var table =
      "# Claims\n\nEach sentence of the lessons that says what always, never, can, cannot or must be.\n"
    for entry in entries() {
      let lesson = try LessonFile(entry).lesson
      let sheet = try #require(ClaimSheet(of: lesson, file: entry.file), "\(entry.name) has no claims.md")
      #expect(sheet.problems(lesson) == [])
      table += "\n## \(entry.name)\n\n| section | claim | shown by |\n|---|---|---|\n"
      for claim in sheet.claims {
        let fields = [
          claim.section.isEmpty ? "Introduction" : claim.section, claim.sentence, claim.evidenceText,
        ]
        table += "| " + fields.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
      }
    }
    try expect(table, "Tests/AtollNotebookTests/Snapshots/claims.md")
  }

  @Test func `each concept of the notes has its section, and the page in the docs says where`() throws {
    var all: [Concept] = []
    for entry in entries() {
      let table = try #require(
        try ConceptTable(of: entry.name, file: entry.file), "\(entry.name) has no concepts.md")
      let models = TestCourse.course.models.map(\.name)
      let exercises = try FileManager.default.contentsOfDirectory(
        atPath: TestCourse.course.root + "/Exercises")
      #expect(table.problems(try LessonFile(entry).lesson, models: models, exercises: exercises) == [])
      #expect(!table.concepts.isEmpty)
      all += table.concepts
    }
    try expect(ConceptTable.page(all), "docs/concepts.md")
  }

  private func expect(_ text: String, _ path: String) throws {
    let file = URL(filePath: TestCourse.course.root + "/" + path)
    if ProcessInfo.processInfo.environment["ATOLL_RECORD"] == "1" { try Data(text.utf8).write(to: file) }
    let recorded = try String(decoding: Data(contentsOf: file), as: UTF8.self)
    #expect(text == recorded, "\(path) has changed; if it is meant: ATOLL_RECORD=1 swift test")
  }
}
