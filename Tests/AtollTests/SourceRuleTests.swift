import Foundation
import Testing

struct SourceRuleTests {
  /// What no source file holds, and what to use instead. `!` is a force unwrap where it follows a value and is not
  /// followed by `=`.
  private static let rules: [(pattern: String, instead: String)] = [
    (#"[A-Za-z0-9_)\]}"]!(?![=])"#, "guard let, or ?? with a value"),
    (#"\btry!"#, "try, or do and catch"),
    (#"\bas!"#, "as? with a guard"),
    (#"\bfatalError\b"#, "preconditionFailure with the values, or throw"),
    (#"\b(TODO|FIXME|XXX)\b"#, "an issue"),
  ]

  /// The violations of a line of code, outside of its comment and its texts.
  private static func violations(_ line: Substring) -> [String] {
    let code = withoutTexts(line)
    let comment = line.range(of: "//").map { String(line[$0.lowerBound...]) } ?? ""
    return rules.compactMap { pattern, instead in
      let place = pattern.contains("TODO") ? comment : code
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
          Issue.record("\(file.path):\(place + 1): use \(instead): \(line.trimmingCharacters(in: .whitespaces))")
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
