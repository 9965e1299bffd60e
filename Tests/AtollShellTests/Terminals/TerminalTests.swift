import Foundation
import Testing

/// The notebook on a terminal, as somebody uses it who types.
@Suite struct TerminalTests {
  @Test func `it greets in a few lines, names the lesson in the prompt, and numbers the cells`() throws {
    let terminal = try Terminal(home: TemporaryFolder())
    let greeting = try terminal.prompt()
    #expect(greeting.hasSuffix("cap [1]> "))
    #expect(
      greeting.contains("Atoll") && greeting.contains("Two nodes") && greeting.contains(" solved"))
    #expect(greeting.split(separator: "\n", omittingEmptySubsequences: false).count <= 15)
    try terminal.line("lessons")
    #expect(try terminal.prompt().hasSuffix("cap [2]> "))
    try terminal.line("open time")
    #expect(try terminal.prompt().hasSuffix("time [3]> "))
    try terminal.line("quit")
    #expect(terminal.end() == 0)
  }

  @Test func `the first Enter of a newcomer shows the head of the lesson`() throws {
    let home = try TemporaryFolder()
    let terminal = try Terminal(home: home)
    #expect(try terminal.prompt().contains("Enter begins the lesson cap."))
    try terminal.line("")
    let page = try terminal.prompt()
    #expect(page.contains("Two nodes share a register."))
    #expect(page.contains("1. Writing and reading"))
    try terminal.line("quit")
    #expect(terminal.end() == 0)
  }

  @Test func `Enter reads on, also through a prediction`() throws {
    let terminal = try Terminal(["open", "cap"], home: TemporaryFolder())
    #expect(try terminal.prompt().contains("#1 a: write x=1 → ok"))
    try terminal.line("")
    #expect(try terminal.prompt().contains("Predict: What does b answer?"))
    try terminal.line("")
    #expect(try terminal.prompt().contains("#2 b: read x → 1"))
    try terminal.line("")
    #expect(try terminal.prompt().contains("2. A network partition"))
    try terminal.line("")
    #expect(try terminal.prompt().contains("That was the lesson cap."))
  }

  @Test func `a mistake is explained and the shell goes on`() throws {
    let terminal = try Terminal(home: TemporaryFolder())
    try terminal.prompt()
    try terminal.line("use two-nod")
    let answer = try terminal.prompt()
    #expect(answer.contains("no model \"two-nod\"; did you mean \"two-node\"?"))
    #expect(answer.hasSuffix("cap [1]> "), "a mistake takes no number")
    try terminal.line("use two-node")
    #expect(try terminal.prompt().contains("policy=cp"))
  }

  @Test func `the arrow up brings the last line, also of an earlier session`() throws {
    let home = try TemporaryFolder()
    let first = try Terminal(home: home)
    try first.prompt()
    try first.line("help quit")
    try first.prompt()
    try first.type("\u{1B}[A\r")
    #expect(try first.prompt().contains("leave (so does Ctrl-D)"))
    try first.line("quit")
    #expect(first.end() == 0)
    let second = try Terminal(home: home)
    try second.prompt()
    // The last line was quit; the one before it is wanted.
    try second.type("\u{1B}[A\u{1B}[A\r")
    #expect(try second.prompt().contains("leave (so does Ctrl-D)"))
  }

  @Test func `Tab completes commands, models, settings and lessons`() throws {
    let terminal = try Terminal(home: TemporaryFolder())
    try terminal.prompt()
    try terminal.type("us\ttwo\tpol\ta\t\r")
    #expect(try terminal.prompt().contains("policy=ap merge=lww"))
    try terminal.type("op\ttim\t\r")
    #expect(try terminal.prompt().hasSuffix("time [3]> "))
    try terminal.type("h\t")
    try terminal.wait(for: "hint")
    try terminal.wait(for: "history")
    try terminal.type("\u{15}sta\tve\t\u{15}lessons\r")
    try terminal.prompt()
  }

  @Test func `Ctrl-D leaves, and says that the place is kept`() throws {
    let terminal = try Terminal(["open", "cap"], home: TemporaryFolder())
    try terminal.prompt()
    try terminal.type("\u{4}")
    try terminal.wait(for: "section 1 of cap is kept")
    #expect(terminal.end() == 0)
  }

  @Test func `Ctrl-C at the prompt throws the line away and keeps the shell`() throws {
    let terminal = try Terminal(home: TemporaryFolder())
    try terminal.prompt()
    try terminal.type("use nonsense")
    try terminal.wait(for: "nonsense")
    try terminal.type("\u{3}")
    try terminal.prompt()
    try terminal.line("lessons")
    #expect(try !terminal.prompt().contains("nonsense"))
    for _ in 0..<3 {
      try terminal.type("\u{3}")
      try terminal.prompt()
    }
    try terminal.line("quit")
    #expect(terminal.end() == 0)
  }

  @Test func `lines that are typed ahead or pasted are all carried out`() throws {
    let terminal = try Terminal(home: TemporaryFolder())
    try terminal.prompt()
    try terminal.type("use two-node\rwrite a x=1\rread b x\rhistory\rdiagram\rhelp quit\rquit\r")
    try terminal.wait(for: "#2  b     read x     1")
    try terminal.wait(for: "leave (so does Ctrl-D)")
    #expect(terminal.end() == 0)
  }

  @Test func `Ctrl-C stops a long run and keeps the shell`() throws {
    let terminal = try Terminal(home: TemporaryFolder())
    try terminal.prompt()
    for line in ["use two-node policy=ap timeout=1", "partition {a} {b}", "write a x=1"] {
      try terminal.line(line)
      try terminal.prompt()
    }
    try terminal.line("run 1000000000")
    try terminal.wait(for: "run 1000000000")
    usleep(200_000)
    try terminal.type("\u{3}")
    #expect(try terminal.prompt().contains("interrupted"))
    // The token leads to the moment of the interruption, not to the end that never came.
    try terminal.line("show")
    let tick = try terminal.prompt().firstMatch(of: /tick (\d+)/)?.1
    try terminal.line("replay")
    let token = try #require(try terminal.prompt().firstMatch(of: /replay (r1\S+)/)?.1)
    let replayed = try AtollProgram.notebook(["replay \(token)", "show"], environment: ["COLUMNS": "400"])
    #expect(replayed.output.contains("  tick \(try #require(tick))\n"))
    try terminal.line("undo")
    #expect(try terminal.prompt().contains("undone: step "))
    try terminal.line("quit")
    #expect(terminal.end() == 0)
  }

  @Test func `a question can be answered with Ctrl-C`() throws {
    let home = try TemporaryFolder()
    _ = try AtollProgram.run(["start", "vector-clock"], home: home)
    for (key, code) in [("\u{3}", Int32(130)), ("\u{4}", 0), ("n\r", 0), ("y\r", 0)] {
      let terminal = try Terminal(["reset", "vector-clock"], home: home)
      try terminal.wait(for: "y or N? ")
      try terminal.type(key)
      try terminal.wait(for: key == "y\r" ? "the starter is back" : "nothing was changed")
      #expect(terminal.end() == code)
    }
  }

  @Test func `it works on a dumb terminal, in plain mode, and after a resize`() throws {
    for (words, environment) in [([], ["TERM": "dumb"]), (["--plain"], [:]), ([], ["ACCESSIBLE": "1"])]
      as [([String], [String: String])]
    {
      let terminal = try Terminal(words, home: TemporaryFolder(), environment: environment)
      try terminal.prompt()
      try terminal.line("lessons")
      try terminal.prompt()
      try terminal.type("\u{4}")
      #expect(terminal.end() == 0)
      #expect(!terminal.everything.contains("\u{1B}"))
    }
    let terminal = try Terminal(home: TemporaryFolder(), columns: 120)
    try terminal.prompt()
    for columns in [30, 1, 300, 60] as [UInt16] {
      terminal.resize(columns: columns, rows: 200)
      try terminal.line("help vector")
      // The prompt alone would not do: it is drawn anew after a resize.
      let page = try terminal.wait(for: "send NODE TO") + terminal.prompt()
      let widest = page.split(separator: "\n").filter { !$0.contains("]> ") }.map(\.count).max() ?? 0
      #expect(widest <= max(20, columns) && (columns < 300 || widest > 60), "\(columns) columns: \(page)")
    }
    try terminal.line("quit")
    #expect(terminal.end() == 0)
  }

  @Test func `no locale at all still is a UTF-8 terminal`() throws {
    let terminal = try Terminal(home: TemporaryFolder(), environment: ["LC_ALL": ""])
    try terminal.prompt()
    for line in ["use two-node", "write a ключ=значение"] {
      try terminal.line(line)
      #expect(try terminal.prompt().contains("→") == line.hasPrefix("write"))
    }
    #expect(terminal.everything.contains("write ключ=значение"))
  }

  @Test func `the first prompt comes soon`() throws {
    var times: [Double] = []
    for _ in 0..<5 {
      let home = try TemporaryFolder()
      let start = ContinuousClock.now
      let terminal = try Terminal(home: home)
      try terminal.prompt()
      times.append((ContinuousClock.now - start) / .milliseconds(1))
      try terminal.line("quit")
      _ = terminal.end()
    }
    // Told, not asserted: the machine may be busy with other things.
    print(
      "first prompt after \(times.sorted().map { String(format: "%.0f", $0) }.joined(separator: ", ")) ms")
  }
}
