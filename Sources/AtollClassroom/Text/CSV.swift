import AtollText

/// Comma-separated values (RFC 4180, Shafranovich 2005): what spreadsheets and gradebooks exchange.
package enum CSV {
  /// Why a text is no CSV.
  package struct Malformed: Error, Equatable {
    /// From 1.
    package let line: Int
    /// What is wrong and what to do next.
    package let message: String
  }

  /// A row and the line on which it begins, from 1.
  package struct Row: Equatable {
    /// Its fields, without quotes.
    package var fields: [String]
    /// Where it begins.
    package let line: Int
  }

  /// Reads a text; lines may end in any way, empty lines are left out, a byte order mark at the start is ignored.
  ///
  /// - Throws: `Malformed` where a quoted field does not end, or goes on after its closing quote.
  package static func parse(_ text: String) throws(Malformed) -> [Row] {
    var reader = Reader(text)
    return try reader.rows()
  }

  /// A line with every field quoted, without a line end.
  package static func line(_ fields: [String]) -> String {
    fields.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
  }

  /// Text of a stranger's as a field that no spreadsheet takes for a formula, on one line, safe to print.
  ///
  /// A spreadsheet evaluates what begins with `=`, `+`, `-` or `@`, also after blanks; a leading apostrophe says
  /// that it is text (OWASP, "CSV Injection").
  package static func neutral(_ text: String) -> String {
    let line = text.replacing("\r\n", with: " ").replacing("\n", with: " ").safeToPrint()
    let first = line.drop { $0 == " " }.first
    return first.map { "=+-@＝＋－＠|%".contains($0) } ?? false ? "'" + line : line
  }
}

/// Reads rows, character by character.
private struct Reader {
  private var rest: Substring
  private var line = 1

  init(_ text: String) {
    // One character for each line end, whatever it was.
    rest = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")[...]
    if rest.unicodeScalars.first == "\u{FEFF}" { rest.unicodeScalars.removeFirst() }
  }

  mutating func rows() throws(CSV.Malformed) -> [CSV.Row] {
    var rows: [CSV.Row] = []
    while !rest.isEmpty {
      let start = line
      let fields = try row()
      if fields != [""] { rows.append(CSV.Row(fields: fields, line: start)) }
    }
    return rows
  }

  private mutating func row() throws(CSV.Malformed) -> [String] {
    var fields: [String] = []
    while true {
      fields.append(rest.first == "\"" ? try quoted() : plain())
      guard let end = rest.popFirst() else { return fields }
      if end == "\n" {
        line += 1
        return fields
      }
      if end != "," {
        throw .init(line: line, message: "\"\(end)\" after a closing quote: put a comma or a line end there")
      }
    }
  }

  private mutating func plain() -> String {
    let field = rest.prefix { $0 != "," && $0 != "\n" }
    rest = rest[field.endIndex...]
    return String(field)
  }

  private mutating func quoted() throws(CSV.Malformed) -> String {
    let start = line
    var field = ""
    rest.removeFirst()
    while let character = rest.popFirst() {
      if character == "\n" { line += 1 }
      guard character == "\"" else {
        field.append(character)
        continue
      }
      guard rest.first == "\"" else { return field }
      field.append("\"")
      rest.removeFirst()
    }
    throw .init(line: start, message: "a quoted field does not end: close it with \"")
  }
}
