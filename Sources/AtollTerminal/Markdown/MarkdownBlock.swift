/// A block of a Markdown text; inline text is still in its source form.
indirect enum MarkdownBlock: Equatable {
  case heading(level: Int, text: String)
  case paragraph(String)
  case code(info: String, lines: [String])
  case quote([MarkdownBlock])
  /// `start` is nil for bullets; a tight list has no blank lines between its items.
  case list(start: Int?, isTight: Bool, items: [[MarkdownBlock]])
  case table(MarkdownTable)
  case rule
}

/// A table: a header, an alignment for each column, and rows of exactly as many cells.
struct MarkdownTable: Equatable {
  var header: [String]
  var alignments: [StyledLine.Alignment]
  var rows: [[String]]
}
