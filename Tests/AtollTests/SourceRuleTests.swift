import Foundation
import Testing

struct SourceRuleTests {
  /// What no source file holds, and what to use instead. `!` is a force unwrap where it follows a value and is not
  /// followed by `=`.
  private static let rules: [(hint: String, pattern: String, instead: String)] = [
    ("!", #"[A-Za-z0-9_)\]}"]!(?![=])"#, "guard let, or ?? with a value"),
    ("try!", #"\btry!"#, "try, or do and catch"),
    ("as!", #"\bas!"#, "as? with a guard"),
    ("fatalError", #"\bfatalError\b"#, "preconditionFailure with the values, or throw"),
    ("TODO", #"\bTODO\b"#, "an issue"),
    ("FIXME", #"\bFIXME\b"#, "an issue"),
  ]

  /// The violations of a line of code, outside of its comment and its texts.
  private static func violations(_ line: Substring) -> [String] {
    // Most lines hold none of the words: a search for them is much quicker than one for a pattern.
    let rules = rules.filter { line.utf8.contains($0.hint.utf8) }
    guard !rules.isEmpty else { return [] }
    let code = withoutTexts(line)
    let comment = line.range(of: "//").map { String(line[$0.lowerBound...]) } ?? ""
    return rules.compactMap { _, pattern, instead in
      let place = instead == "an issue" ? comment : code
      return place.range(of: pattern, options: .regularExpression) == nil ? nil : instead
    }
  }

  /// A line without its comment, and with its texts emptied.
  private static func withoutTexts(_ line: Substring) -> String {
    var code = ""
    var isText = false
    var previous: Character = " "
    for character in line {
      if character == "\"", previous != "\\" {
        isText.toggle()
        code.append(character)
      } else if !isText {
        code.append(character)
        if code.hasSuffix("//") { return String(code.dropLast(2)) }
      }
      previous = previous == "\\" ? " " : character
    }
    return code
  }

  @Test(arguments: ["Sources", "Lessons"])
  func `no force unwrap, try!, fatalError or TODO`(folder: String) throws {
    let files = try SourceFiles.swift(in: folder)
    #expect(!files.isEmpty)
    for file in files {
      var isText = false
      for (place, line) in file.lines.enumerated() {
        // Texts of several lines hold other programs' code.
        if line.contains("\"\"\"") { isText.toggle() }
        guard !isText, !line.contains("\"\"\"") else { continue }
        for instead in Self.violations(line) {
          let code = line.trimmingCharacters(in: .whitespaces)
          // An optimised build leaves out the words of a failed precondition, and a learner needs these.
          if file.path.hasSuffix("NodeContext.swift"), code.hasPrefix("fatalError(\"node") { continue }
          Issue.record("\(file.path):\(place + 1): use \(instead): \(code)")
        }
      }
    }
  }

  @Test(
    arguments: [
      "let x = y!", "f()!.g", "a[0]! + 1", "try! f()", "x as! Int", "fatalError()", "x = 1  // TODO later",
    ])
  func `the test sees what it forbids`(line: String) {
    #expect(!Self.violations(line[...]).isEmpty)
  }

  @Test(
    arguments: [
      "if !x { }", "a != b", "print(\"Done!\")", "// Stop!", "guard x !== y", "let s = \"try! it\"",
    ])
  func `the test lets other code pass`(line: String) { #expect(Self.violations(line[...]).isEmpty) }
}
