import Foundation

/// A message of the compiler, at the learner's own line.
public struct Diagnostic: Codable, Sendable, Equatable {
  /// How grave it is.
  public enum Severity: String, Codable, Sendable {
    /// The submission does not compile because of it.
    case error
    /// Worth a look.
    case warning
    /// More about the message before.
    case note
  }

  /// The file as the learner named it.
  public let path: String
  /// From 1.
  public let line: Int
  /// In bytes, from 1.
  public let column: Int
  /// How grave it is.
  public let severity: Severity
  /// The compiler's words.
  public let message: String
  /// The line of source.
  public let source: String

  static func line(_ number: Int, of text: String) -> String {
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    return lines.indices.contains(number - 1) ? String(lines[number - 1].prefix(200)) : ""
  }
}

extension Diagnostic {
  /// The most messages that a verdict carries: one mistake can bring hundreds.
  static let countMax = 20

  /// Reads what the compiler printed: `path:line:column: error: message` between lines that show the source.
  static func parse(_ output: String, files: [Submission.File]) -> [Diagnostic] {
    var found: [Diagnostic] = []
    for line in output.split(separator: "\n") {
      guard let diagnostic = parse(line: line, files: files), !found.contains(diagnostic) else { continue }
      // A note belongs to an error; one to a warning that was dropped would stand alone.
      if diagnostic.severity != .warning { found.append(diagnostic) }
      if found.count == countMax { break }
    }
    return found
  }

  private static func parse(line: Substring, files: [Submission.File]) -> Diagnostic? {
    guard let file = files.first(where: { line.hasPrefix($0.scratchName + ":") }) else { return nil }
    let parts = line.dropFirst(file.scratchName.count + 1).split(separator: ":", maxSplits: 3).map(
      String.init)
    guard parts.count == 4, let number = Int(parts[0]), let column = Int(parts[1]),
      let severity = Severity(rawValue: parts[2].trimmingSpaces)
    else { return nil }
    return Diagnostic(
      path: file.path, line: number, column: column, severity: severity,
      message: withoutGroup(parts[3].trimmingSpaces),
      source: Diagnostic.line(number, of: String(decoding: file.content, as: UTF8.self)))
  }

  /// Drops the group's name that the compiler puts at the end, such as ` [#MutableGlobalVariable]`.
  private static func withoutGroup(_ message: String) -> String {
    guard message.hasSuffix("]"), let start = message.range(of: " [#", options: .backwards) else {
      return message
    }
    return String(message[..<start.lowerBound])
  }
}
