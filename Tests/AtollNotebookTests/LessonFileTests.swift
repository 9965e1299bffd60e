import AtollCourse
import AtollLessons
import AtollNotebook
import Foundation
import Testing

struct LessonFileTests {
  private static let code = "struct M {\n  func f() {\n    1\n  }\n}\n"
  private static let lesson = """
    ---
    title: A title
    summary: About it
    minutes: 5
    ---

    ## One

    ```predict
    What?
    - [x] this
      Because.
    - [ ] that
      You think so.
      refute: use cap/two-node; write a x=1
    ```

    ```atoll
    use cap/two-node
    write a x=1
    ```

    Look at `f`:

    ```swift file=M.swift shows=func f
    func f() {
      1
    }
    ```

    ## Two

    ```atoll
    use cap/two-node policy=ap
    read b x
    ```

    """

  /// Calls `body` with the file of a lesson in a folder of its own.
  private func with(_ text: String, code: String = code, _ body: (LessonFile, Course.Lesson) throws -> Void)
    throws
  {
    let folder = NSTemporaryDirectory() + "atoll-lesson-\(UUID().uuidString)"
    let lessons = "\(folder)/Lessons/cap"
    try FileManager.default.createDirectory(atPath: lessons, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try text.write(toFile: "\(lessons)/lesson.md", atomically: true, encoding: .utf8)
    try code.write(toFile: "\(lessons)/M.swift", atomically: true, encoding: .utf8)
    let entry = try #require(Course(root: folder).lesson("cap"))
    try body(try LessonFile(entry), entry)
  }

  private func recorded(_ text: String) throws -> String {
    var result = ""
    try with(text) { file, _ in result = try file.recorded(TestCourse.course) }
    return result
  }

  private func problems(_ text: String, code: String = code) throws -> [String] {
    var result: [String] = []
    try with(text, code: code) { file, entry in
      result = file.problems(TestCourse.course).map { $0.description.replacing(entry.file, with: "F") }
    }
    return result
  }

  // MARK: - Recording

  @Test func `recording writes what the cells print, and nothing else`() throws {
    let text = try recorded(Self.lesson)
    #expect(text.contains("write a x=1\n```\n\n```output\ncap/two-node: two nodes"))
    #expect(text.contains("#1 a: write x=1 → ok  (40 ticks)\n```\n\nLook at `f`:"))
    #expect(text.contains("#1 b: read x → 0  (0 ticks)\n```\n"))
    let cellsAway = text.split(separator: "\n\n").filter { !$0.hasPrefix("```output") }.joined(
      separator: "\n\n")
    #expect(cellsAway.split(separator: "\n") == Self.lesson.split(separator: "\n"))
    #expect(try problems(text) == [])
  }

  @Test func `recording again changes nothing`() throws {
    let once = try recorded(Self.lesson)
    #expect(try recorded(once) == once)
  }

  @Test(arguments: TestCourse.course.lessons.map(\.name))
  func `the course's own lessons have no problems`(name: String) throws {
    let entry = try #require(TestCourse.course.lesson(name))
    let problems = try LessonFile(entry).problems(TestCourse.course).map(\.description)
    #expect(problems == [])
  }

  @Test(arguments: TestCourse.course.lessons.map(\.name))
  func `recording the course's own lessons is the same twice`(name: String) throws {
    let entry = try #require(TestCourse.course.lesson(name))
    let once = try LessonFile(entry).recorded(TestCourse.course)
    var twice = ""
    let folder = NSTemporaryDirectory() + "atoll-course-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: "\(folder)/Lessons", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.copyItem(
      atPath: URL(fileURLWithPath: "\(TestCourse.root)/Lessons").resolvingSymlinksInPath().path + "/\(name)",
      toPath: "\(folder)/Lessons/\(name)")
    try once.write(toFile: "\(folder)/Lessons/\(name)/lesson.md", atomically: true, encoding: .utf8)
    let copy = try #require(Course(root: folder).lesson(name))
    twice = try LessonFile(copy).recorded(TestCourse.course)
    #expect(once == twice)
    #expect(try LessonFile(copy).problems(TestCourse.course) == [])
  }

