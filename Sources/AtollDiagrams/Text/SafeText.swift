/// Makes text from a trace safe to print and to write into a file: labels come from learners' code.
enum SafeText {
  /// No label is longer than this many grapheme clusters, and no cluster longer than `clusterLimit` scalars.
  static let limit = 300
  private static let clusterLimit = 12

  /// The text without control characters, line breaks, direction overrides and other characters that are not
  /// seen: each is written as its escape instead, so that it neither acts nor hides.
  static func printable(_ text: String) -> String {
    if text.utf8.count <= limit, text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
    var result = ""
    var length = 0
    for character in text {
      guard length < limit else { return result + "…" }
      length += 1
      for scalar in character.unicodeScalars.prefix(clusterLimit) {
        if isVisible(scalar) { result.unicodeScalars.append(scalar) } else { result += escape(scalar) }
      }
    }
    return result
  }

  /// The text in ASCII: the signs of this module by their usual spelling, everything else by its escape.
  static func ascii(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "→": result += "->"
      case "←": result += "<-"
      case "⇒": result += "=>"
      case "…": result += ".."
      case "·": result += "-"
      default: if scalar.isASCII { result.unicodeScalars.append(scalar) } else { result += escape(scalar) }
      }
    }
    return result
  }

  private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    // Joiners hold emoji and some scripts together: alone they are harmless.
    if scalar.value == 0x200D || scalar.value == 0x200C { return true }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse:
      return false
    default: return true
    }
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: "\\u{\(String(scalar.value, radix: 16))}"
    }
  }
}
