import AtollText

/// A command that cannot be carried out as it was written: what is wrong, and what to do next.
public struct CommandError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public let what: String
  /// What to do next.
  public let next: String?

  /// Makes an error.
  public init(_ what: String, next: String? = nil) {
    self.what = what
    self.next = next
  }

  /// What is wrong, and what to do next.
  public var description: String {
    guard let next else { return what }
    return what.hasSuffix("?") ? "\(what) \(next)" : "\(what); \(next)"
  }
}

extension CommandError {
  /// A word that is not one of those that make sense here, with the nearest one that does.
  public static func unknown(_ kind: String, _ word: String, known: [String]) -> CommandError {
    if let nearest = Suggestion.nearest(to: word, among: known) {
      return CommandError("no \(kind) \"\(word)\"", next: "did you mean \"\(nearest)\"?")
    }
    return CommandError("no \(kind) \"\(word)\"", next: "there are: \(known.joined(separator: ", "))")
  }
}
