import Atoll
import AtollNotebook
import Testing

struct ReaderTests {
  private static let text = """
    ---
    title: t
    summary: s
    minutes: 1
    ---
    Welcome.
    ## One
    First.
    ```atoll
    use cap/two-node
    write a x=1
    ```
    Second.
    ```predict
    What will it say?
    - [x] 1
      It was written.
    - [ ] 0
      You think that nothing was stored.
      refute: use cap/two-node; write a x=5; read a x
    - [ ] nothing
      You think that it is cut off.
    ```
    ```atoll
    read b x
    ```
    ## Two
    Third.
    ```atoll
    use cap/two-node policy=ap
    read b x
    ```
    Last words.
    """

  private func reader() throws -> Reader {
    let lesson = try LessonParser.parse(Self.text, name: "cap", file: "lesson.md")
    return Reader(lesson, session: try TestCourse.session())
  }

  /// Pages in short.
  private func brief(_ pages: [Reader.Page]) -> [String] {
    pages.map { page in
      switch page {
      case .heading(let number, let title): "heading \(number) \(title)"
      case .resumed: "resumed"
      case .prose(let text): "prose \(text)"
      case .prediction(let prediction): "question \(prediction.question)"
      case .cell(let cell, let results):
        "cell \(cell.number): \(results.last?.output.first?.text ?? "nothing")"
      case .failure(let cell, let error): "failure \(cell.number): \(error)"
      case .answer(let chosen, let option, let right): "answer \(chosen) \(option.text), right \(right.text)"
      case .unanswered(let right): "right \(right.text)"
      case .refutation(let results): "refutation: \(results.last?.output.first?.text ?? "nothing")"
      case .refutedByCell(let isNext): "refuted by the \(isNext ? "next" : "same") cell"
      case .sectionRead(let number): "read \(number)"
      case .end: "end"
      }
    }
  }

  private let firstCell = "cell 1: #1 a: write x=1 → ok  (40 ticks)"
  private let secondCell = "cell 2: #2 b: read x → 1  (40 ticks)"
  private let thirdCell = "cell 3: #1 b: read x → 0  (0 ticks)"

