import Foundation
import Testing

/// What a screen that is too small for a text does.
@Suite struct PagerTests {
  private static let more = "more: Space, or q to stop"

  @Test func `a text that is longer than the screen waits for a key`() throws {
    let terminal = try Terminal(["open", "cap"], home: TemporaryFolder(), rows: 12)
    let first = try terminal.wait(for: Self.more)
    #expect(first.contains("Two nodes"))
    #expect(first.split(separator: "\n", omittingEmptySubsequences: false).count <= 12)
    try terminal.type(" ")
    try terminal.wait(for: "#1 a: write x=1 → ok")
  }

  @Test func `q ends the text and keeps the shell`() throws {
    let terminal = try Terminal(["open", "cap"], home: TemporaryFolder(), rows: 12)
    try terminal.wait(for: Self.more)
    try terminal.type("q")
    try terminal.prompt()
    try terminal.line("help")
    try terminal.wait(for: Self.more)
    try terminal.type("q")
    #expect(try terminal.prompt().contains("the rest was not shown"))
    try terminal.line("quit")
    #expect(terminal.end() == 0)
  }

  @Test func `a command that is typed where a key is asked for is carried out`() throws {
    let terminal = try Terminal(["open", "cap"], home: TemporaryFolder(), rows: 12)
    try terminal.wait(for: Self.more)
    try terminal.type("q")
    try terminal.prompt()
    try terminal.line("help")
    try terminal.wait(for: Self.more)
    try terminal.type("history\r")
    try terminal.wait(for: "the rest was not shown")
    try terminal.wait(for: "]> history")
    try terminal.wait(for: "write x=1")
    try terminal.prompt()
    try terminal.line("quit")
    #expect(terminal.end() == 0)
  }

  @Test(arguments: [(["open", "cap"], 200), (["open", "cap", "--plain"], 12)])
  func `nothing waits where the screen is long, or in plain mode`(_ words: [String], _ rows: Int) throws {
    let terminal = try Terminal(words, home: TemporaryFolder(), rows: UInt16(rows))
    #expect(!(try terminal.prompt().contains(Self.more)))
    try terminal.line("quit")
    #expect(terminal.end() == 0)
  }

  @Test func `what was typed ahead is no answer`() throws {
    let terminal = try Terminal(home: TemporaryFolder(), rows: 24)
    try terminal.prompt()
    try terminal.type("help\rhelp\rmodels\rquit\r")
    try terminal.wait(for: "until next time")
    #expect(terminal.end() == 0)
  }
}
