/// Divides a Markdown text into blocks.
///
/// The part of CommonMark and of GitHub's tables that lessons use; not raw HTML (a comment is dropped), indented
/// code, setext headings or reference links. It never fails: what it does not know is a paragraph.
/// Foundation's `AttributedString(markdown:)` would be the ready-made way, but Foundation on Linux has not got it.
/// - SeeAlso: CommonMark Spec, version 0.31.2, 2024.
struct MarkdownBlockParser {
  private var lines: ArraySlice<Substring>

  /// Deeper nesting than this is shown as text: a bound on the stack for hostile input.
  private static let depthMax = 16

  static func parse(_ text: String) -> [MarkdownBlock] {
    parse(text.split(separator: "\n", omittingEmptySubsequences: false), depth: 0)
  }

  private static func parse(_ lines: [Substring], depth: Int) -> [MarkdownBlock] {
    var parser = MarkdownBlockParser(lines: lines[...])
    var blocks: [MarkdownBlock] = []
    while let line = parser.lines.first {
      if line.isBlank {
        parser.lines.removeFirst()
      } else if let block = parser.nextBlock(line, depth: depth) {
        blocks.append(block)
      }
    }
    return blocks
  }

  private mutating func nextBlock(_ line: Substring, depth: Int) -> MarkdownBlock? {
    if let fence = Fence(line) { return code(fence) }
    if let heading = Self.heading(line) {
      lines.removeFirst()
      return heading
    }
    if Self.isRule(line) {
      lines.removeFirst()
      return .rule
    }
    if line.trimmed.hasPrefix("<!--") {
      dropComment()
      return nil
    }
    if depth < Self.depthMax {
      if line.trimmed.hasPrefix(">") { return quote(depth: depth) }
      if let marker = ListMarker(line) { return list(marker, depth: depth) }
    }
    if let table = table() { return .table(table) }
    return paragraph()
  }

  // MARK: Leaves

  private mutating func code(_ fence: Fence) -> MarkdownBlock {
    lines.removeFirst()
    var body: [String] = []
    while let line = lines.popFirst() {
      if fence.isClosed(by: line) { break }
      body.append(String(line.droppingSpaces(upTo: fence.indent)))
    }
    return .code(info: fence.info, lines: body)
  }

  private mutating func dropComment() {
    while let line = lines.popFirst() {
      if line.contains("-->") { break }
    }
  }

  private mutating func paragraph() -> MarkdownBlock {
    var text: [String] = []
    while let line = lines.first, !line.isBlank, text.isEmpty || !Self.interruptsParagraph(line) {
      lines.removeFirst()
      // Two spaces at the end are a hard line break; the inline parser looks for them.
      text.append(line.hasSuffix("  ") ? "\(line.trimmed)  " : String(line.trimmed))
    }
    return .paragraph(text.joined(separator: "\n"))
  }

  private static func heading(_ line: Substring) -> MarkdownBlock? {
    let text = line.trimmed
    let level = text.prefix { $0 == "#" }.count
    let rest = text.dropFirst(level)
    guard (1...6).contains(level), rest.isEmpty || rest.first == " " else { return nil }
    var title = rest.trimmed
    let closing = title.reversed().prefix { $0 == "#" }.count
    if closing > 0, title.dropLast(closing).last ?? " " == " " { title = title.dropLast(closing).trimmed }
    return .heading(level: level, text: String(title))
  }

  private static func isRule(_ line: Substring) -> Bool {
    let marks = line.filter { $0 != " " }
    guard let mark = marks.first, "-*_".contains(mark), line.indent < 4 else { return false }
    return marks.count >= 3 && marks.allSatisfy { $0 == mark }
  }

  private static func interruptsParagraph(_ line: Substring) -> Bool {
    if Fence(line) != nil || heading(line) != nil || isRule(line) || line.trimmed.hasPrefix(">") {
      return true
    }
    // A number at a line's start is more often a wrapped sentence than a list, except 1 (CommonMark §5.3).
    return ListMarker(line).map { $0.number == nil || $0.number == 1 } ?? false
  }

