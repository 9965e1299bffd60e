extension String {
  /// The columns that the text takes on a terminal.
  ///
  /// Each user-perceived character counts once: 2 for East Asian wide and emoji (whole ZWJ sequences and flags
  /// included), 0 for controls and lone combining marks, else 1. "Ambiguous" characters count 1. A terminal that
  /// draws a ZWJ sequence as its parts takes more; there is no way to ask it.
  /// - Complexity: O(*n*).
  public var displayWidth: Int {
    if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return utf8.count }
    return reduce(0) { $0 + $1.displayWidth }
  }

  /// The text in lines of whole words, each of at most `width` columns unless a word alone is wider.
  /// - Complexity: O(*n*).
  public func linesOfWords(width: Int) -> [String] {
    var lines: [String] = []
    var used = 0
    for word in split(separator: " ") {
      let size = String(word).displayWidth
      if !lines.isEmpty, used + 1 + size <= width {
        lines[lines.count - 1] += " " + word
        used += 1 + size
      } else {
        lines.append(String(word))
        used = size
      }
    }
    return lines
  }
}

extension Character {
  /// The columns that the character takes: 0, 1 or 2 (see `String.displayWidth`).
  public var displayWidth: Int {
    var width = 0
    for scalar in unicodeScalars {
      if scalar.value == 0xFE0F || scalar.properties.isEmojiModifier, width > 0 { return 2 }
      width = max(width, scalar.displayWidth)
    }
    return width
  }
}

extension Unicode.Scalar {
  fileprivate var displayWidth: Int {
    if value < 0x300 { return value < 0x20 || (0x7F..<0xA0).contains(value) || value == 0xAD ? 0 : 1 }
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .control, .format, .lineSeparator, .paragraphSeparator: return 0
    default: break
    }
    if properties.isEmojiPresentation { return 2 }
    return Self.wide.contains { $0.contains(value) } ? 2 : 1
  }

  // The blocks that Unicode's EastAsianWidth.txt (version 15.1) calls W or F, gaps of unassigned points included.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
    0xA000...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6B,
    0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FB, 0x1F1E6...0x1F202,
    0x1F210...0x1F23B,
    0x1F240...0x1F248, 0x1F250...0x1F265, 0x20000...0x3FFFD,
  ]
}
