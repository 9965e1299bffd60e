import AtollText

/// What Tab does to a line, given the candidates for the word before the cursor.
///
/// A word is what stands between white space; a candidate replaces the whole word, so `policy=c` is completed by the
/// candidate `policy=cp`. Pure: the editor carries it out.
enum Completion: Equatable {
  /// No candidate begins like the word.
  case none
  /// Insert this text at the cursor.
  case insert(String)
  /// Nothing more is certain: show the candidates.
  case list([String])

  /// - Parameters:
  ///   - beforeCursor: The line up to the cursor.
  ///   - candidates: Words that could stand there, in any order; those that do not begin like the word are ignored.
  init(beforeCursor: some StringProtocol, candidates: [String]) {
    let start = beforeCursor.lastIndex(where: \.isWhitespace).map { beforeCursor.index(after: $0) }
    let word = String(beforeCursor[(start ?? beforeCursor.startIndex)...])
    let fitting = Set(candidates.filter { $0.hasPrefix(word) }).sorted()
    guard let first = fitting.first, let last = fitting.last else {
      self = .none
      return
    }
    // Sorted, so what the first and the last share, all share.
    let common = String(zip(first, last).prefix { $0.0 == $0.1 }.map(\.0))
    if fitting.count == 1 {
      // A name that asks for more (a value, a folder's file) gets no space.
      let space = first.hasSuffix("=") || first.hasSuffix("/") ? "" : " "
      self = .insert(first.dropFirst(word.count) + space)
    } else if common.count > word.count {
      self = .insert(String(common.dropFirst(word.count)))
    } else {
      self = .list(fitting)
    }
  }

  /// The candidates in columns, read downwards, as wide as the terminal allows.
  static func columns(_ words: [String], width: Int) -> String {
    let words = words.map { $0.safeToPrint() }
    let columnWidth = (words.map(\.displayWidth).max() ?? 0) + 2
    let columns = max(1, min(words.count, (width + 1) / columnWidth))
    let rows = (words.count + columns - 1) / columns
    return (0..<rows).map { row in
      let inRow = stride(from: row, to: words.count, by: rows).map { words[$0] }
      let padded = inRow.dropLast().map { StyledLine($0).padded(to: columnWidth).text }
      return (padded + inRow.suffix(1)).joined() + "\n"
    }.joined()
  }
}