  // MARK: Containers

  private mutating func quote(depth: Int) -> MarkdownBlock {
    var inner: [Substring] = []
    while let line = lines.first {
      let text = line.trimmedAtStart
      if text.hasPrefix(">") {
        inner.append(text.dropFirst().droppingSpaces(upTo: 1))
      } else if line.isBlank || inner.last?.isBlank ?? true || Self.interruptsParagraph(line) {
        break
      } else {
        inner.append(line)  // a paragraph that goes on without its mark
      }
      lines.removeFirst()
    }
    return .quote(Self.parse(inner, depth: depth + 1))
  }

  private mutating func list(_ first: ListMarker, depth: Int) -> MarkdownBlock {
    var items: [[MarkdownBlock]] = []
    var isTight = true
    while let line = lines.first, let marker = ListMarker(line), marker.isAlike(first), !Self.isRule(line) {
      var inner = [marker.rest]
      lines.removeFirst()
      var blankLines = 0
      while let next = lines.first {
        if next.isBlank {
          blankLines += 1
        } else if next.indent >= marker.contentIndent {
          if blankLines > 0 { isTight = false }
          inner += Array(repeating: "", count: blankLines)
          inner.append(next.droppingSpaces(upTo: marker.contentIndent))
          blankLines = 0
        } else if blankLines == 0, ListMarker(next) == nil, !Self.interruptsParagraph(next) {
          inner.append(next)  // a paragraph that goes on without its indent
        } else {
          break
        }
        lines.removeFirst()
      }
      items.append(Self.parse(inner, depth: depth + 1))
      let goesOn = lines.first.flatMap { ListMarker($0) }?.isAlike(first) ?? false
      if goesOn, blankLines > 0 { isTight = false }
    }
    return .list(start: first.number, isTight: isTight, items: items)
  }

  // MARK: Tables

  private mutating func table() -> MarkdownTable? {
    guard let header = lines.first, header.contains("|"), let rule = lines.dropFirst().first,
      let alignments = Self.alignments(rule)
    else { return nil }
    let names = Self.tableCells(header)
    guard names.count == alignments.count else { return nil }
    lines.removeFirst(2)
    var rows: [[String]] = []
    while let line = lines.first, line.contains("|"), !line.isBlank {
      let cells = Self.tableCells(line).prefix(names.count)
      rows.append(cells + Array(repeating: "", count: names.count - cells.count))
      lines.removeFirst()
    }
    return MarkdownTable(header: names, alignments: alignments, rows: rows)
  }

  private static func alignments(_ line: Substring) -> [StyledLine.Alignment]? {
    guard line.contains("-"), line.contains("|") else { return nil }
    var alignments: [StyledLine.Alignment] = []
    for cell in tableCells(line) {
      let dashes = cell.drop { $0 == ":" }.prefix { $0 == "-" }
      guard !dashes.isEmpty, cell.allSatisfy({ $0 == "-" || $0 == ":" }) else { return nil }
      alignments.append(cell.hasSuffix(":") ? (cell.hasPrefix(":") ? .center : .right) : .left)
    }
    return alignments
  }

  // A bar is text after a backslash and inside `code`.
  private static func tableCells(_ line: Substring) -> [String] {
    var cells: [String] = []
    var cell = ""
    var isInCode = false
    var isEscaped = false
    for character in line.trimmed {
      if character == "|", !isInCode, !isEscaped {
        cells.append(String(cell[...].trimmed))
        cell = ""
        continue
      }
      if character == "|", isEscaped { cell.removeLast() }
      if character == "`" { isInCode.toggle() }
      isEscaped = character == "\\" && !isEscaped
      cell.append(character)
    }
    if !cell[...].isBlank { cells.append(String(cell[...].trimmed)) }
    if line.trimmed.hasPrefix("|"), !cells.isEmpty { cells.removeFirst() }
    return cells
  }
}
