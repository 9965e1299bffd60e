import AtollNotebook
import Testing

struct LessonParserTests {
  private static let head = ["---", "title: A title", "summary: About it", "minutes: 5", "---"]

  private func parse(_ lines: [String]) throws -> Lesson {
    try LessonParser.parse(lines.joined(separator: "\n"), name: "name", file: "lesson.md")
  }

  @Test func `a lesson is read into sections, steps, cells and predictions`() throws {
    let lesson = try parse(
      Self.head + [
        "", "Welcome.", "", "## One", "", "Some prose.", "", "```predict", "What will it say?", "- [ ] yes",
        "  You think of another one.", "  refute: use cap/two-node; read a x", "- [x] no", "  Because.",
        "```", "",
        "```atoll", "# a remark", "use cap/two-node", "", "read a x", "```", "", "```output", "out", "  put",
        "```",
        "After it.", "```", "code", "```", "## Two", "```swift file=M.swift shows=func f", "func f() {}",
        "```",
      ])
    #expect(lesson.title == "A title" && lesson.summary == "About it" && lesson.minutes == 5)
    #expect(lesson.introduction == "Welcome.")
    #expect(lesson.sections.map(\.title) == ["One", "Two"])
    #expect(lesson.sections.map(\.line) == [9, 37])
    #expect(lesson.sections[0].steps.map(\.prose) == ["Some prose.", "After it.\n```\ncode\n```"])
    let cell = try #require(lesson.cells.first)
    #expect(lesson.cells.count == 1 && cell.number == 1 && cell.line == 22)
    #expect(cell.commands.map(\.text) == ["use cap/two-node", "read a x"])
    #expect(cell.commands.map(\.line) == [24, 26])
    #expect(cell.output == ["out", "  put"])
    let prediction = try #require(cell.prediction)
    #expect(prediction.line == 13 && prediction.question == "What will it say?")
    #expect(prediction.options.map(\.text) == ["yes", "no"])
    #expect(prediction.options.map(\.isRight) == [false, true])
    #expect(prediction.options.map(\.explanation) == ["You think of another one.", "Because."])
    #expect(prediction.options[0].refutation == ["use cap/two-node", "read a x"])
    #expect(lesson.shownCode.map(\.declaration) == ["func f"])
    #expect(lesson.shownCode[0].file == "M.swift" && lesson.shownCode[0].line == 38)
    #expect(lesson.sections[1].steps[0].prose == "```swift\nfunc f() {}\n```")
  }

  @Test func `needs and exercises are lists`() throws {
    let lesson = try parse(
      [
        "---", "title: t", "summary: s", "minutes: 1", "needs: cap, time", "exercises:", "---", "## A",
        "text",
      ])
    #expect(lesson.needs == ["cap", "time"] && lesson.exercises == [])
  }

  /// The body after a good head, whose last line is line 5, so that a body's first line is line 6.
  @Test(
    arguments: [
      ([], 1, "a lesson has at least one section; begin one with \"## Title\""),
      (["text"], 1, "a lesson has at least one section; begin one with \"## Title\""),
      (["## A", "", "## B", "text"], 6, "section \"A\" is empty"),
      (["## A", "text", "## B"], 8, "section \"B\" is empty"),
      (["```atoll", "show", "```"], 6, "a cell stands in a section; begin one with \"## Title\""),
      (["## A", "```atoll", "# nothing", "```"], 7, "this cell has no command"),
      (["## A", "```atoll", "show"], 7, "this fence has no end"),
      (["## A", "text", "```"], 8, "this fence has no end"),
      (["## A", "```atoll", "show", "```", "```output", "x"], 10, "this fence has no end"),
      (["## A", "```output", "x", "```"], 7, "an output block follows its atoll cell at once"),
      (
        ["## A", "```atoll", "show", "```", "text", "```output", "x", "```"], 11,
        "an output block follows its atoll cell at once"
      ),
      (
        ["## A", "```swift file=M.swift", "x", "```"], 7,
        "shown code names its place: ```swift file=Model.swift shows=func handle"
      ),
      (
        ["## A", "```predict", "Q?", "- [ ] a", "  why", "- [ ] b", "  why", "```"], 7,
        "a prediction has a question and two options or more, one of them right: \"- [x] ANSWER\""
      ),
      (
        ["## A", "```predict", "Q?", "- [x] a", "  why", "```"], 7,
        "a prediction has a question and two options or more, one of them right: \"- [x] ANSWER\""
      ),
      (
        ["## A", "```predict", "- [x] a", "  why", "- [ ] b", "  why", "```"], 7,
        "a prediction has a question and two options or more, one of them right: \"- [x] ANSWER\""
      ),
      (
        ["## A", "```predict", "Q?", "- [x] a", "  why", "- [ ] b", "```"], 11,
        "option \"b\" says no why: write it on the next line, indented"
      ),
      (
        ["## A", "```predict", "Q?", "- a", "```"], 9,
        "an option begins with \"- [ ] \", the right one with \"- [x] \""
      ),
      (
        ["## A", "```predict", "Q?", "- [x] a", "  why", "- [X] b", "  why", "```"], 11,
        "an option begins with \"- [ ] \", the right one with \"- [x] \""
      ),
      (
        ["## A", "```predict", "Q?", "- [x] a", "  why", "- [ ]", "  why", "```"], 11,
        "an option begins with \"- [ ] \", the right one with \"- [x] \""
      ),
      (
        ["## A", "```predict", "Q?", "- [x] a", "  why", "- [ ] b", "  why", "```"], 7,
        "no atoll cell follows this prediction"
      ),
      (
        [
          "## A", "```predict", "Q?", "- [x] a", "  why", "- [ ] b", "  why", "```", "## B", "```atoll",
          "show", "```",
        ], 7,
        "no atoll cell follows this prediction"
      ),
      (
        [
          "## A", "```predict", "Q?", "- [x] a", "  w", "- [ ] b", "  w", "```", "```predict", "Q?",
          "- [x] a", "  w",
          "- [ ] b", "  w", "```",
        ], 14, "two predictions for one cell"
      ),
    ] as [([String], Int, String)])
  func `a malformed lesson is refused at its line`(body: [String], line: Int, what: String) throws {
    do {
      _ = try parse(Self.head + body)
      Issue.record("this was read: \(body)")
    } catch let error as LessonError {
      #expect(error.description == "lesson.md:\(line): \(what)")
    }
  }

  @Test(
    arguments: [
      ([""], 1, "a lesson begins with --- and its title, summary and minutes"),
      (["# Title"], 1, "a lesson begins with --- and its title, summary and minutes"),
      (["---", "title: t"], 1, "the --- that ends the head is missing"),
      (["---", "titel: t", "---"], 2, "unknown entry; there are: title, summary, minutes, needs, exercises"),
      (["---", "title: t", "title: u", "---"], 3, "title is given twice"),
      (["---", "title: t", "summary:", "minutes: 1", "---"], 1, "the head has no summary"),
      (["---", "title: t", "summary: s", "minutes: soon", "---"], 4, "minutes is a whole number from 1 on"),
      (["---", "title: t", "summary: s", "minutes: 0", "---"], 4, "minutes is a whole number from 1 on"),
    ])
  func `a malformed head is refused at its line`(lines: [String], line: Int, what: String) throws {
    do {
      _ = try parse(lines)
      Issue.record("this was read: \(lines)")
    } catch let error as LessonError {
      #expect(error.description == "lesson.md:\(line): \(what)")
    }
  }
}
