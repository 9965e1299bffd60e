import AtollText

/// Joins pieces of text to a line, neighbours of one role to one span.
struct LineBuilder {
  private var spans: [DiagramLine.Span] = []

  /// The line, without blanks at its end.
  var line: DiagramLine {
    var spans = spans
    while let last = spans.last {
      let end = last.text.lastIndex { $0 != " " }
      if let end {
        spans[spans.count - 1].text = String(last.text[...end])
        break
      }
      spans.removeLast()
    }
    return DiagramLine(spans: spans)
  }

  mutating func append(_ text: String, _ role: DiagramRole) {
    if text.isEmpty { return }
    if spans.last?.role == role {
      spans[spans.count - 1].text += text
    } else {
      spans.append(DiagramLine.Span(text, role))
    }
  }

  mutating func append(_ character: Character, _ role: DiagramRole) {
    // A blank has no colour: it takes the role of what stands before it.
    let role = character == " " ? spans.last?.role ?? role : role
    append(String(character), role)
  }

  /// Puts items one after the other into lines of at most `width` columns, three blanks between them.
  static func wrap(_ items: [DiagramLine], first: String, width: Int, ellipsis: String) -> [DiagramLine] {
    var lines: [DiagramLine] = []
    var builder = LineBuilder()
    builder.append(first, .dim)
    var used = first.displayWidth
    let indent = 2
    for item in items {
      let size = item.text.displayWidth
      if used > indent, used + 3 + size > width {
        lines.append(builder.line)
        builder = LineBuilder()
        builder.append(String(repeating: " ", count: indent), .dim)
        used = indent
      } else if used > indent {
        builder.append(used == first.displayWidth && lines.isEmpty ? " " : "   ", .dim)
        used += 3
      }
      if size > width - used {
        builder.append(DisplayWidth.fit(item.text, width - used, ellipsis: ellipsis), .dim)
      } else {
        for span in item.spans { builder.append(span.text, span.role) }
      }
      used += size
    }
    return lines + [builder.line]
  }
}
