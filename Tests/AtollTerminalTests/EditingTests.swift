import Foundation
import Testing

@testable import AtollTerminal

@Suite struct CompletionTests {
  @Test(arguments: [
    ("pa", ["partition", "open"], Completion.insert("rtition ")),
    ("set pol", ["policy=ap", "policy=cp"], .insert("icy=")),
    ("set policy=", ["policy=ap", "policy=cp"], .list(["policy=ap", "policy=cp"])),
    ("set policy=a", ["policy=ap", "policy=cp"], .insert("p ")),
    ("x", ["open"], .none), ("", ["b", "a", "b"], .list(["a", "b"])),
    ("set pa", ["patience="], .insert("tience=")),
  ])
  func `Tab completes the word before the cursor`(line: String, candidates: [String], expected: Completion) {
    #expect(Completion(beforeCursor: line, candidates: candidates) == expected)
  }

  @Test func `candidates stand in columns that fit`() {
    #expect(Completion.columns(["a", "bb", "cc", "d", "e"], width: 11) == "a   cc  e\nbb  d\n")
    #expect(Completion.columns(["long"], width: 2) == "long\n")
  }
}

@Suite struct HistoryFileTests {
  @Test func `history is kept privately and survives a missing folder`() throws {
    let folder = NSTemporaryDirectory() + "atoll-history-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let file = HistoryFile(path: folder + "/sub/history")
    #expect(file.load() == [])
    for line in ["one", "", "  ", "zwei ä", "a\u{1B}b"] { file.append(line) }
    #expect(file.load() == ["one", "zwei ä"])
    for (path, mode) in [(folder + "/sub", 0o700), (file.path, 0o600)] {
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.posixPermissions] as? Int == mode)
    }
  }

  @Test func `a grown history is cut to its newest lines`() throws {
    let path = NSTemporaryDirectory() + "atoll-history-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try (1...2500).map { "line \($0)\n" }.joined().write(toFile: path, atomically: true, encoding: .utf8)
    #expect(HistoryFile(path: path).load().first == "line 1501")
    let kept = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(kept.count == HistoryFile.linesMax && kept.last == "line 2500")
  }

  @Test func `an impossible place is no error`() {
    let file = HistoryFile(path: "/dev/null/nowhere/history")
    file.append("x")
    #expect(file.load() == [])
  }
}

