import AtollText
import Testing

@testable import AtollTerminal

private let unicode = OutputStyle(environment: [:], isTerminal: false)
private let colored = OutputStyle(environment: [:], isTerminal: false, color: .always)
private let ascii = OutputStyle(environment: ["LANG": "C"], isTerminal: false)

@Suite struct TextTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("漢字", 4), ("👩‍👩‍👧", 2), ("🇩🇪", 2), ("❤️", 2), ("👍🏽", 2),
    ("→", 1), ("│", 1), ("한국", 4), ("ﾊﾝ", 2), ("a\u{200B}b", 2), ("\u{7}", 0),
  ])
  func `a string has its columns`(text: String, width: Int) {
    #expect(text.displayWidth == width)
  }

  @Test func `roles become colours, or nothing`() {
    let line = StyledLine("ok", [.pass, .strong]) + " fine"
    #expect(line.rendered(in: colored) == "\u{1B}[1;32mok\u{1B}[0m fine")
    #expect(line.rendered(in: unicode) == "ok fine")
    #expect(line.runs.count == 2)
  }

  @Test(arguments: 1...40)
  func `wrapped lines fit and lose no word`(width: Int) {
    let text = "The quick 漢字漢字 brown fox jumps over the lazy supercalifragilistic dog 👩‍👩‍👧 é"
    let lines = StyledLine(text, .strong).wrapped(to: width)
    for line in lines { #expect(line.width <= max(2, width)) }
    let joined = lines.map(\.text).joined().filter { $0 != " " }
    #expect(joined == text.filter { $0 != " " })
    #expect(lines.allSatisfy { $0.runs.allSatisfy { $0.roles == .strong } })
  }

  @Test func `padding and cutting count columns`() {
    #expect(StyledLine("漢").padded(to: 4).text == "漢  ")
    #expect(StyledLine("ab").padded(to: 5, alignment: .right).text == "   ab")
    #expect(StyledLine("ab").padded(to: 5, alignment: .center).text == " ab  ")
    #expect(StyledLine("漢字漢字").truncated(to: 6).text == "漢字…")
    #expect(StyledLine("abc").truncated(to: 3).text == "abc")
  }

  @Test(arguments: [
    ("\u{1B}[2Jx", "\\u{1B}[2Jx"), ("a\u{9B}31m", "a\\u{9B}31m"), ("a\u{202E}b", "a\\u{202E}b"),
    ("a\rb", "a\\u{D}b"), ("a\r\nb", "a\nb"), ("a\tb", "a       b"), ("ok → 漢", "ok → 漢"),
    ("x\u{7}", "x\\u{7}"),
  ])
  func `untrusted text cannot move the cursor`(text: String, safe: String) {
    #expect(text.safeToPrint() == safe)
    #expect(text.safeToPrint().safeToPrint() == safe)
  }

  @Test func `symbols are replaced where they cannot be shown`() {
    #expect("a → é 漢".symbolsReplaced(in: unicode) == "a → é 漢")
    #expect("a → é 漢".symbolsReplaced(in: ascii) == "a -> e ?")
    let plain = OutputStyle(environment: [:], isTerminal: false, plain: true)
    #expect("a → é 漢".symbolsReplaced(in: plain) == "a -> é 漢")
  }

  @Test(arguments: [
    ("partitoin", "partition"), ("hepl", "help"), ("Lessons", "lessons"), ("runn", "run"), ("x", nil),
    ("zebra", nil),
    ("", nil),
  ])
  func `the nearest known word is suggested`(word: String, expected: String?) {
    let known = ["help", "lessons", "partition", "run", "heal", "history", "y"]
    #expect(Suggestion.nearest(to: word, among: known) == expected)
  }
}

@Suite struct HiddenCharacterTests {
  @Test func `what hides or steers is shown by its number, what holds letters together stays`() {
    #expect("\u{1B}[31mred\u{7}".safeToPrint() == "\\u{1B}[31mred\\u{7}")
    #expect("a\u{202E}b\u{200B}c\u{9B}1m".safeToPrint() == "a\\u{202E}b\\u{200B}c\\u{9B}1m")
    #expect("naïve 🐙 👩‍👩‍👧".safeToPrint() == "naïve 🐙 👩‍👩‍👧")
  }
}
