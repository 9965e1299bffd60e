import Atoll
import AtollDiagrams
import AtollText

/// A study's table in columns: numbers at the right of theirs, titles in as many lines as they need.
enum StudyText {
  /// The table in lines that fit, if that is possible with titles of short lines.
  static func lines(_ table: StudyTable, width: Int) -> [OutputLine] {
    let tries = [(14, 2), (11, 2), (8, 2), (1, 2), (1, 1)].map { lines(table, titleWidth: $0, gap: $1) }
    return tries.first { $0.allSatisfy { $0.text.displayWidth <= width } } ?? tries[tries.count - 1]
  }

  private static func lines(_ table: StudyTable, titleWidth: Int, gap: Int) -> [OutputLine] {
    let rows = table.rows.map { $0.map(text) }
    let heads = table.columns.map { $0.title.linesOfWords(width: titleWidth) }
    let widths = table.columns.indices.map { column in
      (heads[column] + rows.map { $0[column] }).map(\.displayWidth).max() ?? 0
    }
    let isNumber = table.columns.indices.map { column in
      table.rows.allSatisfy { if case .word = $0[column] { false } else { true } }
    }
    func line(_ words: [String]) -> String {
      words.indices.map { column in
        let room = String(repeating: " ", count: max(0, widths[column] - words[column].displayWidth))
        return isNumber[column] ? room + words[column] : words[column] + room
      }.joined(separator: String(repeating: " ", count: gap))
    }
    let height = heads.map(\.count).max() ?? 0
    let head = (0..<height).map { row in
      line(heads.map { $0.indices.contains(row - height + $0.count) ? $0[row - height + $0.count] : "" })
    }
    return head.map { OutputLine($0, .dim) } + rows.map { OutputLine(line($0), .operation) }
  }

  private static func text(_ value: StudyTable.Value) -> String {
    switch value {
    case .number(let number): PlotNumber.text(number)
    case .word(let word): word
    case .none: "-"
    }
  }
}

/// Comma-separated values (RFC 4180, Shafranovich 2005).
public enum CommaSeparated {
  /// A study's table: a line of titles, then the rows, all digits; what is not there is empty.
  public static func text(_ table: StudyTable) -> String {
    text(table.columns.map(\.title), table.rows.map { $0.map(exact) })
  }

  /// What the clients of a run saw: a line for each operation; what is pending has no answer and no end.
  public static func text(_ report: RunReport) -> String {
    text(
      ["operation", "node", "request", "reply", "invoked (tick)", "returned (tick)"],
      report.operations.map { operation in
        [
          "\(operation.number)", operation.node, operation.request, operation.reply ?? "",
          "\(operation.invoked)", operation.returned.map(String.init) ?? "",
        ]
      })
  }

  private static func text(_ head: [String], _ rows: [[String]]) -> String {
    ([head] + rows).map { $0.map(field).joined(separator: ",") + "\r\n" }.joined()
  }

  private static func exact(_ value: StudyTable.Value) -> String {
    switch value {
    case .number(let number): Int(exactly: number).map(String.init) ?? "\(number)"
    case .word(let word): word
    case .none: ""
    }
  }

  private static func field(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }
}
