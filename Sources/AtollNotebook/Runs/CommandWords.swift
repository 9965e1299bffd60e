/// The words of a line, with groups in braces kept together.
struct CommandWords {
  /// A word, or a group of words in braces.
  enum Item: Hashable {
    case word(String)
    case group([String])
  }

  let items: [Item]

  /// Splits a line at white space; `{a b}` is one item.
  ///
  /// - Throws: `CommandError` where braces do not match, or the line holds a character that is not seen: a
  ///   line break would make two commands of one in a replay token, and an escape would act on the terminal.
  init(_ line: String) throws(CommandError) {
    guard !line.unicodeScalars.contains(where: { Self.isUnseen($0) }) else {
      throw CommandError(
        "a line holds no control characters", next: "write one command a line, in plain text")
    }
    var items: [Item] = []
    var group: [String]?
    var word = ""
    func isBlank(_ character: Character) -> Bool {
      character.isWhitespace || character == "," && group != nil
    }
    func endWord() {
      guard !word.isEmpty else { return }
      if group != nil { group?.append(word) } else { items.append(.word(word)) }
      word = ""
    }
    for character in line {
      switch character {
      case "{":
        endWord()
        guard group == nil else { throw CommandError("a group in a group", next: "write {a b} {c}") }
        group = []
      case "}":
        endWord()
        guard let members = group else { throw CommandError("} without {", next: "write {a b} {c}") }
        items.append(.group(members))
        group = nil
      default:
        if isBlank(character) { endWord() } else { word.append(character) }
      }
    }
    endWord()
    guard group == nil else { throw CommandError("{ without }", next: "write {a b} {c}") }
    self.items = items
  }

  private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control: scalar != "\t"
    case .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  /// The plain words; groups are left out.
  var words: [String] {
    items.words
  }
}

extension [CommandWords.Item] {
  /// The plain words; groups are left out.
  var words: [String] {
    compactMap { if case .word(let word) = $0 { word } else { nil } }
  }
}
