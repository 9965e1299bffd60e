extension ExerciseFileError {
  /// Where, what, and what to do next.
  public var message: String { "\(file):\(line): \(problem.message)" }
}

extension ExerciseFileError.Problem {
  /// What is wrong and what to do next.
  public var message: String {
    switch self {
    case .unreadable: "cannot be read as UTF-8 text"
    case .noFrontMatter: "an exercise begins with its keys (name, title, …) between two lines of ---"
    case .notAKey(let line): "\"\(line)\" is not a key and its value: write `key: value`"
    case .unknownKey(let key):
      "no key is called \"\(key)\"; there are: \(ExerciseParser.keys.joined(separator: ", "))"
    case .repeatedKey(let key): "\"\(key)\" is given twice: keep one"
    case .missingKey(let key): "\"\(key)\" is missing: add a line `\(key): …` between the --- lines"
    case .badValue(let key, let value, let wanted): "\(key) is \"\(value)\": it must be \(wanted)"
    case .missingSection(let name): "the section is missing or empty: add `## \(name)` with its text"
    case .unexpectedSection(let name):
      "\"## \(name)\" is not expected here; the sections are, once each: "
        + ExerciseParser.sections.joined(separator: ", ")
    case .badHint(let found, let wanted): "\"\(found)\" is not the next hint: write `### \(wanted)`"
    case .noTable(let section, let columns):
      "\"## \(section)\" needs a table: | \(columns.joined(separator: " | ")) |"
    case .badRow(let cells, let wanted): "this row has \(cells) cells, the table has \(wanted) columns"
    case .repeatedName(let name): "\"\(name)\" is in the table already"
    case .unknownTest(let name, let known):
      "no test is called \"\(name)\"; there are: \(known.joined(separator: ", "))"
    case .testNotInTable(let name): "the suite's test \(name) is not in the table: add a row for it"
    case .testNotInSuite(let name):
      "the suite has no test \(name): add `func \(name)()` in Tests, or remove the row"
    case .noWrongSolution(let name):
      "Wrong/\(name) holds no Swift file: add the wrong solution, or remove the row"
    case .wrongNotInTable(let name): "Wrong/\(name) is not in the table of misconceptions: add a row for it"
    case .missingFolder(let name): "\(name) holds no Swift file: add one"
    }
  }
}