  @Test func `reading on shows every piece once, in order, and skips a prediction that is not answered`()
    throws
  {
    var reader = try reader()
    var pages: [[String]] = []
    for _ in 0..<6 { pages.append(brief(reader.next())) }
    #expect(
      pages == [
        ["heading 1 One", "prose First.", firstCell],
        ["prose Second.", "question What will it say?"],
        [secondCell, "right 1", "read 1"],
        ["heading 2 Two", "prose Third.", thirdCell],
        ["prose Last words.", "read 2", "end"],
        ["end"],
      ])
    #expect(reader.place == 2)
  }

  @Test func `a right prediction says so after the cell has run`() throws {
    var reader = try reader()
    _ = (reader.next(), reader.next())
    let pages = try reader.predict(1)
    #expect(brief(pages) == [secondCell, "answer 1 1, right 1", "read 1"])
    #expect(reader.waiting == nil)
  }

  @Test func `a wrong prediction shows its misconception and the run that refutes it`() throws {
    var reader = try reader()
    _ = (reader.next(), reader.next())
    let pages = try reader.predict(2)
    #expect(
      brief(pages) == [
        secondCell, "answer 2 0, right 1", "refutation: #2 a: read x → 5  (40 ticks)", "read 1",
      ])
    guard case .answer(_, let option, let right) = pages[1] else {
      Issue.record("no answer")
      return
    }
    #expect(option.explanation == "You think that nothing was stored.")
    #expect(right.explanation == "It was written.")
    // The refutation is a run of its own.
    #expect(reader.session.run?.clientOperations.count == 2)
  }

  @Test func `a run that the next cell shows anyway is not shown twice`() throws {
    let text = Self.text.replacing(
      "```atoll\nread b x\n```\n",
      with: "```atoll\nread b x\n```\nMore.\n```atoll\nuse cap/two-node\nwrite a x=5\nread a x\n```\n")
    var reader = Reader(
      try LessonParser.parse(text, name: "cap", file: "lesson.md"), session: try TestCourse.session())
    _ = (reader.next(), reader.next())
    #expect(brief(try reader.predict(2)) == [secondCell, "answer 2 0, right 1", "refuted by the next cell"])
    #expect(brief(reader.next()).last == "read 1")
  }

  @Test func `a wrong prediction without a run of its own shows the misconception`() throws {
    var reader = try reader()
    _ = (reader.next(), reader.next())
    let pages = try reader.predict(3)
    #expect(brief(pages) == [secondCell, "answer 3 nothing, right 1", "read 1"])
  }

  @Test func `a prediction out of place or out of range is refused, and the question stays`() throws {
    var reader = try reader()
    #expect(
      performing: { try reader.predict(1) },
      throws: { "\($0)" == "nothing waits for a prediction; read on with: next" })
    _ = (reader.next(), reader.next())
    for number in [0, -1, 4] {
      #expect(
        performing: { try reader.predict(number) },
        throws: { "\($0)" == "there is no option \(number); choose 1 to 3" })
      #expect(reader.waiting?.number == 2)
    }
    #expect(throws: Never.self) { try reader.predict(3) }
  }

  @Test func `going to a section begins it anew, and a section that is not there is refused`() throws {
    var reader = try reader()
    try reader.go(to: 2)
    #expect(brief(reader.next()) == ["heading 2 Two", "prose Third.", thirdCell])
    for number in [0, 3, -1] {
      #expect(
        performing: { try reader.go(to: number) },
        throws: { "\($0)" == "there is no section \(number); cap has 1 to 2" })
    }
    try reader.go(to: 1)
    #expect(brief(reader.next()).first == "heading 1 One")
  }

  @Test func `back leads to the beginning of the section, then to the one before`() throws {
    var reader = try reader()
    reader.back()
    #expect(reader.section == 0)
    _ = (reader.next(), reader.next())
    reader.back()
    #expect(reader.section == 0 && reader.stepsRead == 0 && reader.waiting == nil)
    #expect(brief(reader.next()) == ["heading 1 One", "prose First.", firstCell])
    try reader.go(to: 2)
    reader.back()
    #expect(reader.section == 0)
    for _ in 0..<6 { _ = reader.next() }
    #expect(brief(reader.next()) == ["end"])
    reader.back()
    #expect(brief(reader.next()).first == "heading 2 Two")
  }

  @Test(
    arguments: [
      ["write b x=9"], ["use time/lamport"], ["partition {a} {b}", "write a x=7"], ["undo", "undo"],
      ["seed 77", "write a y=1"], ["crash a", "crash b"],
    ])
  func `what a learner tries does not change what later cells print`(lines: [String]) throws {
    var plain = try reader()
    var tried = try reader()
    var (expected, found): ([String], [String]) = ([], [])
    for _ in 0..<6 {
      expected += brief(plain.next())
      found += brief(tried.next())
      for line in lines { _ = try? tried.session.perform(line) }
    }
    #expect(found.filter { $0 != "resumed" } == expected)
    #expect(found.contains("resumed"), "the reader is told that the cell goes on from where the lesson was")
    #expect(!expected.contains("resumed"))
  }

  @Test func `looking does not count as trying`() throws {
    var reader = try reader()
    _ = (reader.next(), reader.next())
    for line in ["show", "history", "diagram", "check", "why e1", "link"] {
      _ = try reader.session.perform(line)
    }
    #expect(brief(reader.next()) == [secondCell, "right 1", "read 1"])
  }

  @Test func `on a small screen a cell's picture is whole, and so is a part that was asked for`() throws {
    let text = Self.text.replacing("write a x=1\n```", with: "write a x=1\nwrite b x=2\ndiagram\n```")
    let lesson = try LessonParser.parse(text, name: "cap", file: "lesson.md")
    var reader = Reader(lesson, session: try TestCourse.session())
    reader.session.options.rows = 12
    guard case .cell(_, let results)? = reader.next().last else { return #expect(Bool(false), "no cell") }
    let whole = try #require(results.last).output.map(\.text)
    #expect(whole.contains { $0.hasPrefix(" e1 ") } && whole.contains { $0.hasPrefix("e20 ") })
    let last = try reader.session.perform("diagram").map(\.text)
    #expect(last.count <= 12 && last.contains { $0.contains("not drawn: diagram all") })
    #expect(try reader.session.perform("diagram all").map(\.text) == whole)
    #expect(try reader.session.perform("diagram e1 e18").contains { $0.text.hasPrefix(" e1 ") })
  }

  @Test func `a cell that fails shows what was done, the error, and the reader can go on`() throws {
    let text = Self.text.replacing("read b x\n```\n## Two", with: "history\nread z x\n```\n## Two")
    let lesson = try LessonParser.parse(text, name: "cap", file: "lesson.md")
    var reader = Reader(lesson, session: try TestCourse.session())
    _ = (reader.next(), reader.next())
    let pages = brief(reader.next())
    #expect(pages.count == 4 && pages[0].hasPrefix("cell 2: #") && pages[3] == "read 1")
    #expect(pages[1] == "failure 2: no node \"z\"; there are: a, b")
    #expect(brief(reader.next()).first == "heading 2 Two")
  }

  @Test func `a copy of a reader is a fork`() throws {
    var reader = try reader()
    _ = reader.next()
    var fork = reader
    for _ in 0..<3 { _ = fork.next() }
    #expect(reader.section == 0 && reader.stepsRead == 1)
    #expect(fork.section == 1)
  }
}
