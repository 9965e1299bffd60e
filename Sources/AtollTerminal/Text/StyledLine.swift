import AtollText

/// One line of text in runs, each with its roles.
///
/// It holds no line end and no control character: untrusted text goes through `safeToPrint()` first.
public struct StyledLine: Hashable, Sendable, ExpressibleByStringInterpolation {
  /// A piece of text with one set of roles.
  public struct Run: Hashable, Sendable {
    /// The text.
    public var text: String
    /// What it is.
    public var roles: TextRoles

    /// A piece of text with its roles.
    public init(_ text: String, _ roles: TextRoles = []) {
      self.text = text
      self.roles = roles
    }
  }

  /// The runs from left to right; none is empty, and no two neighbours have the same roles.
  public private(set) var runs: [Run] = []

  /// An empty line.
  public init() {}

  /// A line of one run.
  public init(_ text: String, _ roles: TextRoles = []) {
    append(text, roles)
  }

  /// A line of plain text.
  public init(stringLiteral text: String) {
    append(text)
  }

  /// A line of the given runs; empty ones are dropped and alike neighbours joined.
  public init(_ runs: some Sequence<Run>) {
    for run in runs { append(run.text, run.roles) }
  }

  /// Adds text at the end.
  public mutating func append(_ text: String, _ roles: TextRoles = []) {
    guard !text.isEmpty else { return }
    if let last = runs.indices.last, runs[last].roles == roles {
      runs[last].text += text
    } else {
      runs.append(Run(text, roles))
    }
  }

  /// Adds another line's runs at the end.
  public mutating func append(_ other: StyledLine) {
    for run in other.runs { append(run.text, run.roles) }
  }

  /// Two lines' runs in one.
  public static func + (first: StyledLine, second: StyledLine) -> StyledLine {
    var sum = first
    sum.append(second)
    return sum
  }

  /// The text without roles.
  public var text: String { runs.map(\.text).joined() }

  /// The columns that it takes.
  public var width: Int { runs.reduce(0) { $0 + $1.text.displayWidth } }

  /// The bytes for a terminal or a file: with colours where the style has them, and with replacements where it
  /// cannot show a character (`symbolsReplaced(in:)`).
  public func rendered(in style: OutputStyle) -> String {
    rendered(in: style, markingEscapesWith: "")
  }

  /// As `rendered(in:)`, with a mark before and after each escape sequence (the line editor counts columns by it).
  func rendered(in style: OutputStyle, markingEscapesWith mark: String) -> String {
    runs.map { run in
      let text = run.text.symbolsReplaced(in: style)
      let look = style.usesColor ? run.roles.graphicRendition : ""
      return look.isEmpty ? text : "\(mark)\u{1B}[\(look)m\(mark)\(text)\(mark)\u{1B}[0m\(mark)"
    }.joined()
  }
}
