import Testing

/// Colour is an option, the environment's wish, or off where nobody looks at a terminal.
@Suite struct ColourTests {
  static let cases: [(options: [String], environment: [String: String], isColoured: Bool)] = [
    ([], [:], false),
    (["--color", "always"], [:], true),
    (["--color", "always"], ["NO_COLOR": "1"], true),
    (["--color", "never"], ["CLICOLOR_FORCE": "1"], false),
    (["--color", "auto"], [:], false),
    ([], ["CLICOLOR_FORCE": "1"], true),
    ([], ["CLICOLOR_FORCE": "0"], false),
    ([], ["CLICOLOR": "1"], false),
    ([], ["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], false),
    (["--plain"], ["CLICOLOR_FORCE": "1"], false),
    ([], ["CLICOLOR_FORCE": "1", "ACCESSIBLE": "1"], false),
  ]

  @Test(arguments: cases)
  func `colour is as asked`(_ options: [String], _ environment: [String: String], _ isColoured: Bool) throws {
    for words in [["lessons"], ["--help"], ["run", "cap/two-node"], ["models"], ["progress"]] {
      let outcome = try AtollProgram.run(words + options, environment: environment)
      #expect(outcome.output.contains("\u{1B}") == isColoured, "\(words + options) \(environment)")
    }
  }

  @Test func `errors are coloured by the same rules`() throws {
    #expect(try !AtollProgram.run(["xyzzy"]).errors.contains("\u{1B}"))
    #expect(try AtollProgram.run(["xyzzy"], environment: ["CLICOLOR_FORCE": "1"]).errors.contains("\u{1B}"))
    #expect(try AtollProgram.run(["open", "x", "--color", "always"]).errors.contains("\u{1B}"))
    let never = try AtollProgram.run(["open", "x", "--color", "never"], environment: ["CLICOLOR_FORCE": "1"])
    #expect(!never.errors.contains("\u{1B}"))
  }

  @Test func `colour changes nothing but the colour`() throws {
    for words in [["lessons"], ["--help"], ["run", "cap/two-node"], ["models"], ["exercises"]] {
      let plain = try AtollProgram.run(words).output
      let coloured = try AtollProgram.run(words + ["--color", "always"]).output
      #expect(Terminal.plain(Array(coloured.utf8)[...]).text == plain, "\(words)")
    }
  }

  @Test func `plain mode draws nothing, and ASCII is ASCII`() throws {
    let plain = try AtollProgram.run(["run", "cap/two-node", "--plain"]).output
    #expect(!plain.contains { ("\u{2500}"..."\u{257F}").contains($0) })
    let accessible = try AtollProgram.run(["run", "cap/two-node"], environment: ["ACCESSIBLE": "1"]).output
    #expect(plain == accessible)
    for words in [["--help"], ["run", "cap/two-node"], ["models"], ["exercises"]] {
      #expect(
        try AtollProgram.run(words, environment: ["LC_ALL": "C"]).output.utf8.allSatisfy { $0 < 0x80 },
        "\(words)")
    }
    let session = try AtollProgram.notebook(
      ["help", "open cap", "next", "next", "diagram", "hint vector-clock"], environment: ["LC_ALL": "C"])
    #expect(session.output.utf8.allSatisfy { $0 < 0x80 })
  }
}
