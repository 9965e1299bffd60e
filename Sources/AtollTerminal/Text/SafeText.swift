import AtollText
import Foundation

extension String {
  /// The text made safe to print: nothing in it can move the cursor, change colours or reorder what is shown.
  ///
  /// Control characters (C0 and C1, so escape sequences too), bidirectional overrides and invisible line ends become
  /// visible escapes such as `\u{1B}`. Line feeds stay; a carriage return before one is dropped; tabs become spaces
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

  /// The text with what the style cannot show replaced by what it can: `→` by `->`, and, where the locale has ASCII
  /// only, letters by their base letter and everything else by `?`.
  ///
  /// A replacement may be wider: lay out text after it, not before.
  public func symbolsReplaced(in style: OutputStyle) -> String {
    if style.drawsUnicode || utf8.allSatisfy({ $0 < 0x80 }) { return self }
    return reduce(into: "") { result, character in
      if let replacement = Self.asciiSymbols[character] {
        result += replacement
      } else if style.isUTF8 || character.isASCII {
        result.append(character)
      } else {
        result += character.baseLetter
      }
    }
  }

  private static let asciiSymbols: [Character: String] = [
    "→": "->", "←": "<-", "↔": "<->", "⇒": "=>", "↑": "^", "↓": "v", "↦": "->", "⟶": "->",
    "≤": "<=", "≥": ">=", "≠": "!=", "≈": "~", "≡": "==", "×": "x", "÷": "/", "−": "-", "±": "+/-", "·": "*",
    "∈": "in", "∉": "not in", "∪": "union", "∩": "intersect", "⊆": "subset of", "∅": "{}", "∞": "infinity",
    "∧": "and", "∨": "or", "¬": "not", "∀": "for all", "∃": "exists", "⌊": "floor(", "⌋": ")", "⌈": "ceil(",
    "⌉": ")",
    "…": "...", "–": "-", "—": "--", "‘": "'", "’": "'", "“": "\"", "”": "\"", "«": "<<", "»": ">>",
    "\u{A0}": " ",
    "•": "*", "◦": "o", "▪": "*", "●": "*", "○": "o", "■": "#", "□": "[]", "▶": ">", "◀": "<", "▸": ">",
    "✓": "ok", "✔": "ok", "✗": "x", "✘": "x", "⚠": "!", "★": "*",
    "─": "-", "│": "|", "┌": "+", "┐": "+", "└": "+", "┘": "+", "├": "+", "┤": "+", "┬": "+", "┴": "+",
    "┼": "+",
    "═": "=", "║": "|", "╭": "+", "╮": "+", "╰": "+", "╯": "+", "━": "-", "┃": "|", "╌": "-", "╎": "|",
  ]
}

extension Character {
  // `é` decomposes into `e` and an accent, which ASCII has not. What does not decompose is unknown.
  fileprivate var baseLetter: String {
    let base = String(self).decomposedStringWithCanonicalMapping.unicodeScalars.filter(\.isASCII)
    return base.isEmpty ? "?" : String(String.UnicodeScalarView(base))
  }

  fileprivate var escaped: String {
    unicodeScalars.map { scalar in
      scalar.isUnsafeToPrint ? "\\u{\(String(scalar.value, radix: 16, uppercase: true))}" : String(scalar)
    }.joined()
  }
}

extension Unicode.Scalar {
  fileprivate var isUnsafeToPrint: Bool {
    switch value {
    case 0x00...0x1F, 0x7F...0x9F: true  // C0, DEL, C1
    case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true  // bidirectional marks and overrides
    case 0x2028, 0x2029, 0xFEFF: true  // line and paragraph separators, byte order mark
    default: false
    }
  }
}
