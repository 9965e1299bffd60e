import Testing

@testable import AtollTerminal

@Suite struct MarkdownRendererTests {
  private func render(_ markdown: String, width: Int = 40, locale: String = "C.UTF-8") -> String {
    let style = OutputStyle(environment: ["LANG": locale], isTerminal: false, terminalWidth: width)
    return MarkdownRenderer(style: style).lines(of: markdown).map { $0.rendered(in: style) }
      .joined(separator: "\n")
  }

  @Test func `headings, paragraphs and code stand apart`() {
    let shown = render(
      "# One *two*\nText that is\nlong enough to be wrapped at forty.\n```swift\nlet  x = 1\n\n  y\n```\n---")
    #expect(
      shown == """
        # One two

        Text that is long enough to be wrapped
        at forty.

            let  x = 1
            
              y

        ────────────────────────────────────────
        """)
  }

  @Test func `a long line of Swift goes on in the next, a drawing stays whole`() {
    let code = "  func handle(_ request: Request, id: RequestID) {"
    #expect(
      render("```swift\n\(code)\n```") == """
              func handle(_ request: Request,
                  id: RequestID) {
        """)
    #expect(render("```\n\(code)\n```") == "    " + code)
  }

  @Test func `inline marks become roles`() {
    let style = OutputStyle(environment: [:], isTerminal: false, color: .always)
    let line = MarkdownRenderer(style: style).line(
      of: "a *b* **c** `d*` ***e*** snake_case_x 2 * 3 \\*f\\* _g_ &lt;")
    #expect(line.text == "a b c d* e snake_case_x 2 * 3 *f* g <")
    let marked = line.runs.filter { !$0.roles.isEmpty }
    #expect(marked.map(\.text) == ["b", "c", "d*", "e", "g"])
    #expect(marked.map(\.roles) == [.emphasis, .strong, .code, [.strong, .emphasis], .emphasis])
  }

  @Test func `a link's address is shown once`() {
    let shown = render(
      "[a](http://x.org) and [b](http://x.org), <http://y.org>, ![pic](p.png), [s](#s)", width: 80)
    #expect(shown == "a (http://x.org) and b, http://y.org, pic (p.png), s")
  }

  @Test func `lists nest and hang`() {
    let shown = render(
      "- one that is long enough to be wrapped here\n  - inner\n- two\n\n3. three\n\n   more\n4. four")
    #expect(
      shown == """
        • one that is long enough to be wrapped
          here
          • inner
        • two

        3. three

           more

        4. four
        """)
  }

  @Test func `quotes keep their bar, in ASCII a mark`() {
    #expect(render("> a\n> b\n>\n> - c\nd") == "│ a b\n│ \n│ • c d")
    #expect(render("> a → é", locale: "C") == "> a -> e")
  }

  @Test func `tables align and fit`() {
    let table = "| name | n |\n|:--|--:|\n| `a|b` | 1 |\n| c \\| d | 200 |"
    #expect(
      render(table)
        == "name    │   n\n────────┼────\n`a|b`   │   1\nc | d   │ 200".replacing("   │", with: " │")
        .replacing("────────", with: "──────").replacing("name    ", with: "name  "))
    let wide = "| key | text |\n|---|---|\n| a | \(String(repeating: "word ", count: 20)) |"
    for width in [20, 24, 40, 80] {
      let style = OutputStyle(environment: [:], isTerminal: false, terminalWidth: width)
      for line in MarkdownRenderer(style: style).lines(of: wide) { #expect(line.width <= width) }
    }
  }

  @Test(arguments: 0..<60)
  func `no text breaks it, and prose fits the width`(seed: UInt64) {
    var state = seed &* 6_364_136_223_846_793_005 &+ 1
    func draw(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let parts = [
      "*", "**", "_", "`", "``", "[", "](", ")", "<", ">", "> ", "- ", "1. ", "|", "|--|", "\n", "\n\n",
      "  \n", "# ", "a",
      "word ", "漢", "👩‍👩‍👧", "\\", "&amp;", "!", "<!--", "-->", "\u{1B}[2J", "~~~", "    ", "\t",
    ]
    let text = (0..<200).map { _ in parts[draw(parts.count)] }.joined()
    let style = OutputStyle(environment: [:], isTerminal: false, terminalWidth: 30)
    for line in MarkdownRenderer(style: style).lines(of: text) {
      #expect(!line.text.contains("\u{1B}") && !line.text.contains("\n"))
      if !line.text.contains("    ") { #expect(line.width <= 60) }
    }
  }

  @Test func `hostile nesting ends`() {
    let deep = String(repeating: "> ", count: 5000) + "x\n\n" + String(repeating: "*a ", count: 2000)
    #expect(!render(deep).isEmpty)
  }
}
