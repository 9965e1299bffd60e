/// Text from a submission, made fit for a terminal.
public enum SafeText {
  /// Shows every character that could steer a terminal or hide text as its number, and keeps all others.
  ///
  /// Newlines stay; a tab becomes spaces, because how far it reaches depends on where it stands.
  public static func of(_ text: String) -> String {
    var safe = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n": safe.append(scalar)
      case "\t": safe.append(contentsOf: "    ".unicodeScalars)
      case _ where isHarmful(scalar):
        safe.append(contentsOf: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars)
      default: safe.append(scalar)
      }
    }
    return String(safe)
  }

  /// Control characters, and format characters such as those that turn the direction of writing.
  private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate: true
    default: false
    }
  }
}
