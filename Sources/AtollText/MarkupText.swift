extension String {
  /// The text for the inside of an XML or HTML element, or of an attribute in either kind of quotes.
  ///
  /// What is no text must have been made visible before: XML 1.0 cannot hold control characters at all (`safeToPrint`).
  /// - Complexity: O(*n*).
  public var markupEscaped: String {
    var escaped = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
