/// One line of a diagram on a terminal: pieces of text, each with the role by which a shell may colour it.
///
/// A line holds no newline, no escape sequence and no other control character, whatever the labels held.
public struct DiagramLine: Hashable, Sendable {
  /// A piece of text of one role.
  public struct Span: Hashable, Sendable {
    /// What is to be printed.
    public var text: String
    /// What it stands for.
    public var role: DiagramRole

    /// Makes a span from its parts.
    public init(_ text: String, _ role: DiagramRole) {
      self.text = text
      self.role = role
    }
  }

  /// The pieces, from left to right.
  public var spans: [Span]

  /// Makes a line from its pieces.
  public init(spans: [Span]) { self.spans = spans }

  /// The line without roles.
  public var text: String { spans.map(\.text).joined() }
}

/// What a piece of a diagram stands for. A role is a help for the eye only: the signs alone tell everything.
public enum DiagramRole: String, Hashable, Sendable, CaseIterable {
  /// A node's name over its lifeline.
  case heading
  /// The line of a node through time.
  case lifeline
  /// A message: its send, its way and its delivery.
  case message
  /// A message that was lost.
  case drop
  /// A crash or a recovery.
  case fault
  /// A network partition, its heal, a change of the links.
  case network
  /// A client operation, from its invocation to its response.
  case operation
  /// A timer that ran out.
  case timer
  /// What a node said about itself.
  case note
  /// The words of an event.
  case label
  /// Event numbers, ticks, the legend and other helps.
  case dim
}