// Serialized: the flag that Ctrl-C raises, and the terminal's locale, belong to the whole process.
@Suite(.serialized, .timeLimit(.minutes(1))) struct LineEditorTests {
  private static let style = OutputStyle(environment: ["TERM": "vt100"], isTerminal: true, terminalWidth: 80)

  /// Types `keys` into an editor on a pseudo-terminal, and returns what it read until the end.
  private func outcomes(typing keys: [UInt8], history: String? = nil) throws -> [LineEditor.Outcome] {
    var (main, side) = (Int32(-1), Int32(-1))
    var size = winsize(ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0)
    try #require(openpty(&main, &side, nil, nil, &size) == 0)
    for descriptor in [main, side] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    // The terminal's echo must be read away, or its buffer fills. The thread has a descriptor of its own: the number
    // of a closed one may be another test's by now.
    let terminal = fcntl(main, F_DUPFD_CLOEXEC, 0)
    let reader = Thread {
      var buffer = [UInt8](repeating: 0, count: 4096)
      while read(terminal, &buffer, buffer.count) > 0 {}
      close(terminal)
    }
    reader.start()
    defer {
      close(side)
      close(main)
    }
    let editor = LineEditor(
      input: side, output: Output(descriptor: side, style: Self.style), historyPath: history
    ) {
      _, _ in ["partition", "été"]
    }
    // Typed ahead, so the terminal must be raw already: in its line mode it would swallow the Ctrl-D.
    var modes = termios()
    tcgetattr(side, &modes)
    cfmakeraw(&modes)
    tcsetattr(side, TCSANOW, &modes)
    try #require(write(main, keys, keys.count) == keys.count)
    usleep(10_000)
    var outcomes: [LineEditor.Outcome] = []
    repeat {
      outcomes.append(try editor.readLine(prompt: StyledLine("→", .prompt) + ">"))
    } while outcomes.last != .end
    return outcomes
  }

  private func outcomes(typing keys: String, history: String? = nil) throws -> [LineEditor.Outcome] {
    try outcomes(typing: Array(keys.utf8), history: history)
  }

  @Test func `keys edit the line`() throws {
    let left = "\u{1B}[D"
    #expect(
      try outcomes(typing: "helo\(left)l\r\u{1B}[A!\r\u{4}") == [.line("hello"), .line("hello!"), .end])
    #expect(try outcomes(typing: "é→漢x\(left)\u{7F}\r\u{4}") == [.line("é→x"), .end])
    #expect(try outcomes(typing: "pa\ta\r\u{E9}t\t\r\u{4}") == [.line("partition a"), .line("été "), .end])
    #expect(try outcomes(typing: "\u{1B}[200~x\u{1B}[201~\u{1B}[5~y\r\u{4}") == [.line("xy"), .end])
  }

  @Test func `odd bytes and long lines do no harm`() throws {
    let odd = try outcomes(typing: [0x61, 0xFF, 0x62, 0xC3, 0x63, 0x00, 0xE2, 0x82, 0x64, 0x0D, 0x04])
    #expect(odd == [.line("a\u{FFFD}b\u{FFFD}c\u{FFFD}d"), .end])
    let long = String(repeating: "word ", count: 600) + "x"
    #expect(try outcomes(typing: long + "\r\u{4}") == [.line(long), .end])
  }

  @Test func `history goes on in the next run`() throws {
    let path = NSTemporaryDirectory() + "atoll-history-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    _ = try outcomes(typing: "first\rfirst\r  \rsecond ü\r\u{4}", history: path)
    #expect(HistoryFile(path: path).load() == ["first", "second ü"])
    #expect(try outcomes(typing: "\u{1B}[A\u{1B}[A\r\u{4}", history: path) == [.line("first"), .end])
  }

  @Test func `Ctrl-C abandons the line and nothing else`() throws {
    Interrupt.install()
    Interrupt.clear()
    #expect(!Interrupt.isRaised)
    kill(getpid(), SIGINT)
    for _ in 0..<1000 where !Interrupt.isRaised { usleep(1000) }
    #expect(Interrupt.isRaised)
    #expect(try outcomes(typing: "x\r\u{4}") == [.interrupted, .line("x"), .end])
    #expect(!Interrupt.isRaised)
  }

  @Test func `a pipe gives its lines without a prompt`() throws {
    let input = Pipe()
    let output = Pipe()
    input.fileHandleForWriting.write(Data([0x61, 0x0D, 0x0A, 0x0A, 0xFF, 0x0A, 0x7A]))
    try input.fileHandleForWriting.close()
    let editor = LineEditor(
      input: input.fileHandleForReading.fileDescriptor,
      output: Output(descriptor: output.fileHandleForWriting.fileDescriptor, style: Self.style))
    var outcomes: [LineEditor.Outcome] = []
    for _ in 0..<6 { outcomes.append(try editor.readLine(prompt: "never shown>")) }
    #expect(outcomes == [.line("a"), .line(""), .line("\u{FFFD}"), .line("z"), .end, .end])
    try output.fileHandleForWriting.close()
    #expect(output.fileHandleForReading.readDataToEndOfFile().isEmpty)
  }

  @Test func `a closed pipe and a full disk are errors`() throws {
    Interrupt.install()
    let pipe = Pipe()
    try pipe.fileHandleForReading.close()
    let closed = Output(descriptor: pipe.fileHandleForWriting.fileDescriptor, style: Self.style)
    #expect(throws: OutputError.closed) { try closed.write("x") }
    let full = open("/dev/full", O_WRONLY)
    defer { close(full) }
    if full >= 0 {
      #expect(throws: OutputError.failed(ENOSPC)) {
        try Output(descriptor: full, style: Self.style).write("x")
      }
    }
    #expect("\(OutputError.failed(ENOSPC))".contains("No space left"))
  }
}
