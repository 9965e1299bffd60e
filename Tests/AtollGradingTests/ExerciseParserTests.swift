import Testing

@testable import AtollGrading

private let good = """
  ---
  name: toy
  title: A toy
  summary: Only a toy.
  lesson: time
  type: Toy
  contract: ToyContract.ToyProtocol
  minutes: 5
  ---

  ## Task

  Do it.

  ```swift
  ## not a heading
  ```

  ## Hints

  ### Hint 1

  First.

  ### Hint 2

  Second.

  ## Tests

  | test | points | visible | claim |
  |---|---|---|---|
  | `testOne` | 2 | yes | one is one |
  | testTwo | 3 | hidden | two is two |

  ## Misconceptions

  | wrong | caught by | what it means |
  |---|---|---|
  | off-by-one | testOne | Count again. |
  """

struct ExerciseParserTests {
  @Test func `an exercise is read`() throws {
    let exercise = try ExerciseParser.parse(good, folder: "/course/Exercises/toy")
    #expect(exercise.name == "toy")
    #expect(exercise.contractModule == "ToyContract")
    #expect(exercise.contractProtocol == "ToyProtocol")
    #expect(exercise.minutes == 5)
    #expect(exercise.task == "Do it.\n\n```swift\n## not a heading\n```")
    #expect(exercise.hints == ["First.", "Second."])
    #expect(exercise.tests.map(\.name) == ["testOne", "testTwo"])
    #expect(exercise.tests.map(\.isHidden) == [false, true])
    #expect(exercise.scoreMax == 5)
    #expect(exercise.misconceptions.map(\.caughtBy) == ["testOne"])
    #expect(exercise.shownName(of: exercise.tests[0]) == "testOne")
    #expect(exercise.shownName(of: exercise.tests[1]) == "hidden test 1")
  }

  @Test func `line ends of other systems are read`() throws {
    let exercise = try ExerciseParser.parse(good.replacing("\n", with: "\r\n"), folder: "/x")
    #expect(exercise.tests.count == 2)
  }

  /// What is replaced in the good text, by what, and what the reader then says.
  static let mistakes: [(old: String, new: String, message: String)] = [
    (
      "---\nname: toy", "name: toy",
      "exercise.md:1: an exercise begins with its keys (name, title, …) between two lines of ---"
    ),
    (
      "title: A toy", "A toy",
      "exercise.md:3: \"A toy\" is not a key and its value: write `key: value`"
    ),
    (
      "lesson: time", "leson: time",
      "exercise.md:5: no key is called \"leson\"; there are: name, title, summary, lesson, type, contract, minutes"
    ),
    ("title: A toy", "name: toy", "exercise.md:3: \"name\" is given twice: keep one"),
    (
      "title: A toy\n", "", "exercise.md:1: \"title\" is missing: add a line `title: …` between the --- lines"
    ),
    (
      "title: A toy", "title:",
      "exercise.md:3: \"title\" is missing: add a line `title: …` between the --- lines"
    ),
    ("minutes: 5", "minutes: five", "exercise.md:8: minutes is \"five\": it must be a whole number above 0"),
    (
      "name: toy", "name: ../toy",
      "exercise.md:2: name is \"../toy\": it must be small letters, digits and hyphens"
    ),
    ("type: Toy", "type: A Toy", "exercise.md:6: type is \"A Toy\": it must be the name of a Swift type"),
    (
      "contract: ToyContract.ToyProtocol", "contract: ToyContract",
      "exercise.md:7: contract is \"ToyContract\": it must be a module and a protocol in it, such as "
        + "ClockContract.ClockProtocol"
    ),
    (
      "Do it.\n\n```swift\n## not a heading\n```", "",
      "exercise.md:11: the section is missing or empty: add `## Task` with its text"
    ),
    (
      "## Hints", "## Tips",
      "exercise.md:19: \"## Tips\" is not expected here; the sections are, once each: Task, Hints, Tests, Misconceptions"
    ),
    ("### Hint 2", "### Hint 3", "exercise.md:25: \"### Hint 3\" is not the next hint: write `### Hint 2`"),
    ("### Hint 1\n", "", "exercise.md:22: \"First.\" is not the next hint: write `### Hint 1`"),
    (
      "| test | points |", "| test | weight |",
      "exercise.md:31: \"## Tests\" needs a table: | test | points | visible | claim |"
    ),
    ("| 2 | yes |", "| 2 |", "exercise.md:33: this row has 3 cells, the table has 4 columns"),
    ("| testTwo |", "| testOne |", "exercise.md:34: \"testOne\" is in the table already"),
    ("| testTwo |", "| two |", "exercise.md:34: test is \"two\": it must be the name of a test method"),
    (
      "| 3 | hidden |", "| 0 | hidden |", "exercise.md:34: points is \"0\": it must be a whole number above 0"
    ),
    ("| 3 | hidden |", "| 3 | no |", "exercise.md:34: visible is \"no\": it must be yes or hidden"),
    ("| one is one |", "| |", "exercise.md:33: claim is \"\": it must be a sentence"),
    (
      "| off-by-one | testOne |", "| off-by-one | testOnce |",
      "exercise.md:40: no test is called \"testOnce\"; there are: testOne, testTwo"
    ),
  ]

  @Test(arguments: mistakes) func `a mistake is reported with its place and what to do`(
    _ mistake: (old: String, new: String, message: String)
  ) throws {
    try #require(good.contains(mistake.old))
    let text = good.replacing(mistake.old, with: mistake.new, maxReplacements: 1)
    let error = #expect(throws: ExerciseFileError.self) { try ExerciseParser.parse(text, folder: "/x") }
    #expect(error?.message == mistake.message)
  }

  @Test func `text that was cut off anywhere is an error or an exercise, never a crash`() {
    for count in 0..<good.count { _ = try? ExerciseParser.parse(String(good.prefix(count)), folder: "/x") }
  }
}
