import AtollText

extension String {
  /// A stranger's text for the inside of an XML or HTML element: what cannot be seen is a visible escape.
  var safeMarkup: String { safeToPrint().markupEscaped }

  /// A stranger's text for an attribute: line ends, which XML would turn into blanks, as references.
  var attributeEscaped: String { safeMarkup.replacing("\n", with: "&#10;") }

  /// The text as JSON writes it, quotes included: also a scalar of YAML.
  var jsonQuoted: String {
    var quoted = "\""
    for scalar in unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case "\u{85}", "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}":
        let digits = String(scalar.value, radix: 16, uppercase: true)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
