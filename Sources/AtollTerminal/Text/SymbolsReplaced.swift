import AtollText
import Foundation

extension String {
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
}
