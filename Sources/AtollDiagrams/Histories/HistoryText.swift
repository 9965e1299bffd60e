import AtollText

/// Draws the bars of a history on a terminal.
struct HistoryText {
  private let layout: HistoryLayout
  private let width: Int
  private let glyphs: DiagramGlyphs
  private let labels: [(name: String, words: String)]
  private let nameWidth: Int
  private let wordsWidth: Int
  private let step: Int

  init(_ layout: HistoryLayout, width: Int, glyphs: DiagramGlyphs) {
    self.layout = layout
    self.width = width
    self.glyphs = glyphs
    labels = layout.bars.map { bar in
      (
        glyphs.spell(SafeText.printable(bar.operation.name)),
        glyphs.spell(SafeText.printable(bar.operation.words))
      )
    }
    nameWidth = min(width / 4, labels.map(\.name.displayWidth).max() ?? 0)
    wordsWidth = min(width / 3, labels.map(\.words.displayWidth).max() ?? 0)
    let room = width - nameWidth - wordsWidth - 4
    step = max(1, min(4, room / max(1, layout.columnCount)))
  }

  var lines: [DiagramLine] { layout.bars.indices.map(line) }

  private func line(_ place: Int) -> DiagramLine {
    let ellipsis = glyphs == .unicode ? "…" : ".."
    var line = LineBuilder()
    line.append(padded(labels[place].name, nameWidth, ellipsis), .dim)
    line.append("  ", .dim)
    line.append(padded(labels[place].words, wordsWidth, ellipsis), .heading)
    line.append("  ", .dim)
    let bar = layout.bars[place]
    for (sign, role) in bar.signs(step: step, columns: layout.columnCount, glyphs).prefix(
      width - nameWidth - wordsWidth - 4)
    {
      line.append(sign, role)
    }
    return line.line
  }

  private func padded(_ text: String, _ width: Int, _ ellipsis: String) -> String {
    let text = DisplayWidth.fit(text, width, ellipsis: ellipsis)
    return text + String(repeating: " ", count: max(0, width - text.displayWidth))
  }
}

extension HistoryLayout.Bar {
  /// The signs of the bar from the first column on.
  fileprivate func signs(step: Int, columns: Int, _ glyphs: DiagramGlyphs) -> [(Character, DiagramRole)] {
    let isUnicode = glyphs == .unicode
    let (start, end, line, open, cross): (Character, Character, Character, Character, Character) =
      isUnicode ? ("├", "┤", "─", "┄", "✗") : ("[", "]", "-", "~", "X")
    var signs: [(Character, DiagramRole)] = Array(repeating: (" ", .dim), count: first * step)
    let stop = (last ?? columns) * step
    let role: DiagramRole = isCulprit ? .fault : last == nil ? .dim : .operation
    signs.append((start, role))
    if stop > signs.count {
      signs += Array(repeating: (last == nil ? open : line, role), count: stop - signs.count)
    }
    if last != nil { signs.append((end, role)) }
    if let point {
      for (offset, digit) in String(point.number).enumerated()
      where point.column * step + offset < signs.count {
        signs[point.column * step + offset] = (digit, .message)
      }
    } else if isCulprit {
      signs[(first * step + stop + 1) / 2] = (cross, .fault)
    }
    return signs
  }
}