  @Test func `recording repairs drifted output and drifted code`() throws {
    let good = try recorded(Self.lesson)
    let bad = good.replacing("ok  (40 ticks)", with: "ok  (41 ticks)\nmore").replacing(
      "  1\n}", with: "  2\n}")
    #expect(bad != good)
    #expect(try recorded(bad) == good)
  }

  @Test func `a lesson with a failing command is not recorded`() throws {
    #expect(throws: LessonError.self) { try recorded(Self.lesson.replacing("read b x", with: "read c x")) }
  }

  // MARK: - Problems

  @Test func `a cell that was never recorded is a problem`() throws {
    #expect(
      try problems(Self.lesson) == [
        "F:18: this cell was never recorded; record it with ATOLL_RECORD=1",
        "F:33: this cell was never recorded; record it with ATOLL_RECORD=1",
      ])
  }

  @Test func `drifted output is found, with both lines`() throws {
    let drifted = try recorded(Self.lesson).replacing("ok  (40 ticks)", with: "ok  (41 ticks)")
    #expect(
      try problems(drifted) == [
        "F:18: this cell prints something else now: line 3 of its output was \"#1 a: write x=1 → ok  (41 ticks)\", "
          + "is \"#1 a: write x=1 → ok  (40 ticks)\"; look at it, then record it with ATOLL_RECORD=1"
      ])
  }

  @Test func `drifted code is found, and code that is nowhere`() throws {
    let good = try recorded(Self.lesson)
    let changed = Self.code.replacing("1", with: "2")
    #expect(try problems(good, code: changed) == ["F:31: this is not \"func f\" as it stands in M.swift"])
    #expect(
      try problems(good, code: "struct M {}") == ["F:31: this is not \"func f\" as it stands in M.swift"])
  }

  @Test func `a failing command is found at its own line, once`() throws {
    let failing = try recorded(Self.lesson).replacing("\nread b x", with: "\nread c x")
    let line =
      failing.split(separator: "\n", omittingEmptySubsequences: false).firstIndex(of: "read c x") ?? 0
    #expect(try problems(failing) == ["F:\(line + 1): no node \"c\"; there are: a, b"])
  }

  @Test func `a failing refutation is found`() throws {
    let failing = try recorded(Self.lesson).replacing(
      "write a x=1\n```\n\n```atoll", with: "write a\n```\n\n```atoll")
    let found = try problems(failing)
    #expect(found.count == 1 && found[0].hasPrefix("F:9: \"write a\" of option \"that\": write which value"))
  }

  @Test func `a section that begins without use is a problem`() throws {
    let text = try recorded(Self.lesson.replacing("use cap/two-node policy=ap\n", with: ""))
    #expect(
      try problems(text).contains {
        $0.hasSuffix("the first cell of a section begins with \"use\", so that it can be read alone")
      })
  }

  @Test func `a section whose output depends on an earlier one is a problem`() throws {
    let text = try recorded(
      Self.lesson.replacing("write a x=1\n```\n\nLook", with: "write a x=1\nseed 7\n```\n\nLook")
        .replacing("read b x", with: "show"))
    #expect(
      try problems(text).contains {
        $0.hasSuffix("this cell prints something else where its section is read alone")
      })
  }

  @Test func `a missing file and one that is not UTF-8 are refused`() throws {
    try with(Self.lesson) { _, entry in
      try Data([0x2D, 0xFF, 0xFE]).write(to: URL(fileURLWithPath: entry.file))
      #expect(throws: LessonError.self) { try LessonFile(entry) }
      try FileManager.default.removeItem(atPath: entry.file)
      #expect(throws: LessonError.self) { try LessonFile(entry) }
    }
  }
}

@Suite struct CatalogueTests {
  @Test func `every lesson of the catalogue has its prose`() {
    #expect(TestCourse.course.lessons.map(\.name) == lessonCatalogue.map(\.name))
  }
}
