import AtollCourse
import AtollNotebook
import Foundation
import Testing

struct ClaimTests {
  private static let lesson = """
    ---
    title: A title
    summary: About it
    minutes: 5
    ---
    A note says that "it is impossible". Nothing more.

    ## One: a/b

    A register can be old. It is small. Here `never` is code:

    ```
    never mind
    ```

    ```predict
    What?
    - [x] this
      It must be so.
    - [ ] it can never be
      You think so.
    ```

    ```atoll
    use cap/two-node policy=ap
    read b x
    ```

    ## Two

    - No protocol
      can do it.

    **Try it.** You can look.

    ```atoll
    use cap/two-node policy=cp
    ```

    Sources:

    - Michael Fischer, Nancy Lynch and Michael Paterson, "Impossibility", 1985.

    """

  private static let sentences = [
    "A note says that \"it is impossible\".", "A register can be old.", "It must be so.",
    "No protocol can do it.",
  ]

  /// Calls `body` with a lesson whose claims are those of a text.
  private func with(
    _ claims: String?, _ body: (_ lesson: Lesson, _ sheet: ClaimSheet?, _ file: String) throws -> Void
  ) throws {
    let folder = NSTemporaryDirectory() + "atoll-claims-\(UUID().uuidString)"
    let file = "\(folder)/Lessons/cap/lesson.md"
    try FileManager.default.createDirectory(
      atPath: "\(folder)/Lessons/cap", withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Self.lesson.write(toFile: file, atomically: true, encoding: .utf8)
    let entry = try #require(Course(root: folder).lesson("cap"))
    try LessonFile(entry).recorded(TestCourse.course).write(toFile: file, atomically: true, encoding: .utf8)
    try claims?.write(toFile: "\(folder)/Lessons/cap/claims.md", atomically: true, encoding: .utf8)
    let lesson = try LessonFile(entry).lesson
    try body(lesson, ClaimSheet(of: lesson, file: file), file)
  }

  private func problems(_ evidence: [String]) throws -> [String] {
    let titles = ["Introduction", "One: a/b", "One: a/b", "Two"]
    let text = zip(titles, zip(Self.sentences, evidence)).map { "## \($0)\n- \($1.0)\n  \($1.1)\n" }.joined()
    var problems: [String] = []
    try with(text) { lesson, sheet, _ in problems = try #require(sheet).problems(lesson).map(\.what) }
    return problems
  }

  @Test func `claims are the sentences that claim, without code, guesses and things to try`() throws {
    try with(nil) { lesson, sheet, file in
      #expect(sheet == nil)
      let sheet = try #require(ClaimSheet(of: lesson, file: file, evenIfMissing: true))
      #expect(sheet.claims.map(\.sentence) == Self.sentences)
      #expect(sheet.claims.map(\.section) == ["", "One: a/b", "One: a/b", "Two"])
      #expect(sheet.problems(lesson).count == 4)
    }
  }

  @Test func `a claim with its evidence is no problem`() throws {
    #expect(
      try problems([
        "quoted", "cell 1: read x → 0", "argument, cell Two / 1: policy=cp",
        "source: Fischer, Lynch and Paterson 1985",
      ]) == [])
    #expect(try problems(["definition", "definition", "cell One: a/b / 1: → 0", "definition"]) == [])
  }

  @Test func `a claim that has lost its evidence is a problem`() throws {
    let wrong = try problems([
      "?", "cell 1: read x → 7", "cell Three / 1: yes", "source: Lamport 1978",
    ])
    #expect(wrong.count == 4)
    #expect(wrong[0].contains("nothing shows this"))
    #expect(wrong[1].contains("prints no line with \"read x → 7\""))
    #expect(wrong[2].contains("there is no section \"Three\""))
    #expect(wrong[3].contains("do not name Lamport 1978"))
    #expect(try problems(["quoted", "cell 2: x", "definition", "definition"]).count == 1)
    #expect(try problems(["quoted", "the cell shows it", "definition", "definition"]).count == 2)
  }

  @Test func `what is recorded reads back, keeps evidence and drops sentences that are gone`() throws {
    let text = """
      ## One: a/b
      - A register can be old.
        cell 1: read x → 0
      - This sentence was once here and can be forgotten.
        definition
      """
    try with(text) { lesson, sheet, file in
      let sheet = try #require(sheet)
      #expect(sheet.problems(lesson).contains { $0.what.contains("no such sentence") && $0.line == 4 })
      let recorded = sheet.recorded
      try recorded.write(toFile: sheet.file, atomically: true, encoding: .utf8)
      let again = try #require(ClaimSheet(of: lesson, file: file))
      #expect(again.recorded == recorded)
      #expect(again.problems(lesson).count == 3)
      #expect(again.claims.count == 4)
    }
  }
}
