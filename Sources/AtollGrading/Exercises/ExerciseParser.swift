/// Reads an `exercise.md`.
///
/// The format is Markdown that reads well on any page: keys between `---` lines; the sections `## Task`,
/// `## Hints` (with `### Hint 1`, `### Hint 2`, …), `## Tests` and `## Misconceptions` (each with a table).
public struct ExerciseParser {
  static let keys = ["name", "title", "summary", "lesson", "type", "contract", "minutes"]
  static let sections = ["Task", "Hints", "Tests", "Misconceptions"]

  private let file: String
  private let lines: [Substring]

  /// Reads the text of an exercise.
  ///
  /// - Parameters:
  ///   - file: the file's name for error messages.
  ///   - folder: where the exercise lies.
  /// - Throws: ``ExerciseFileError`` at the first mistake.
  public static func parse(
    _ text: String, file: String = "exercise.md", folder: String
  ) throws(ExerciseFileError) -> Exercise {
    let lines = text.replacing("\r\n", with: "\n").split(separator: "\n", omittingEmptySubsequences: false)
    return try ExerciseParser(file: file, lines: lines).exercise(in: folder)
  }

  private func exercise(in folder: String) throws(ExerciseFileError) -> Exercise {
    let (values, end) = try frontMatter()
    let bodies = try split(from: end)
    let tests = try self.tests(section("Tests", bodies, end))
    let misconceptions = try self.misconceptions(section("Misconceptions", bodies, end), tests: tests)
    let contract = try self.contract(values)
    return Exercise(
      name: try name(values), title: try value("title", values), summary: try value("summary", values),
      lesson: try value("lesson", values), type: try identifier("type", values),
      contractModule: contract.module,
      contractProtocol: contract.requirement, minutes: try number("minutes", values),
      task: Markdown.trimmed(try section("Task", bodies, end).lines),
      hints: try hints(try section("Hints", bodies, end)), tests: tests, misconceptions: misconceptions,
      folder: folder)
  }

  private func failure(_ line: Int, _ problem: ExerciseFileError.Problem) -> ExerciseFileError {
    ExerciseFileError(file: file, line: line, problem: problem)
  }
}

// MARK: - Front matter

extension ExerciseParser {
  private typealias Values = [String: (text: String, line: Int)]

  /// The keys and values, and the number of the line that ends them.
  private func frontMatter() throws(ExerciseFileError) -> (Values, end: Int) {
    guard lines.first?.trimmingSpaces == "---" else { throw failure(1, .noFrontMatter) }
    var values: Values = [:]
    for (index, line) in lines.enumerated().dropFirst() {
      let text = line.trimmingSpaces
      if text == "---" { return (values, index + 1) }
      if text.isEmpty { continue }
      guard let colon = text.firstIndex(of: ":") else { throw failure(index + 1, .notAKey(text)) }
      let key = String(text[..<colon])
      guard ExerciseParser.keys.contains(key) else { throw failure(index + 1, .unknownKey(key)) }
      guard values[key] == nil else { throw failure(index + 1, .repeatedKey(key)) }
      values[key] = (text[text.index(after: colon)...].trimmingSpaces, index + 1)
    }
    throw failure(lines.count, .noFrontMatter)
  }

  private func value(_ key: String, _ values: Values) throws(ExerciseFileError) -> String {
    guard let value = values[key], !value.text.isEmpty else {
      throw failure(values[key]?.line ?? 1, .missingKey(key))
    }
    return value.text
  }

  private func wrong(_ key: String, _ values: Values, wanted: String) -> ExerciseFileError {
    failure(values[key]?.line ?? 1, .badValue(key: key, value: values[key]?.text ?? "", wanted: wanted))
  }

  /// Names become parts of paths and of commands.
  private func name(_ values: Values) throws(ExerciseFileError) -> String {
    let name = try value("name", values)
    let allowed = name.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    guard allowed, !name.hasPrefix("-") else {
      throw wrong("name", values, wanted: "small letters, digits and hyphens")
    }
    return name
  }

  private func identifier(_ key: String, _ values: Values) throws(ExerciseFileError) -> String {
    let text = try value(key, values)
    guard text.isSwiftIdentifier else { throw wrong(key, values, wanted: "the name of a Swift type") }
    return text
  }

  private func contract(_ values: Values) throws(ExerciseFileError) -> (module: String, requirement: String) {
    let parts = try value("contract", values).split(separator: ".", omittingEmptySubsequences: false).map(
      String.init)
    guard parts.count == 2, parts.allSatisfy(\.isSwiftIdentifier) else {
      throw wrong(
        "contract", values, wanted: "a module and a protocol in it, such as ClockContract.ClockProtocol")
    }
    return (parts[0], parts[1])
  }

  private func number(_ key: String, _ values: Values) throws(ExerciseFileError) -> Int {
    guard let number = Int(try value(key, values)), number > 0 else {
      throw wrong(key, values, wanted: "a whole number above 0")
    }
    return number
  }
}

// MARK: - Sections

extension ExerciseParser {
  /// A section's lines and the number of its heading.
  private struct Section {
    let heading: Int
    var lines: [Substring]
  }

  private func split(from end: Int) throws(ExerciseFileError) -> [String: Section] {
    var bodies: [String: Section] = [:]
    var current: String?
    var inCode = false
    for (index, line) in lines.enumerated().dropFirst(end) {
      if line.hasPrefix("```") { inCode.toggle() }
      guard !inCode, line.hasPrefix("## ") else {
        if let current { bodies[current]?.lines.append(line) }
        continue
      }
      let title = line.dropFirst(3).trimmingSpaces
      guard ExerciseParser.sections.contains(title), bodies[title] == nil else {
        throw failure(index + 1, .unexpectedSection(title))
      }
      bodies[title] = Section(heading: index + 1, lines: [])
      current = title
    }
    return bodies
  }

