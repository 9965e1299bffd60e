import AtollCourse
import Foundation

/// A lesson's file: read, checked against what its cells print now, and recorded anew.
public struct LessonFile {
  /// The lesson's entry in the catalogue.
  public let entry: Course.Lesson
  /// The text of the file.
  public let text: String
  /// The lesson.
  public let lesson: Lesson

  /// Reads the file of a lesson.
  ///
  /// - Throws: `LessonError` where the file is missing or malformed.
  public init(_ entry: Course.Lesson) throws(LessonError) {
    self.entry = entry
    guard let data = FileManager.default.contents(atPath: entry.file),
      let text = String(validating: data, as: UTF8.self)
    else { throw LessonError(file: entry.file, line: 1, what: "this file is missing or is not UTF-8 text") }
    self.text = text
    lesson = try LessonParser.parse(text, name: entry.name, file: entry.file)
  }

  // MARK: - Checking

  /// What is wrong with the lesson: cells whose output differs from the recorded one, commands that fail, sections
  /// that depend on what was run before them, code that is not in the model's file.
  public func problems(_ course: Course) -> [LessonError] {
    var problems: [LessonError] = []
    let results = outputs(course, &problems)
    for (cell, output) in zip(lesson.cells, results) {
      // A command that fails is a problem of its own.
      guard let output, output != cell.output else { continue }
      problems.append(problem(cell.line, difference(cell.output, output)))
    }
    checkSectionsAlone(course, results, &problems)
    for section in lesson.sections {
      if let first = section.steps.compactMap(\.cell).first?.commands.first, !first.text.hasPrefix("use ") {
        problems.append(
          problem(first.line, "the first cell of a section begins with \"use\", so that it can be read alone")
        )
      }
    }
    for code in lesson.shownCode where source(code) != code.code {
      problems.append(problem(code.line, "this is not \"\(code.declaration)\" as it stands in \(code.file)"))
    }
    for prediction in lesson.cells.compactMap(\.prediction) { check(prediction, course, &problems) }
    return problems
  }

  private func problem(_ line: Int, _ what: String) -> LessonError {
    LessonError(file: entry.file, line: line, what: what)
  }

  /// Runs each section alone: what a section prints must not depend on what was run before it.
  private func checkSectionsAlone(_ course: Course, _ inOrder: [[String]?], _ problems: inout [LessonError]) {
    for section in lesson.sections {
      var session = RunSession(course: course, lesson: entry.name)
      for cell in section.steps.compactMap(\.cell) {
        guard let expected = inOrder[cell.number - 1] else { break }
        let alone = try? cell.commands.flatMap { try session.perform($0.text).map(\.text) }
        guard alone != expected else { continue }
        problems.append(problem(cell.line, "this cell prints something else where its section is read alone"))
        break
      }
    }
  }

  private func difference(_ recorded: [String]?, _ now: [String]) -> String {
    guard let recorded else { return "this cell was never recorded; record it with ATOLL_RECORD=1" }
    let place =
      zip(recorded, now).enumerated().first { $1.0 != $1.1 }?.offset ?? min(recorded.count, now.count)
    func line(_ lines: [String]) -> String {
      lines.indices.contains(place) ? "\"\(lines[place])\"" : "nothing"
    }
    return
      "this cell prints something else now: line \(place + 1) of its output was \(line(recorded)), is \(line(now)); "
      + "look at it, then record it with ATOLL_RECORD=1"
  }

  /// What every cell prints, run in order from the beginning; none for a cell with a failing command.
  private func outputs(_ course: Course, _ problems: inout [LessonError]) -> [[String]?] {
    var session = RunSession(course: course, lesson: entry.name)
    return lesson.cells.map { cell in
      var output: [String] = []
      for command in cell.commands {
        do {
          output += try session.perform(command.text).map(\.text)
        } catch {
          problems.append(problem(command.line, "\(error)"))
          return nil
        }
      }
      return output
    }
  }

  /// Runs what refutes wrong options, except where it is the beginning of a cell, which runs anyway.
  private func check(_ prediction: Lesson.Prediction, _ course: Course, _ problems: inout [LessonError]) {
    for option in prediction.options {
      let commands = option.refutation
      if lesson.cells.contains(where: { $0.commands.map(\.text).starts(with: commands) }) { continue }
      var session = RunSession(course: course, lesson: entry.name)
      for command in commands {
        do { _ = try session.perform(command) } catch {
          problems.append(problem(prediction.line, "\"\(command)\" of option \"\(option.text)\": \(error)"))
          break
        }
      }
    }
  }

  /// The declaration in the model's file, without the indentation of its first line.
  private func source(_ code: Lesson.ShownCode) -> [String]? {
    let folder = (entry.file as NSString).deletingLastPathComponent
    guard let data = FileManager.default.contents(atPath: "\(folder)/\(code.file)") else { return nil }
    let lines = String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(where: { $0.trimmed.hasPrefix(code.declaration) }) else { return nil }
    let indentation = lines[start].prefix { $0 == " " }
    var depth = 0
    var result: [String] = []
    for line in lines[start...] {
      result.append(String(line.hasPrefix(indentation) ? line.dropFirst(indentation.count) : line[...]))
      depth += line.count { $0 == "{" } - line.count { $0 == "}" }
      if depth == 0 { break }
    }
    return result
  }

  // MARK: - Recording

  /// The text of the file with every cell's output, and all shown code, as they are now.
  ///
  /// - Throws: the first `LessonError` of a cell that fails.
  public func recorded(_ course: Course) throws(LessonError) -> String {
    var problems: [LessonError] = []
    let outputs = outputs(course, &problems)
    if let first = problems.first { throw first }
    var results: [Int: [String]] = [:]
    for (cell, output) in zip(lesson.cells, outputs) { results[cell.line] = output ?? [] }
    var codes: [Int: [String]] = [:]
    for code in lesson.shownCode { codes[code.line] = source(code) ?? code.code }
    return rewrite(results, codes)
  }

  private func rewrite(_ outputs: [Int: [String]], _ codes: [Int: [String]]) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var result: [String] = []
    var place = 0
    func end(after start: Int) -> Int {
      lines[(start + 1)...].firstIndex { $0.trimmed == "```" } ?? lines.count - 1
    }
    while place < lines.count {
      if let output = outputs[place + 1] {
        let close = end(after: place)
        result += lines[place...close] + ["", "```output"] + output + ["```"]
        place = close + 1
        var next = place
        while next < lines.count, lines[next].trimmed.isEmpty { next += 1 }
        if next < lines.count, lines[next].hasPrefix("```output") { place = end(after: next) + 1 }
      } else if let code = codes[place + 1] {
        let close = end(after: place)
        result += [lines[place]] + code + [lines[close]]
        place = close + 1
      } else {
        result.append(lines[place])
        place += 1
      }
    }
    return result.joined(separator: "\n")
  }
}
