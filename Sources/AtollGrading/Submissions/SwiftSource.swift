/// Swift source cut into words, without comments and the text of strings: enough to see what a file imports and
/// declares, at a thousandth of what the compiler needs for it.
///
/// It is not a parser and nothing that must be safe depends on it: it words messages, finds a suite's tests, and
/// refuses imports early that the worker could not resolve anyway.
struct SwiftSource {
  struct Word: Equatable {
    let text: String
    let line: Int
    let column: Int
    /// How many braces are open around it.
    let depth: Int
  }

  let words: [Word]

  init(_ text: String) {
    var scanner = Scanner(Array(text.unicodeScalars))
    words = scanner.words()
  }

  struct Import: Equatable {
    let module: String
    let line: Int
    let column: Int
  }

  /// What the file imports, `import struct Module.Name` included.
  var imports: [Import] {
    let kinds: Set = ["struct", "class", "enum", "protocol", "typealias", "func", "var", "let", "actor"]
    return words.indices.compactMap { index in
      guard words[index].text == "import", words[index].depth == 0, index + 1 < words.count else {
        return nil
      }
      let isKind = kinds.contains(words[index + 1].text) && index + 2 < words.count
      let module = words[index + (isKind ? 2 : 1)]
      return Import(module: module.text, line: module.line, column: module.column)
    }
  }

  struct Declaration: Equatable {
    let kind: String
    let name: String
  }

  /// The types that the file declares outside all others.
  var types: [Declaration] {
    let kinds: Set = ["struct", "class", "enum", "actor", "protocol", "typealias"]
    return words.indices.dropLast().compactMap { index in
      let word = words[index]
      guard word.depth == 0, kinds.contains(word.text), words[index + 1].text.isSwiftIdentifier else {
        return nil
      }
      if index > 0, words[index - 1].text == "import" || words[index - 1].text == "." { return nil }
      return Declaration(kind: word.text, name: words[index + 1].text)
    }
  }

  /// The methods that XCTest would run: `func test…()`.
  var testMethods: [String] {
    words.indices.dropLast(3).compactMap { index in
      let name = words[index + 1].text
      guard words[index].text == "func", words[index].depth == 1, name.hasPrefix("test"),
        words[index + 2].text == "(", words[index + 3].text == ")"
      else { return nil }
      return name
    }
  }

  /// The class of the suite: the first that inherits from `XCTestCase`.
  var suiteClass: String? {
    words.indices.dropLast(3).first { index in
      words[index].text == "class" && words[index + 2].text == ":" && words[index + 3].text == "XCTestCase"
    }.map { words[$0 + 1].text }
  }
}

extension SwiftSource {
  private struct Scanner {
    let scalars: [Unicode.Scalar]
    var position = 0
    var line = 1
    var column = 1
    var depth = 0

    init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

    func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
      position + ahead < scalars.count ? scalars[position + ahead] : nil
    }

    func sees(_ text: String) -> Bool {
      text.unicodeScalars.enumerated().allSatisfy { peek($0.offset) == $0.element }
    }

    mutating func advance(_ count: Int = 1) {
      for _ in 0..<count where position < scalars.count {
        if scalars[position] == "\n" {
          line += 1
          column = 1
        } else {
          // Columns count bytes, as the compiler's do.
          column += UTF8.width(scalars[position])
        }
        position += 1
      }
    }

    mutating func words() -> [Word] {
      var words: [Word] = []
      while let scalar = peek() {
        if sees("//") {
          while let next = peek(), next != "\n" { advance() }
        } else if sees("/*") {
          skipComment()
        } else if scalar == "\"" || sees("#\"") || sees("##\"") {
          skipString()
        } else if scalar.isWordPart {
          words.append(word())
        } else {
          if scalar == "}" { depth = max(0, depth - 1) }
          if !scalar.properties.isWhitespace, scalar != "`" {
            words.append(Word(text: String(scalar), line: line, column: column, depth: depth))
          }
          if scalar == "{" { depth += 1 }
          advance()
        }
      }
      return words
    }

    mutating func word() -> Word {
      let (startLine, startColumn) = (line, column)
      var text = String.UnicodeScalarView()
      while let scalar = peek(), scalar.isWordPart {
        text.append(scalar)
        advance()
      }
      return Word(text: String(text), line: startLine, column: startColumn, depth: depth)
    }

    /// Comments nest in Swift.
    mutating func skipComment() {
      var open = 0
      repeat {
        if sees("/*") {
          open += 1
          advance(2)
        } else if sees("*/") {
          open -= 1
          advance(2)
        } else {
          advance()
        }
      } while open > 0 && peek() != nil
    }

    mutating func skipString() {
      var marks = 0
      while peek() == "#" {
        marks += 1
        advance()
      }
      let quotes = sees("\"\"\"") ? 3 : 1
      let end = String(repeating: "\"", count: quotes) + String(repeating: "#", count: marks)
      let escape = "\\" + String(repeating: "#", count: marks)
      advance(quotes)
      while peek() != nil, !sees(end) {
        if quotes == 1, peek() == "\n" { return }
        advance(sees(escape) ? escape.unicodeScalars.count + 1 : 1)
      }
      advance(end.unicodeScalars.count)
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isWordPart: Bool { properties.isIDContinue || self == "_" }
}
