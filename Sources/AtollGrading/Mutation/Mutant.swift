/// A solution with one small mechanical mistake.
///
/// - SeeAlso: DeMillo, Lipton and Sayward, "Hints on Test Data Selection: Help for the Practicing Programmer", 1978.
public struct Mutant: Sendable, Equatable {
  /// What kind of mistake.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// A condition says the opposite.
    case negatedCondition = "negated condition"
    /// A comparison is another, or a number is one more or less.
    case offByOne = "off by one"
    /// An operator is another.
    case otherOperator = "other operator"
    /// A truth value is the other.
    case otherTruth = "other truth value"
    /// A statement is missing.
    case droppedStatement = "dropped statement"
    /// Two arguments changed places.
    case swappedArguments = "swapped arguments"
  }

  /// What kind of mistake.
  public let kind: Kind
  /// The file, by its place in the solution.
  let file: Int
  /// The line, from 1.
  public let line: Int
  /// The line as it was, without the blanks around it.
  public let before: String
  /// The line with the mistake, without the blanks around it; empty for a dropped statement.
  public let after: String
  /// The whole file with the mistake.
  let text: String

  /// What changed, in a line: it names the mutant wherever its line stands.
  public var change: String { "`\(before)` → `\(after)`" }
}

extension Mutant {
  /// All mutants of a source text, in the order of their places.
  static func all(of source: String, file: Int) -> [Mutant] {
    var mutants: [Mutant] = []
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let tokens = Dictionary(grouping: MutationToken.all(of: source), by: \.line)
    for number in tokens.keys.sorted() {
      let line = lines[number - 1]
      for change in LineMutations(line, tokens[number] ?? []).changes where change.line != line {
        var mutated = lines
        mutated[number - 1] = change.line
        let mutant = Mutant(
          kind: change.kind, file: file, line: number, before: line.trimmingSpaces,
          after: change.line.trimmingSpaces, text: mutated.joined(separator: "\n"))
        if !mutants.contains(where: { $0.line == number && $0.after == mutant.after }) {
          mutants.append(mutant)
        }
      }
    }
    return mutants
  }
}

/// A word, a number or an operator of a source text.
struct MutationToken: Equatable {
  let text: String
  let line: Int
  /// Bytes before it in its line.
  let offset: Int
  /// How many braces are open around it.
  let depth: Int

  var end: Int { offset + text.utf8.count }

  /// The tokens of a text, without comments and strings; neighbouring signs of an operator are one.
  static func all(of source: String) -> [MutationToken] {
    let signs: Set<Character> = ["<", ">", "=", "!", "&", "|", "+", "-", "*", "/", "%"]
    var tokens: [MutationToken] = []
    for word in SwiftSource(source).words {
      let token = MutationToken(
        text: word.text, line: word.line, offset: word.column - 1, depth: word.depth)
      if let last = tokens.last, last.line == token.line, last.end == token.offset,
        last.text.allSatisfy(signs.contains), token.text.allSatisfy(signs.contains)
      {
        tokens[tokens.count - 1] = MutationToken(
          text: last.text + token.text, line: last.line, offset: last.offset, depth: last.depth)
      } else {
        tokens.append(token)
      }
    }
    return tokens
  }
}
