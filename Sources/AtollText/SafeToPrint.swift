extension String {
  /// The text made safe to print: nothing in it can move the cursor, change colours or reorder what is shown.
  ///
  /// Control characters (C0 and C1, so escape sequences too), bidirectional overrides, invisible characters and line
  /// ends become visible escapes such as `\u{1B}`. Line feeds stay; a carriage return before one is dropped; tabs become spaces
  /// up to the next eighth column. It does not guard against letters that look alike.
  /// - Complexity: O(*n*).
  public func safeToPrint() -> String {
    if utf8.allSatisfy({ $0 == 0x0A || ($0 >= 0x20 && $0 < 0x7F) }) { return self }
    var safe = ""
    var column = 0
    for character in self {
      if character == "\n" || character == "\r\n" {
        safe += "\n"
        column = 0
      } else if character == "\t" {
        let spaces = 8 - column % 8
        safe += String(repeating: " ", count: spaces)
        column += spaces
      } else {
        let shown =
          character.unicodeScalars.contains(where: \.isUnsafeToPrint) ? character.escaped : String(character)
        safe += shown
        column += shown.displayWidth
      }
    }
    return safe
  }
}

extension Character {
  fileprivate var escaped: String {
    unicodeScalars.map { scalar in
      scalar.isUnsafeToPrint ? "\\u{\(String(scalar.value, radix: 16, uppercase: true))}" : String(scalar)
    }.joined()
  }
}

extension Unicode.Scalar {
  fileprivate var isUnsafeToPrint: Bool {
    // Joiners hold emoji and some scripts together: alone they are harmless.
    if value == 0x200C || value == 0x200D { return false }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
      return true
    default: return false
    }
  }
}
