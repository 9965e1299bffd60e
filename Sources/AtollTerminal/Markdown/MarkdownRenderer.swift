/// Shows Markdown as styled lines of a width: the prose of lessons, exercises and help on a terminal.
///
/// A pure function of text and style. It is not a Markdown implementation: raw HTML is shown as it stands, and
/// what it does not know is a paragraph (see `MarkdownBlockParser` for what it knows). The text need not be trusted.
/// Where there is no colour, headings keep their `#` and code its backticks.
public struct MarkdownRenderer {
  let style: OutputStyle
  private var inline: MarkdownInlineParser

  /// A renderer for output of the given style, as wide as `style.width`.
  public init(style: OutputStyle) {
    self.style = style
    inline = MarkdownInlineParser(keepsCodeMarks: !style.usesColor)
  }

  /// The lines of a Markdown text.
  ///
  /// Blocks are set apart by one empty line; there is none at the start or the end. Prose, tables and Swift
  /// fit the width, unless a word alone does not; other code stays as it is. An address that several links have is shown once.
  /// - Complexity: O(*n*) for ordinary text, O(*n*²) for long runs of marks without partners.
  public func lines(of markdown: String) -> [StyledLine] {
    let text = markdown.safeToPrint().symbolsReplaced(in: style)
    var renderer = self
    return renderer.lines(of: MarkdownBlockParser.parse(text), width: style.width)
  }

  /// One line's inline Markdown (a title, a question, an option of one) without blocks or wrapping.
  public func line(of markdown: String) -> StyledLine {
    var inline = inline
    return inline.parse(markdown.safeToPrint().symbolsReplaced(in: style).replacing("\n", with: " "))
  }

  private mutating func lines(of blocks: [MarkdownBlock], width: Int, isTight: Bool = false) -> [StyledLine] {
    var all: [StyledLine] = []
    for block in blocks {
      if !all.isEmpty, !isTight { all.append("") }
      all += lines(of: block, width: width)
    }
    return all
  }

  private mutating func lines(of block: MarkdownBlock, width: Int) -> [StyledLine] {
    switch block {
    case .heading(let level, let text):
      let mark = style.usesColor ? "" : String(repeating: "#", count: level) + " "
      return (StyledLine(mark, .heading) + inline.parse(text, roles: .heading)).wrapped(to: width)
    case .paragraph(let text):
      return inline.parse(text).wrapped(to: width)
    case .code(let info, let lines):
      let code = lines.map { StyledLine("    ") + StyledLine($0, .code) }
      return info.hasPrefix("swift") && !style.isPlain ? code.flatMap { $0.continued(to: width) } : code
    case .quote(let blocks):
      let bar = StyledLine(style.drawsUnicode ? "│ " : "> ", .dim)
      return lines(of: blocks, width: max(1, width - 2)).map { bar + $0 }
    case .list(let start, let isTight, let items):
      return list(start: start, isTight: isTight, items: items, width: width)
    case .table(let table):
      return lines(of: table, width: width)
    case .rule:
      return [StyledLine(String(repeating: style.drawsUnicode ? "─" : "-", count: width), .dim)]
    }
  }

  private mutating func list(
    start: Int?, isTight: Bool, items: [[MarkdownBlock]], width: Int
  ) -> [StyledLine] {
    var all: [StyledLine] = []
    let last = (start ?? 0) + items.count - 1
    let markWidth = start == nil ? 2 : "\(last). ".count
    for (index, item) in items.enumerated() {
      let bullet = style.drawsUnicode ? "•" : "-"
      let mark = StyledLine(start.map { "\($0 + index). " } ?? "\(bullet) ").padded(to: markWidth)
      let indent = StyledLine(String(repeating: " ", count: markWidth))
      let body = lines(of: item, width: max(1, width - markWidth), isTight: isTight)
      if index > 0, !isTight { all.append("") }
      all.append(mark + (body.first ?? ""))
      all += body.dropFirst().map { $0.runs.isEmpty ? $0 : indent + $0 }
    }
    return all
  }

  // MARK: Tables

  private mutating func lines(of table: MarkdownTable, width: Int) -> [StyledLine] {
    let header = table.header.map { inline.parse($0, roles: .strong) }
    let rows = table.rows.map { row in row.map { inline.parse($0) } }
    let natural = header.indices.map { column in
      ([header] + rows).map { $0[column].width }.max() ?? 0
    }
    let separators = 3 * (header.count - 1)
    guard let widths = Self.fitted(natural, to: width - separators) else {
      return records(header, rows, width: width)
    }
    let bar = StyledLine(style.drawsUnicode ? " │ " : " | ", .dim)
    let dash = style.drawsUnicode ? "─" : "-"
    let rule = widths.map { String(repeating: dash, count: $0) }
      .joined(separator: style.drawsUnicode ? "─┼─" : "-+-")
    let body = rows.flatMap { Self.tableRow($0, widths, table.alignments, bar) }
    return Self.tableRow(header, widths, table.alignments, bar) + [StyledLine(rule, .dim)] + body
  }

  /// The narrowest column worth reading.
  private static let columnWidthMin = 6

  // Takes from the widest columns until all fit; nil where that leaves too little to read.
  private static func fitted(_ natural: [Int], to room: Int) -> [Int]? {
    var limit = natural.max() ?? 0
    while natural.reduce(0, { $0 + min($1, limit) }) > room {
      limit -= 1
      if limit < columnWidthMin { return nil }
    }
    var widths = natural.map { min($0, limit) }
    // What lowering the limit by one has freed too much goes back, from the left.
    var spare = room - widths.reduce(0, +)
    for column in widths.indices where spare > 0 && widths[column] < natural[column] {
      widths[column] += 1
      spare -= 1
    }
    return widths
  }

  private static func tableRow(
    _ cells: [StyledLine], _ widths: [Int], _ alignments: [StyledLine.Alignment], _ bar: StyledLine
  ) -> [StyledLine] {
    let wrapped = zip(cells, widths).map { $0.wrapped(to: $1) }
    return (0..<(wrapped.map(\.count).max() ?? 0)).map { row in
      var line = StyledLine()
      for column in cells.indices {
        if column > 0 { line.append(bar) }
        let cell = row < wrapped[column].count ? wrapped[column][row] : ""
        // No spaces after the last column's text: they would only be copied along.
        let isLast = column == cells.count - 1 && alignments[column] == .left
        line.append(isLast ? cell : cell.padded(to: widths[column], alignment: alignments[column]))
      }
      return line
    }
  }

  // A table that is too wide by far: each row as a block of "header: cell".
  private func records(_ header: [StyledLine], _ rows: [[StyledLine]], width: Int) -> [StyledLine] {
    var all: [StyledLine] = []
    for row in rows {
      if !all.isEmpty { all.append("") }
      for (name, cell) in zip(header, row) {
        all += (name + StyledLine(": ") + cell).wrapped(to: width)
      }
    }
    return all
  }
}
