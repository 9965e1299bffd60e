/// The mechanical mistakes that can be made in one line of source.
struct LineMutations {
  struct Change {
    let kind: Mutant.Kind
    let line: String
  }

  private let line: String
  private let bytes: [UInt8]
  private let tokens: [MutationToken]

  init(_ line: String, _ tokens: [MutationToken]) {
    self.line = line
    bytes = Array(line.utf8)
    self.tokens = tokens
  }

  var changes: [Change] {
    guard !isDeclaration else { return [] }
    return operators + numbers + truths + conditions + dropped + swapped
  }

  /// What declares something has nothing to execute, but for default values.
  private var isDeclaration: Bool {
    let words: Set = [
      "import", "struct", "class", "enum", "protocol", "extension", "typealias", "func", "init", "subscript",
    ]
    let modifiers: Set = [
      "public", "private", "fileprivate", "internal", "mutating", "static", "override", "final",
    ]
    guard let first = tokens.first(where: { !modifiers.contains($0.text) }) else { return true }
    return words.contains(first.text) || first.text == "@" || first.text == "#"
  }

  private func replacing(_ range: Range<Int>, with text: String) -> String {
    String(
      decoding: bytes[..<range.lowerBound] + Array(text.utf8) + bytes[range.upperBound...], as: UTF8.self)
  }

  private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  // MARK: - Single tokens

  private static let otherOperators: [String: (String, Mutant.Kind)] = [
    "<": ("<=", .offByOne), "<=": ("<", .offByOne), ">": (">=", .offByOne), ">=": (">", .offByOne),
    "==": ("!=", .negatedCondition), "!=": ("==", .negatedCondition), "+": ("-", .otherOperator),
    "-": ("+", .otherOperator), "*": ("+", .otherOperator), "+=": ("-=", .otherOperator),
    "-=": ("+=", .otherOperator), "&&": ("||", .otherOperator), "||": ("&&", .otherOperator),
  ]

  /// Operators between blanks, so that brackets of types are none of them, and as arguments of their own.
  private var operators: [Change] {
    tokens.compactMap { token in
      let before = token.offset > 0 ? bytes[token.offset - 1] : 32
      let after = token.end < bytes.count ? bytes[token.end] : 32
      if token.text == "!", before == 32 || before == 40, after != 32 {
        return Change(kind: .negatedCondition, line: replacing(token.offset..<token.end, with: ""))
      }
      let isBetweenBlanks = before == 32 && after == 32
      let isArgument = (before == 32 || before == 40) && after == 41
      guard isBetweenBlanks || isArgument, let other = LineMutations.otherOperators[token.text] else {
        return nil
      }
      return Change(kind: other.1, line: replacing(token.offset..<token.end, with: other.0))
    }
  }

  private var numbers: [Change] {
    tokens.flatMap { token -> [Change] in
      // A closure's argument (`$0`) and a tuple's place (`.0`) are no numbers.
      let before = token.offset > 0 ? bytes[token.offset - 1] : 32
      guard let number = Int(token.text), before != UInt8(ascii: "$"), before != UInt8(ascii: ".") else {
        return []
      }
      return ([number + 1] + (number > 0 ? [number - 1] : [])).map {
        Change(kind: .offByOne, line: replacing(token.offset..<token.end, with: String($0)))
      }
    }
  }

  private var truths: [Change] {
    tokens.compactMap { token in
      guard token.text == "true" || token.text == "false" else { return nil }
      let other = token.text == "true" ? "false" : "true"
      return Change(kind: .otherTruth, line: replacing(token.offset..<token.end, with: other))
    }
  }

  // MARK: - Conditions

  /// The condition of an `if`, `guard` or `while` that stands in one line and binds nothing.
  private var conditions: [Change] {
    tokens.indices.compactMap { place in
      guard ["if", "guard", "while"].contains(tokens[place].text) else { return nil }
      let last = tokens[place].text == "guard" ? "else" : "{"
      guard let end = tokens[place...].first(where: { $0.text == last }) else { return nil }
      let inside = tokens[(place + 1)...].prefix { $0.offset < end.offset }
      let binding: Set = ["let", "var", "case", ",", "#"]
      guard !inside.isEmpty, !inside.contains(where: { binding.contains($0.text) }) else { return nil }
      let range = tokens[place].end..<end.offset
      let condition = text(range).trimmingSpaces
      return Change(kind: .negatedCondition, line: replacing(range, with: " !(\(condition)) "))
    }
  }

  // MARK: - Statements

  /// A line that is one statement which is executed for its effect.
  private var dropped: [Change] {
    let keeps: Set = [
      "let", "var", "return", "if", "guard", "else", "for", "while", "repeat", "switch", "case", "default",
      "do",
      "catch", "defer", "break", "continue", "throw", "}", "{", ".", ")", "]", "?", ":", "import",
    ]
    guard let first = tokens.first, let last = tokens.last, first.depth >= 2, !keeps.contains(first.text),
      last.text != "{", last.text != ",", last.text != "(", isBalanced,
      tokens.contains(where: { ["=", "+=", "-=", "*=", "("].contains($0.text) })
    else { return [] }
    return [Change(kind: .droppedStatement, line: "")]
  }

  private var isBalanced: Bool {
    func count(_ sign: String) -> Int { tokens.count { $0.text == sign } }
    return count("(") == count(")") && count("[") == count("]") && count("{") == count("}")
  }

  // MARK: - Arguments

  /// Calls with two arguments, whose values change places; labels stay.
  private var swapped: [Change] {
    tokens.indices.compactMap { open in
      guard tokens[open].text == "(", open > 0, tokens[open - 1].text.isSwiftIdentifier,
        tokens[open - 1].end == tokens[open].offset
      else { return nil }
      var (depth, comma, close): (Int, Int?, Int?) = (0, nil, nil)
      for place in tokens.indices[open...] {
        switch tokens[place].text {
        case "(", "[", "{": depth += 1
        case ")", "]", "}": depth -= 1
        case "," where depth == 1:
          if comma != nil { return nil }
          comma = place
        default: break
        }
        if depth == 0 {
          close = place
          break
        }
      }
      guard let comma, let close else { return nil }
      let first = value(tokens[open].end, tokens[comma].offset, after: open)
      let second = value(tokens[comma].end, tokens[close].offset, after: comma)
      guard !first.isEmpty, !second.isEmpty, first.upperBound < second.lowerBound else { return nil }
      let swapped =
        text(second) + text(first.upperBound..<second.lowerBound) + text(first)
      return Change(
        kind: .swappedArguments, line: replacing(first.lowerBound..<second.upperBound, with: swapped))
    }
  }

  /// The bytes of an argument's value: without its label and the blanks around it.
  private func value(_ start: Int, _ end: Int, after place: Int) -> Range<Int> {
    var start = start
    if tokens.indices.contains(place + 2), tokens[place + 2].text == ":", tokens[place + 2].offset < end {
      start = tokens[place + 2].end
    }
    while start < end, bytes[start] == 32 { start += 1 }
    var end = end
    while end > start, bytes[end - 1] == 32 { end -= 1 }
    return start..<end
  }
}