  private func section(
    _ name: String, _ bodies: [String: Section], _ end: Int
  ) throws(ExerciseFileError) -> Section {
    guard let body = bodies[name], !Markdown.trimmed(body.lines).isEmpty else {
      throw failure(bodies[name]?.heading ?? end, .missingSection(name))
    }
    return body
  }

  private func hints(_ section: Section) throws(ExerciseFileError) -> [String] {
    var hints: [[Substring]] = []
    for (offset, line) in section.lines.enumerated() {
      if line.hasPrefix("### ") {
        let wanted = "Hint \(hints.count + 1)"
        guard line.dropFirst(4).trimmingSpaces == wanted else {
          throw failure(section.heading + 1 + offset, .badHint(String(line), wanted: wanted))
        }
        hints.append([])
      } else if hints.isEmpty {
        guard line.trimmingSpaces.isEmpty else {
          throw failure(section.heading + 1 + offset, .badHint(String(line), wanted: "Hint 1"))
        }
      } else {
        hints[hints.count - 1].append(line)
      }
    }
    return hints.map(Markdown.trimmed)
  }
}

// MARK: - Tables

extension ExerciseParser {
  private typealias Row = (cells: [String], line: Int)

  private func rows(
    _ section: Section, named name: String, columns: [String]
  ) throws(ExerciseFileError) -> [Row] {
    let table = section.lines.enumerated()
      .map { (cells: Markdown.cells($0.element), line: section.heading + 1 + $0.offset) }
      .filter { !$0.cells.isEmpty }
    guard let head = table.first, head.cells == columns, table.count > 2 else {
      throw failure(table.first?.line ?? section.heading, .noTable(section: name, columns: columns))
    }
    let rows = Array(table.dropFirst(2))
    for row in rows where row.cells.count != columns.count {
      throw failure(row.line, .badRow(cells: row.cells.count, wanted: columns.count))
    }
    return rows
  }

  private func tests(_ section: Section) throws(ExerciseFileError) -> [Exercise.Test] {
    var tests: [Exercise.Test] = []
    for row in try rows(section, named: "Tests", columns: ["test", "points", "visible", "claim"]) {
      let name = row.cells[0]
      guard name.hasPrefix("test"), name.isSwiftIdentifier else {
        throw failure(row.line, .badValue(key: "test", value: name, wanted: "the name of a test method"))
      }
      guard !tests.contains(where: { $0.name == name }) else { throw failure(row.line, .repeatedName(name)) }
      guard let points = Int(row.cells[1]), points > 0 else {
        throw failure(
          row.line, .badValue(key: "points", value: row.cells[1], wanted: "a whole number above 0"))
      }
      guard ["yes", "hidden"].contains(row.cells[2]) else {
        throw failure(row.line, .badValue(key: "visible", value: row.cells[2], wanted: "yes or hidden"))
      }
      guard !row.cells[3].isEmpty else {
        throw failure(row.line, .badValue(key: "claim", value: "", wanted: "a sentence"))
      }
      tests.append(
        Exercise.Test(name: name, points: points, isHidden: row.cells[2] == "hidden", claim: row.cells[3]))
    }
    return tests
  }

  private func misconceptions(
    _ section: Section, tests: [Exercise.Test]
  ) throws(ExerciseFileError) -> [Exercise.Misconception] {
    var found: [Exercise.Misconception] = []
    let columns = ["wrong", "caught by", "what it means"]
    for row in try rows(section, named: "Misconceptions", columns: columns) {
      guard !found.contains(where: { $0.name == row.cells[0] }) else {
        throw failure(row.line, .repeatedName(row.cells[0]))
      }
      guard tests.contains(where: { $0.name == row.cells[1] }) else {
        throw failure(row.line, .unknownTest(row.cells[1], known: tests.map(\.name)))
      }
      found.append(Exercise.Misconception(name: row.cells[0], caughtBy: row.cells[1], meaning: row.cells[2]))
    }
    return found
  }
}

/// The little Markdown that the parser needs.
enum Markdown {
  /// The lines as one text without empty ones at either end.
  static func trimmed(_ lines: [Substring]) -> String {
    let isEmpty = { (line: Substring) in line.trimmingSpaces.isEmpty }
    guard let first = lines.firstIndex(where: { !isEmpty($0) }),
      let last = lines.lastIndex(where: { !isEmpty($0) })
    else { return "" }
    return lines[first...last].joined(separator: "\n")
  }

  /// The cells of a table's row, without the backticks around a name; empty for a line that is no row.
  static func cells(_ line: Substring) -> [String] {
    let text = line.trimmingSpaces
    guard text.hasPrefix("|"), text.hasSuffix("|"), text.count > 1 else { return [] }
    return text.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false).map { cell in
      let cell = cell.trimmingSpaces
      let inner = cell.dropFirst().dropLast()
      return cell.hasPrefix("`") && cell.hasSuffix("`") && !inner.contains("`") ? String(inner) : cell
    }
  }
}

extension StringProtocol {
  var trimmingSpaces: String {
    String(String(self.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()))
  }

  /// Whether it is a plain name in Swift: ASCII letters, digits and underscores, not a digit first.
  var isSwiftIdentifier: Bool {
    guard let first = utf8.first, !(48...57).contains(first) else { return false }
    return utf8.allSatisfy {
      (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0) || $0 == 95
    }
  }
}
