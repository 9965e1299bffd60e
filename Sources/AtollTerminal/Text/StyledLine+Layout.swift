import AtollText

extension StyledLine {
  /// Which side the text stands on in a field that is wider.
  public enum Alignment: Hashable, Sendable {
    /// At the left.
    case left
    /// In the middle.
    case center
    /// At the right.
    case right
  }

  /// The line in a field of `width` columns; a longer line stays as it is.
  public func padded(to width: Int, alignment: Alignment = .left) -> StyledLine {
    let room = width - self.width
    guard room > 0 else { return self }
    let before =
      switch alignment {
      case .left: 0
      case .center: room / 2
      case .right: room
      }
    let spaces = { (count: Int) in StyledLine(String(repeating: " ", count: count)) }
    return spaces(before) + self + spaces(room - before)
  }

  /// The line cut to at most `width` columns; a cut line ends with `mark`.
  public func truncated(to width: Int, mark: String = "…") -> StyledLine {
    guard self.width > width else { return self }
    let room = max(0, width - mark.displayWidth)
    var kept: [Cell] = []
    var used = 0
    for cell in cells {
      guard used + cell.width <= room else { break }
      kept.append(cell)
      used += cell.width
    }
    let cut = StyledLine(cells: kept)
    return mark.displayWidth <= width ? cut + StyledLine(mark) : cut
  }

  /// The line broken at spaces into lines of at most `width` columns.
  ///
  /// The spaces at a break are dropped; a word that is wider than a line is broken where it must be. A line end in
  /// the text is a break, and a no-break space never is. A character wider than `width` gets a line of its own.
  /// - Complexity: O(*n*) for *n* characters.
  public func wrapped(to width: Int) -> [StyledLine] {
    var lines: [[Cell]] = []
    for paragraph in cells.split(separator: "\n", omittingEmptySubsequences: false, by: \.character) {
      lines += Self.wrap(paragraph, to: max(1, width))
    }
    return lines.map { StyledLine(cells: $0) }
  }

  /// The line in as many lines as it takes, the later ones indented a little more than the first.
  ///
  /// One with a word that takes more than a line stays whole.
  /// - Complexity: O(*n*) for *n* characters.
  public func continued(to width: Int) -> [StyledLine] {
    guard self.width > width else { return [self] }
    let indent = text.prefix { $0 == " " }.count + 4
    // A path or a long value is copied by the reader: it must not be cut in pieces.
    guard text.split(separator: " ").allSatisfy({ $0.count <= width - indent }) else { return [self] }
    guard indent < width, let first = wrapped(to: width).first else { return wrapped(to: width) }
    let margin = StyledLine(String(repeating: " ", count: indent))
    return [first] + dropping(first).wrapped(to: width - indent).map { margin + $0 }
  }

  /// What is left after a beginning of the line, without spaces before it.
  private func dropping(_ beginning: StyledLine) -> StyledLine {
    var count = beginning.text.count
    var rest: [Run] = []
    for run in runs {
      let text = run.text.dropFirst(min(count, run.text.count))
      count -= min(count, run.text.count)
      let shown = rest.isEmpty ? text.drop { $0 == " " } : text
      if !shown.isEmpty { rest.append(Run(String(shown), run.roles)) }
    }
    return StyledLine(rest)
  }

  // Greedy: each word goes to the first line with room. Even margins are not worth a second look on a terminal.
  private static func wrap(_ cells: ArraySlice<Cell>, to width: Int) -> [[Cell]] {
    var lines: [[Cell]] = []
    var line: [Cell] = []
    var used = 0
    var rest = cells
    while !rest.isEmpty {
      let spaces = rest.prefix { $0.character == " " }
      rest = rest.dropFirst(spaces.count)
      let word = rest.prefix { $0.character != " " }
      rest = rest.dropFirst(word.count)
      guard !word.isEmpty else { break }
      let wordWidth = word.reduce(0) { $0 + $1.width }
      if used + spaces.count + wordWidth <= width {
        line += spaces
        used += spaces.count
      } else if !line.isEmpty {
        lines.append(line)
        (line, used) = ([], 0)
      }
      for cell in word {
        if used + cell.width > width, !line.isEmpty {
          lines.append(line)
          (line, used) = ([], 0)
        }
        line.append(cell)
        used += cell.width
      }
    }
    return lines + [line]
  }

  // One character with its roles.
  private struct Cell {
    var character: Character
    var roles: TextRoles
    var width: Int
  }

  private var cells: [Cell] {
    runs.flatMap { run in
      run.text.map { Cell(character: $0, roles: run.roles, width: $0.displayWidth) }
    }
  }

  private init(cells: some Sequence<Cell>) {
    self.init()
    for cell in cells { append(String(cell.character), cell.roles) }
  }
}

extension RandomAccessCollection {
  fileprivate func split<Key: Equatable>(
    separator: Key, omittingEmptySubsequences: Bool, by key: (Element) -> Key
  ) -> [SubSequence] {
    split(omittingEmptySubsequences: omittingEmptySubsequences) { key($0) == separator }
  }
}
