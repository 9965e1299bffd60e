/// One line that a command prints: pieces of text, each with a role. Whoever shows it chooses the colours.
public struct OutputLine: Hashable, Sendable {
  /// What a piece of text is.
  public enum Role: Hashable, Sendable {
    case plain, dim, heading, code, pass, fail, warning
    case lifeline, message, drop, fault, operation, timer
  }

  /// A piece of text.
  public struct Piece: Hashable, Sendable {
    /// The text.
    public var text: String
    /// What it is.
    public var role: Role
  }

  /// The pieces, from left to right.
  public var pieces: [Piece]
  /// The run that the line names or speaks of.
  var run: ReplayToken?

  /// A line of one piece.
  public init(_ text: String, _ role: Role = .plain) { pieces = [Piece(text: text, role: role)] }

  /// A line of several pieces.
  public init(_ pieces: [(String, Role)]) { self.pieces = pieces.map { Piece(text: $0.0, role: $0.1) } }

  /// The line without its roles, and without spaces at its end.
  public var text: String {
    var text = pieces.map(\.text).joined()
    while text.hasSuffix(" ") { text.removeLast() }
    return text
  }
}

/// How much room there is, and which signs can be shown.
public struct DisplayOptions: Hashable, Sendable {
  /// Which signs can be shown.
  public enum Signs: Hashable, Sendable {
    /// Box drawing and arrows.
    case unicode
    /// ASCII only.
    case ascii
    /// No drawing: every diagram as sentences.
    case sentences
  }

  /// Columns.
  public var width: Int
  /// Rows that a diagram may take.
  public var rows: Int
  /// Which signs can be shown.
  public var signs: Signs

  /// Makes options; without arguments those with which lessons are recorded.
  public init(width: Int = 80, rows: Int = 200, signs: Signs = .unicode) {
    self.width = width
    self.rows = rows
    self.signs = signs
  }

  /// An arrow to the right.
  public var arrow: String { signs == .unicode ? "→" : "->" }
}
