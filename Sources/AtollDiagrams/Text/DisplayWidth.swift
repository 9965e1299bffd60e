/// How many columns a text takes on a terminal, and how to cut it to fewer.
enum DisplayWidth {
  /// The columns of a text.
  static func of(_ text: some StringProtocol) -> Int {
    text.reduce(0) { $0 + of($1) }
  }

  /// The columns of one grapheme cluster: 0, 1 or 2.
  static func of(_ character: Character) -> Int {
    if character.isASCII { return 1 }
    var width = 0
    for scalar in character.unicodeScalars {
      // A variation selector 16 asks for the emoji form, which is wide.
      if scalar.value == 0xFE0F { return 2 }
      width = max(width, of(scalar))
    }
    return width
  }

  /// A text cut to a number of columns, with `ellipsis` at its end where something is missing.
  static func fit(_ text: String, _ columns: Int, ellipsis: String) -> String {
    // The bound on bytes saves the count for the usual short ASCII label.
    if text.utf8.count <= columns || of(text) <= columns { return text }
    let room = columns - of(ellipsis)
    guard room > 0 else { return String(ellipsis.prefix(max(0, columns))) }
    var kept = ""
    var used = 0
    for character in text {
      used += of(character)
      if used > room { break }
      kept.append(character)
    }
    return kept + ellipsis
  }

  private static func of(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    if scalar.properties.isEmojiPresentation { return 2 }
    return wide.contains { $0.contains(scalar.value) } ? 2 : 1
  }

  // East Asian Width W and F (Unicode Standard Annex 11), merged to the blocks that matter.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF,
    0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF,
    0x1B000...0x1B2FF, 0x1F200...0x1F2FF, 0x20000...0x3FFFD,
  ]
}
