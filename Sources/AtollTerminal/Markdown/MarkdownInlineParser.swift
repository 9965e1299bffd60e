/// Turns a paragraph's Markdown into runs: emphasis, strong text, code, links, hard line breaks.
///
/// Emphasis is matched by the nearest closing mark, not by CommonMark's delimiter stack; the two differ only for
/// crossed marks such as `*a **b* c**`. A mark without a partner is text. Nothing fails.
struct MarkdownInlineParser {
  /// Whether code keeps its backticks, because no colour will tell it from text.
  var keepsCodeMarks = false
  /// The addresses shown so far: each is shown once in a document.
  private(set) var shownAddresses: Set<String> = []

  /// A bound on the stack for hostile input; deeper marks are text.
  private static let depthMax = 12

  init(keepsCodeMarks: Bool) {
    self.keepsCodeMarks = keepsCodeMarks
  }

  mutating func parse(_ text: String, roles: TextRoles = []) -> StyledLine {
    var line = StyledLine()
    parse(Array(text)[...], roles, into: &line, depth: 0)
    return line
  }

  private mutating func parse(
    _ text: ArraySlice<Character>, _ roles: TextRoles, into line: inout StyledLine, depth: Int
  ) {
    var rest = text
    while let character = rest.first {
      if depth < Self.depthMax, let end = mark(rest, in: text, roles, into: &line, depth: depth) {
        rest = rest[end...]
      } else if character == "`" || character == "*" || character == "_" {
        // A mark without a partner: the whole run of it is text.
        let run = rest.prefix { $0 == character }
        line.append(String(run), roles)
        rest = rest.dropFirst(run.count)
      } else {
        line.append(String(character), roles)
        rest.removeFirst()
      }
    }
  }

  // Adds what the mark at the start of `rest` stands for and returns where it ends, or nil if it is just text.
  private mutating func mark(
    _ rest: ArraySlice<Character>, in text: ArraySlice<Character>, _ roles: TextRoles,
    into line: inout StyledLine, depth: Int
  ) -> Int? {
    switch rest.first {
    case "\\": return Self.escape(rest, roles, into: &line)
    case "\n": return Self.softBreak(rest, into: &line, roles)
    case " ": return Self.spaces(rest, roles, into: &line)
    case "`": return code(rest, roles, into: &line)
    case "*", "_": return emphasis(rest, in: text, roles, into: &line, depth: depth)
    case "[": return link(rest, roles, into: &line, depth: depth)
    case "!" where rest.dropFirst().first == "[":
      return link(rest.dropFirst(), roles, into: &line, depth: depth)
    case "<": return angle(rest, roles, into: &line)
    case "&": return Self.entity(rest, roles, into: &line)
    default: return nil
    }
  }

  // MARK: Breaks and characters

  private static func escape(
    _ rest: ArraySlice<Character>, _ roles: TextRoles, into line: inout StyledLine
  ) -> Int? {
    guard let next = rest.dropFirst().first else { return nil }
    guard next == "\n" || (next.isASCII && (next.isPunctuation || next.isSymbol)) else { return nil }
    line.append(String(next), roles)
    return rest.startIndex + 2
  }

  // Runs of spaces are one; two or more before a line end are a hard break.
  private static func spaces(
    _ rest: ArraySlice<Character>, _ roles: TextRoles, into line: inout StyledLine
  ) -> Int {
    let end = rest.prefix { $0 == " " }.endIndex
    if end < rest.endIndex, rest[end] == "\n" {
      line.append(end - rest.startIndex >= 2 ? "\n" : " ", roles)
      return end + 1
    }
    line.append(" ", roles)
    return end
  }

  private static func softBreak(
    _ rest: ArraySlice<Character>, into line: inout StyledLine, _ roles: TextRoles
  ) -> Int {
    line.append(" ", roles)
    return rest.startIndex + 1
  }

