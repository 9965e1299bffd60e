/// What a piece of text is, from which its look follows.
///
/// Roles, not colours: the same text is shown in colour, in black and white, or read aloud. Roles combine, as in
/// code inside a heading.
public struct TextRoles: OptionSet, Hashable, Sendable {
  /// The bits.
  public let rawValue: Int

  /// A set of roles by its bits.
  public init(rawValue: Int) {
    self.rawValue = rawValue
  }

  /// A title.
  public static let heading = TextRoles(rawValue: 1 << 0)
  /// Code, a command, a name from code.
  public static let code = TextRoles(rawValue: 1 << 1)
  /// Important text.
  public static let strong = TextRoles(rawValue: 1 << 2)
  /// Stressed text, or a new term.
  public static let emphasis = TextRoles(rawValue: 1 << 3)
  /// A test or a property that holds.
  public static let pass = TextRoles(rawValue: 1 << 4)
  /// A test or a property that fails; an error.
  public static let fail = TextRoles(rawValue: 1 << 5)
  /// Something to look out for.
  public static let warning = TextRoles(rawValue: 1 << 6)
  /// Side matter: rules, quotes' bars, hints at what else there is.
  public static let dim = TextRoles(rawValue: 1 << 7)
  /// The prompt of the shell.
  public static let prompt = TextRoles(rawValue: 1 << 8)
  /// Where a link leads.
  public static let link = TextRoles(rawValue: 1 << 9)

  /// The parameters of the terminal's "select graphic rendition" sequence, empty for none.
  ///
  /// Only the eight basic colours, which follow the learner's own theme, light or dark.
  var graphicRendition: String {
    let codes: [(TextRoles, String)] = [
      (.heading, "1"), (.strong, "1"), (.dim, "2"), (.emphasis, "3"), (.link, "4"), (.code, "36"),
      (.pass, "32"), (.fail, "31"), (.warning, "33"), (.prompt, "1;34"),
    ]
    return codes.filter { contains($0.0) }.map(\.1).joined(separator: ";")
  }
}
