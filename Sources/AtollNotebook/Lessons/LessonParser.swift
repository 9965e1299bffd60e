/// Reads a lesson from Markdown.
///
/// Fences with the words `atoll`, `output` and `predict` are the notebook's; all other Markdown is prose. A `swift`
/// fence with `file=NAME` and `shows=DECLARATION` is code that stands in a model's file.
public struct LessonParser {
  private let file: String
  private let lines: [String]
  private var place = 0
  private var introduction = ""
  private var sections: [Lesson.Section] = []
  private var prose: [String] = []
  private var prediction: Lesson.Prediction?
  private var cellCount = 0
  private var shownCode: [Lesson.ShownCode] = []

  private init(_ text: String, file: String) {
    self.file = file
    lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  /// Reads a lesson.
  ///
  /// - Throws: `LessonError` with the line at fault.
  public static func parse(_ text: String, name: String, file: String) throws(LessonError) -> Lesson {
    var parser = LessonParser(text, file: file)
    return try parser.lesson(name)
  }

  private mutating func lesson(_ name: String) throws(LessonError) -> Lesson {
    let head = try frontMatter()
    while place < lines.count { try block() }
    try endSection()
    guard !sections.isEmpty else {
      throw error(1, "a lesson has at least one section; begin one with \"## Title\"")
    }
    return Lesson(
      name: name, title: head["title"] ?? name, summary: head["summary"] ?? "",
      minutes: Int(head["minutes"] ?? "") ?? 0, needs: list(head["needs"]),
      exercises: list(head["exercises"]),
      introduction: introduction, sections: sections, shownCode: shownCode)
  }

  private func list(_ text: String?) -> [String] {
    (text ?? "").split(separator: ",").map { $0.trimmed }.filter { !$0.isEmpty }
  }

  private func error(_ line: Int, _ what: String) -> LessonError {
    LessonError(file: file, line: line, what: what)
  }

  // MARK: - Front matter

  private static let keys = ["title", "summary", "minutes", "needs", "exercises"]

  private mutating func frontMatter() throws(LessonError) -> [String: String] {
    guard lines.first == "---" else {
      throw error(1, "a lesson begins with --- and its title, summary and minutes")
    }
    var head: [String: String] = [:]
    place = 1
    while place < lines.count, lines[place] != "---" {
      let parts = lines[place].split(separator: ":", maxSplits: 1).map { $0.trimmed }
      guard let key = parts.first, Self.keys.contains(key) else {
        throw error(place + 1, "unknown entry; there are: \(Self.keys.joined(separator: ", "))")
      }
      guard head[key] == nil else { throw error(place + 1, "\(key) is given twice") }
      head[key] = parts.count == 2 ? parts[1] : ""
      place += 1
    }
    guard place < lines.count else { throw error(1, "the --- that ends the head is missing") }
    place += 1
    for key in ["title", "summary", "minutes"] where (head[key] ?? "").isEmpty {
      throw error(1, "the head has no \(key)")
    }
    guard let minutes = head["minutes"].flatMap(Int.init), minutes > 0 else {
      let line = (lines.firstIndex { $0.hasPrefix("minutes") } ?? 0) + 1
      throw error(line, "minutes is a whole number from 1 on")
    }
    return head
  }

  // MARK: - Blocks

  private mutating func block() throws(LessonError) {
    let line = lines[place]
    if line.hasPrefix("## ") {
      try endSection()
      sections.append(Lesson.Section(title: String(line.dropFirst(3)).trimmed, line: place + 1, steps: []))
      place += 1
    } else if line.hasPrefix("```") {
      try fence()
    } else {
      prose.append(line)
      place += 1
    }
  }

  private mutating func fence() throws(LessonError) {
    let start = place
    let info = lines[start].drop { $0 == "`" }.trimmed
    let marks = String(lines[start].prefix { $0 == "`" })
    guard let end = lines[(start + 1)...].firstIndex(where: { $0.trimmed == marks }) else {
      throw error(start + 1, "this fence has no end")
    }
    let body = Array(lines[(start + 1)..<end])
    place = end + 1
    switch info.split(separator: " ").first {
    case "atoll": try cell(body, start + 1)
    case "predict": try predict(body, start + 1)
    case "output": throw error(start + 1, "an output block follows its atoll cell at once")
    case "swift" where info.contains("file="):
      try code(info, body, start + 1)
      prose += ["```swift"] + body + ["```"]
    default: prose += lines[start...end]
    }
  }

  private mutating func cell(_ body: [String], _ line: Int) throws(LessonError) {
    guard !sections.isEmpty else {
      throw error(line, "a cell stands in a section; begin one with \"## Title\"")
    }
    let commands = body.enumerated().compactMap { offset, text -> Lesson.Command? in
      let text = text.trimmed
      return text.isEmpty || text.hasPrefix("#") ? nil : Lesson.Command(text: text, line: line + 1 + offset)
    }
    guard !commands.isEmpty else { throw error(line, "this cell has no command") }
    cellCount += 1
    var cell = Lesson.Cell(
      number: cellCount, line: line, commands: commands, output: nil, prediction: prediction)
    prediction = nil
    cell.output = try output()
    endStep(cell: cell)
  }

  /// The output block that follows, if there is one.
  private mutating func output() throws(LessonError) -> [String]? {
    var next = place
    while next < lines.count, lines[next].trimmed.isEmpty { next += 1 }
    guard next < lines.count, lines[next].hasPrefix("```output") else { return nil }
    guard let end = lines[(next + 1)...].firstIndex(where: { $0.trimmed == "```" }) else {
      throw error(next + 1, "this fence has no end")
    }
    place = end + 1
    return Array(lines[(next + 1)..<end])
  }

  private mutating func endStep(cell: Lesson.Cell?) {
    let text = prose.joined(separator: "\n").trimmingBlankLines
    prose = []
    guard !sections.isEmpty else {
      introduction = text
      return
    }
    if cell != nil || !text.isEmpty {
      sections[sections.count - 1].steps.append(Lesson.Step(prose: text, cell: cell))
    }
  }

  private mutating func endSection() throws(LessonError) {
    if let prediction { throw error(prediction.line, "no atoll cell follows this prediction") }
    endStep(cell: nil)
    if let section = sections.last, section.steps.isEmpty {
      throw error(section.line, "section \"\(section.title)\" is empty")
    }
  }

  private mutating func code(_ info: String, _ body: [String], _ line: Int) throws(LessonError) {
    guard let file = info.split(separator: " ").first(where: { $0.hasPrefix("file=") })?.dropFirst(5),
      let shows = info.firstRange(of: "shows=")
    else { throw error(line, "shown code names its place: ```swift file=Model.swift shows=func handle") }
    shownCode.append(
      Lesson.ShownCode(
        line: line, file: String(file), declaration: info[shows.upperBound...].trimmed, code: body))
  }

  // MARK: - Predictions

  private mutating func predict(_ body: [String], _ line: Int) throws(LessonError) {
    guard prediction == nil else { throw error(line, "two predictions for one cell") }
    var question: [String] = []
    var options: [Lesson.Option] = []
    var lines: [Int] = []
    for (offset, text) in body.enumerated() {
      let trimmed = text.trimmed
      if trimmed.hasPrefix("- [ ] ") || trimmed.hasPrefix("- [x] ") {
        options.append(
          Lesson.Option(
            text: String(trimmed.dropFirst(6)), isRight: trimmed.hasPrefix("- [x]"), explanation: "",
            refutation: []))
        lines.append(line + 1 + offset)
      } else if trimmed.isEmpty {
        continue
      } else if trimmed.hasPrefix("- ") || trimmed.hasPrefix("-[") {
        throw error(line + 1 + offset, "an option begins with \"- [ ] \", the right one with \"- [x] \"")
      } else if let last = options.popLast() {
        options.append(last.adding(trimmed))
      } else {
        question.append(trimmed)
      }
    }
    guard !question.isEmpty, options.count >= 2, options.filter(\.isRight).count == 1 else {
      throw error(
        line, "a prediction has a question and two options or more, one of them right: \"- [x] ANSWER\"")
    }
    for (bare, line) in zip(options, lines) where bare.explanation.isEmpty {
      throw error(line, "option \"\(bare.text)\" says no why: write it on the next line, indented")
    }
    prediction = Lesson.Prediction(line: line, question: question.joined(separator: " "), options: options)
  }
}

extension Lesson.Option {
  /// The option with one more line: of its explanation, or `refute: COMMAND; COMMAND`.
  fileprivate func adding(_ line: String) -> Lesson.Option {
    guard line.hasPrefix("refute:") else {
      let text = explanation.isEmpty ? line : "\(explanation) \(line)"
      return Lesson.Option(text: self.text, isRight: isRight, explanation: text, refutation: refutation)
    }
    let commands = line.dropFirst(7).split(separator: ";").map { $0.trimmed }
    return Lesson.Option(
      text: text, isRight: isRight, explanation: explanation, refutation: refutation + commands)
  }
}

extension StringProtocol {
  /// The text without white space at its ends.
  var trimmed: String {
    var text = Substring(self)
    while text.first?.isWhitespace == true { text.removeFirst() }
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }
}

extension String {
  /// The text without blank lines at its ends.
  fileprivate var trimmingBlankLines: String {
    var lines = split(separator: "\n", omittingEmptySubsequences: false)
    while lines.first?.allSatisfy(\.isWhitespace) == true { lines.removeFirst() }
    while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
    return lines.joined(separator: "\n")
  }
}
