/// The line that opens a fenced code block.
struct Fence {
  let mark: Character
  let length: Int
  let indent: Int
  let info: String

  init?(_ line: Substring) {
    let text = line.trimmed
    guard let mark = text.first, mark == "`" || mark == "~" else { return nil }
    let length = text.prefix { $0 == mark }.count
    let info = text.dropFirst(length).trimmed
    // A line with a closing backtick is inline code.
    guard length >= 3, mark == "~" || !info.contains("`") else { return nil }
    (self.mark, self.length, self.indent, self.info) = (mark, length, line.indent, String(info))
  }

  func isClosed(by line: Substring) -> Bool {
    let text = line.trimmed
    return text.count >= length && text.allSatisfy { $0 == mark }
  }
}

/// The mark at the start of a list item: `- `, `* `, `+ `, `1. ` or `1) `.
struct ListMarker {
  /// Nil for a bullet.
  let number: Int?
  let mark: Character
  /// The column where the item's text begins.
  let contentIndent: Int
  /// The line after the mark.
  let rest: Substring

  init?(_ line: Substring) {
    let text = line.trimmedAtStart
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let mark = text.dropFirst(digits.count).first, digits.count <= 9 else { return nil }
    guard digits.isEmpty ? "-*+".contains(mark) : ".)".contains(mark) else { return nil }
    let after = text.dropFirst(digits.count + 1)
    guard after.isEmpty || after.first == " " else { return nil }
    // One to four spaces belong to the mark; more are the text's own.
    let spaces = after.isBlank ? 1 : (after.indent > 4 ? 1 : after.indent)
    self.number = Int(digits)
    self.mark = mark
    contentIndent = line.indent + digits.count + 1 + spaces
    rest = after.dropFirst(spaces)
  }

  /// Whether both stand in one list.
  func isAlike(_ other: ListMarker) -> Bool {
    mark == other.mark && (number == nil) == (other.number == nil)
  }
}

extension Substring {
  var isBlank: Bool { allSatisfy { $0 == " " } }

  /// The spaces at the start; tabs are gone by now (`safeToPrint()` expands them).
  var indent: Int { prefix { $0 == " " }.count }

  var trimmedAtStart: Substring { drop { $0 == " " } }

  var trimmed: Substring {
    var text = trimmedAtStart
    while text.last == " " { text.removeLast() }
    return text
  }

  func droppingSpaces(upTo count: Int) -> Substring {
    dropFirst(Swift.min(count, indent))
  }
}
