import AtollText
import Testing

@testable import AtollDiagrams

@Suite struct DisplayWidthTests {
  @Test(arguments: [
    ("abc", 3), ("", 0), ("分散", 4), ("e\u{301}", 1), ("👩‍👩‍👧‍👦", 2), ("⏰", 2), ("×►◄●◷✗↻◇", 8), ("ｱ", 1), ("Ａ", 2),
    ("\u{200D}", 0), ("☎️", 2),
  ])
  func `a text has the width that a terminal gives it`(_ text: String, _ width: Int) {
    #expect(text.displayWidth == width)
  }

  @Test func `a text is cut between characters and keeps to its columns`() {
    #expect(DisplayWidth.fit("分散システム", 6, ellipsis: "…") == "分散…")
    #expect(DisplayWidth.fit("short", 5, ellipsis: "…") == "short")
    #expect(DisplayWidth.fit("longer", 5, ellipsis: "..") == "lon..")
    #expect(DisplayWidth.fit("longer", 1, ellipsis: "..") == ".")
    #expect(DisplayWidth.fit("longer", 0, ellipsis: "…") == "")
  }

  @Test(arguments: [
    ("a bb ccc", 4, ["a bb", "ccc"]), ("longer than it", 4, ["longer", "than", "it"]), ("", 9, []),
    ("分散 x", 4, ["分散", "x"]),
  ])
  func `words go to the next line where they do not fit`(_ text: String, _ width: Int, _ lines: [String]) {
    #expect(text.linesOfWords(width: width) == lines)
  }

  @Test func `what would act on a terminal is spelt out`() {
    #expect(SafeText.printable("a\u{1B}[0m\n\u{202E}é") == "a\\u{1b}[0m\\n\\u{202e}é")
    #expect(SafeText.ascii("a → b é…") == "a -> b \\u{e9}..")
  }
}