  private static let entities: [String: String] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "nbsp": "\u{A0}", "mdash": "—", "ndash": "–",
    "hellip": "…",
  ]

  private static func entity(
    _ rest: ArraySlice<Character>, _ roles: TextRoles, into line: inout StyledLine
  ) -> Int? {
    guard let end = rest.prefix(10).firstIndex(of: ";") else { return nil }
    guard let text = entities[String(rest[(rest.startIndex + 1)..<end])] else { return nil }
    line.append(text, roles)
    return end + 1
  }

  // MARK: Code and emphasis

  private func code(_ rest: ArraySlice<Character>, _ roles: TextRoles, into line: inout StyledLine) -> Int? {
    guard let (inside, end) = Self.codeSpan(rest) else { return nil }
    var text = String(inside).replacing("\n", with: " ")
    if text.hasPrefix(" "), text.hasSuffix(" "), !text[...].isBlank {
      text = String(text.dropFirst().dropLast())
    }
    line.append(keepsCodeMarks ? "`\(text)`" : text, roles.union(.code))
    return end
  }

  // The inside of the code span at the start of `rest` and the position after it.
  private static func codeSpan(_ rest: ArraySlice<Character>) -> (ArraySlice<Character>, Int)? {
    let start = rest.prefix { $0 == "`" }.endIndex
    let length = start - rest.startIndex
    var position = start
    while let mark = rest[position...].firstIndex(of: "`") {
      let end = rest[mark...].prefix { $0 == "`" }.endIndex
      if end - mark == length { return (rest[start..<mark], end) }
      position = end
    }
    return nil
  }

  private mutating func emphasis(
    _ rest: ArraySlice<Character>, in text: ArraySlice<Character>, _ roles: TextRoles,
    into line: inout StyledLine, depth: Int
  ) -> Int? {
    guard let mark = rest.first else { return nil }
    let length = min(3, rest.prefix { $0 == mark }.count)
    let inside = rest.startIndex + length
    guard inside < rest.endIndex, !rest[inside].isWhitespace else { return nil }
    // `snake_case_names` are no emphasis.
    if mark == "_", rest.startIndex > text.startIndex, text[rest.startIndex - 1].isLetterOrNumber {
      return nil
    }
    guard let end = Self.closing(mark, length, in: rest, from: inside) else { return nil }
    let added: TextRoles = length == 1 ? .emphasis : length == 2 ? .strong : [.strong, .emphasis]
    parse(rest[inside..<end], roles.union(added), into: &line, depth: depth + 1)
    return end + length
  }

  private static func closing(
    _ mark: Character, _ length: Int, in text: ArraySlice<Character>, from start: Int
  ) -> Int? {
    var position = start
    while position < text.endIndex {
      let character = text[position]
      if character == "\\" {
        position += 2
      } else if character == "`", let (_, end) = codeSpan(text[position...]) {
        position = end
      } else if character == mark {
        let end = text[position...].prefix { $0 == mark }.endIndex
        let closes = end - position == length || end - position >= 3
        let isWordInside = mark == "_" && end < text.endIndex && text[end].isLetterOrNumber
        if closes, position > start, !text[position - 1].isWhitespace, !isWordInside { return end - length }
        position = end
      } else {
        position += 1
      }
    }
    return nil
  }

  // MARK: Links

  // `[text](address "title")`: the text, and the address the first time. An image is its description.
  private mutating func link(
    _ rest: ArraySlice<Character>, _ roles: TextRoles, into line: inout StyledLine, depth: Int
  ) -> Int? {
    guard let close = Self.closingBracket(rest), rest[(close + 1)...].first == "(",
      let end = rest[(close + 1)...].firstIndex(of: ")")
    else { return nil }
    let label = rest[(rest.startIndex + 1)..<close]
    let address = String(String(rest[(close + 2)..<end]).prefix { $0 != " " && $0 != "\n" })
    parse(label, roles, into: &line, depth: depth + 1)
    if !address.isEmpty, !address.hasPrefix("#"), address != String(label),
      shownAddresses.insert(address).inserted
    {
      line.append(" (", roles)
      line.append(address, roles.union(.link))
      line.append(")", roles)
    }
    return end + 1
  }

  private static func closingBracket(_ rest: ArraySlice<Character>) -> Int? {
    var depth = 0
    var position = rest.startIndex
    while position < rest.endIndex {
      switch rest[position] {
      case "\\": position += 1
      case "[": depth += 1
      case "]":
        depth -= 1
        if depth == 0 { return position }
      default: break
      }
      position += 1
    }
    return nil
  }

  // `<https://example.org>` is its address; `<!-- … -->` is nothing.
  private func angle(_ rest: ArraySlice<Character>, _ roles: TextRoles, into line: inout StyledLine) -> Int? {
    guard let end = rest.firstIndex(of: ">") else { return nil }
    let inside = String(rest[(rest.startIndex + 1)..<end])
    if inside.hasPrefix("!--"), inside.hasSuffix("--") { return end + 1 }
    guard inside.contains("://"), !inside.contains(where: \.isWhitespace) else { return nil }
    line.append(inside, roles.union(.link))
    return end + 1
  }
}

extension Character {
  fileprivate var isLetterOrNumber: Bool { isLetter || isNumber }
}
