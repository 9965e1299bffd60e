import Testing

@testable import AtollTerminal

@Suite struct OutputStyleTests {
  private func style(
    _ environment: [String: String], isTerminal: Bool = true, width: Int? = nil,
    color: OutputStyle.ColorOption = .auto, plain: Bool = false
  ) -> OutputStyle {
    OutputStyle(
      environment: environment.merging(["TERM": "xterm"]) { given, _ in given }, isTerminal: isTerminal,
      terminalWidth: width, color: color, plain: plain)
  }

  @Test(arguments: [
    ([:], true, true),
    ([:], false, false),
    (["NO_COLOR": "1", "CLICOLOR_FORCE": "1"], true, false),
    (["NO_COLOR": ""], true, true),
    (["CLICOLOR_FORCE": "1", "CLICOLOR": "0"], false, true),
    (["CLICOLOR_FORCE": "0"], false, false),
    (["CLICOLOR": "0"], true, false),
    (["TERM": "dumb"], true, false),
    (["ACCESSIBLE": "1"], true, false),
  ])
  func `the environment decides colour`(environment: [String: String], isTerminal: Bool, expected: Bool) {
    #expect(style(environment, isTerminal: isTerminal).usesColor == expected)
  }

  @Test func `the option beats the environment`() {
    #expect(style(["NO_COLOR": "1"], isTerminal: false, color: .always).usesColor)
    #expect(!style(["CLICOLOR_FORCE": "1"], color: .never).usesColor)
  }

  @Test func `plain output neither repaints nor draws`() {
    for plain in [style(["ACCESSIBLE": "1"]), style([:], plain: true)] {
      #expect(plain.isPlain && !plain.canRepaint && !plain.drawsUnicode)
    }
    #expect(style([:]).canRepaint)
    #expect(!style(["TERM": "dumb"]).canRepaint)
  }

  @Test(arguments: [
    ([:], true), (["LANG": "C.UTF-8"], true), (["LC_ALL": "C", "LANG": "en_US.UTF-8"], false),
    (["LANG": "de_DE.utf8@euro"], true), (["LC_CTYPE": "POSIX"], false),
    (["LANG": "de_DE.ISO-8859-1"], false),
  ])
  func `the locale decides Unicode`(environment: [String: String], expected: Bool) {
    #expect(style(environment).isUTF8 == expected)
  }

  @Test(arguments: [
    ([:], 132, 132), (["COLUMNS": "100"], 132, 132), (["COLUMNS": "100"], nil, 100), ([:], nil, 80),
    (["COLUMNS": "x"], 0, 80), ([:], 3, 20), ([:], 100_000, 400),
  ])
  func `the width is the terminal's, within sane bounds`(
    environment: [String: String], terminal: Int?, expected: Int
  ) {
    #expect(style(environment, width: terminal).width == expected)
  }
}
