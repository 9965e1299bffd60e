import Foundation
import Testing

/// Random input from seeds: no crash, no hang, no exit code that is not in the table.
@Suite struct FuzzTests {
  static let allowed: Set<Int32> = [0, 1, 2, 3, 4, 130, 141]

  private static let words = [
    "help", "lessons", "open", "next", "back", "goto", "models", "use", "set", "show", "write", "read",
    "partition", "heal",
    "crash", "recover", "link", "step", "run", "undo", "redo", "diagram", "history", "check", "why", "seed",
    "restart",
    "predict", "replay", "exercises", "hint", "progress", "event", "send", "cap", "time", "two-node",
    "lamport",
    "cap/two-node", "time/vector", "policy=ap", "policy=cp", "merge=union", "latency=1", "latency=1000",
    "timeout=1",
    "nodes=8", "nodes=9", "loss=0.5", "loss=1", "duplication=1", "latency=1...9", "latency=5+exp(20)",
    "ordered=no", "x=1",
    "x", "=", "x=", "=1", "a", "b", "c", "z", "{a}", "{b}", "{a", "}", "{", "{}", "->", "→", "{a,b}", "e1",
    "e2", "e99", "e0",
    "e-1", "e", "0", "1", "2", "3", "-1", "50", "999999999999999999999", "1.5", "é", "鍵=値", "👩‍👩‍👧", "\u{202E}x",
    "\u{1B}[2J",
    "\\", "'", "\"", "$HOME", "%s", "-", "--", "--help", "vector-clock", "break", "r1", "r1AAAA", "#", "\t",
  ]

  private static func line(_ random: inout SeededRandom) -> String {
    // Most lines begin well, so that the run goes on.
    let starts = [
      "use two-node policy=ap", "use cap/two-node", "use time/lamport", "write a x=1", "write b x=2",
      "read a x", "run 50",
      "step 2", "partition {a} {b}", "crash a", "recover a", "undo", "redo", "heal",
      "link loss=0.5 duplication=0.5", "diagram",
      "check", "history", "show", "why e2", "goto e2", "open cap", "next", "predict 1", "restart", "seed 3",
    ]
    if random.next(below: 3) > 0 { return starts[random.next(below: starts.count)] }
    return (0..<(1 + random.next(below: 4))).map { _ in words[random.next(below: words.count)] }.joined(
      separator: " ")
  }

  /// One terminal takes many lines: a mistake there does not end the session.
  @Test(arguments: 1...4) func `random lines do not break the notebook`(_ seed: Int) throws {
    var random = SeededRandom(state: UInt64(seed))
    let lines = (0..<150).map { _ in Self.line(&random).filter { $0 >= " " } }.filter {
      !$0.hasPrefix("quit")
    }
    let terminal = try Terminal(home: TemporaryFolder(), environment: ["TERM": "dumb"], columns: 100)
    try terminal.prompt()
    for line in lines {
      try terminal.line(line)
      do { try terminal.prompt(seconds: 20) } catch {
        Issue.record("after \"\(line)\" (seed \(seed)): \(error)")
        return
      }
    }
    try terminal.line("quit")
    #expect(terminal.end() == 0)
  }

  @Test(arguments: 1...40) func `random scripts end with a code of the table`(_ seed: Int) throws {
    var random = SeededRandom(state: UInt64(seed) &* 7919)
    let lines = (0..<12).map { _ in Self.line(&random) }
    let outcome =
      seed % 2 == 0
      ? try AtollProgram.notebook(["use two-node policy=ap"] + lines)
      : try AtollProgram.run(
        ["run", "cap/two-node", "--script", "-"], input: .text(Data(lines.joined(separator: "\n").utf8)))
    #expect(Self.allowed.contains(outcome.code) && !outcome.isTimedOut, "\(outcome.code) after \(lines)")
    #expect(!outcome.output.contains("\u{1B}") && !outcome.errors.contains("\u{1B}"), "\(lines)")
  }

  @Test(arguments: 1...20) func `random bytes as a script are refused, not run`(_ seed: Int) throws {
    var random = SeededRandom(state: UInt64(seed) &* 104_729)
    let bytes = Data((0..<2000).map { _ in UInt8(random.next(below: 256)) })
    for words in [["run", "cap/two-node", "--script", "-"], []] {
      let outcome = try AtollProgram.run(words, input: .text(bytes))
      #expect([0, 2].contains(outcome.code) && !outcome.isTimedOut, "\(words) \(outcome.code)")
      #expect(!outcome.errors.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    }
  }

  @Test(arguments: 1...20) func `random words are no crash of the program`(_ seed: Int) throws {
    var random = SeededRandom(state: UInt64(seed) &* 15_485_863)
    let commands = [
      "lessons", "open", "models", "run", "replay", "exercises", "hint", "progress", "grade", "--format",
      "--plain",
    ]
    let words =
      ([commands[random.next(below: commands.count)]]
        + (0..<random.next(below: 5)).map { _ in Self.words[random.next(below: Self.words.count)] })
    let outcome = try AtollProgram.run(words)
    #expect(Self.allowed.contains(outcome.code) && !outcome.isTimedOut, "\(words): \(outcome.code)")
  }

  static let extremes: [(name: String, script: Data)] = [
    ("NULs", Data("write a x=1\0\0\nread\0a x\n".utf8)), ("only NULs", Data(count: 5000)),
    ("one long word", Data(String(repeating: "a", count: 1_000_000).utf8)),
    ("a long value", Data("write a x=\(String(repeating: "v", count: 20_000))\nshow\ndiagram\n".utf8)),
    ("many words", Data("write ".appending(String(repeating: "a ", count: 200_000)).utf8)),
    ("many braces", Data("partition \(String(repeating: "{", count: 100_000))\n".utf8)),
    ("many groups", Data("partition \(String(repeating: "{a} ", count: 50_000))\n".utf8)),
    ("carriage returns", Data("heal\r\nheal\rheal\r\n".utf8)),
    ("a byte order mark", Data("\u{FEFF}heal\n".utf8)),
    ("control characters", Data("write a x=\u{1B}]0;title\u{7}\u{8}\n".utf8)),
    ("combining marks", Data("write a x=\(String(repeating: "\u{301}", count: 10_000))\nshow\n".utf8)),
    ("many lines", Data(String(repeating: "heal\n", count: 2000).utf8)),
  ]

  @Test(arguments: extremes) func `extreme scripts are answered`(_ name: String, _ script: Data) throws {
    let run = try AtollProgram.run(["run", "cap/two-node", "--script", "-"], input: .text(script))
    #expect([0, 2].contains(run.code) && !run.isTimedOut, "\(name): \(run.code)")
    #expect(!run.output.contains("\u{1B}") && !run.errors.contains("\u{1B}"), "\(name)")
    #expect(run.errors.utf8.count < 2000, "\(name): the error is \(run.errors.utf8.count) bytes long")
    let notebook = try AtollProgram.run([], input: .text(Data("use two-node\n".utf8) + script))
    #expect([0, 2].contains(notebook.code) && !notebook.isTimedOut, "\(name): \(notebook.code)")
    #expect(notebook.errors.utf8.count < 2000, "\(name)")
  }
}

/// The numbers of SplitMix64 (Steele, Lea & Flood 2014): the same from the same seed.
struct SeededRandom {
  var state: UInt64

  mutating func next(below bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
  }
}
