import Foundation
import Testing

/// Sessions that end in bad ways, and several at once.
@Suite struct SessionTests {
  @Test func `a killed session goes on at the same place`() throws {
    let home = try TemporaryFolder()
    let terminal = try Terminal(["open", "cap"], home: home)
    try terminal.prompt()
    for _ in 0..<2 {
      try terminal.line("")
      try terminal.prompt()
    }
    terminal.child.send(SIGKILL)
    #expect(terminal.end() == 128 + SIGKILL)
    let next = try Terminal(home: home)
    let greeting = try next.prompt()
    #expect(greeting.contains("You are in cap, section 2: A network partition."), "\(greeting)")
    #expect(greeting.contains("1/3 sections"))
    try next.line("")
    #expect(try next.prompt().contains("2. A network partition"))
  }

  @Test func `a jump into a lesson finds the run as if all before had been read`() throws {
    let jumped = try AtollProgram.notebook(["open cap", "goto 2", "history"])
    #expect(jumped.code == 0 && !jumped.output.contains("cell 3"), "\(jumped.errors)")
    #expect(jumped.output.contains("#3 a: write x=2 → unavailable"))
    let again = try AtollProgram.notebook(["open cap", "goto 2", "back", "back", "goto 2", "history"])
    #expect(again.output.hasSuffix(jumped.output.suffix(150)))
  }

  @Test func `a terminal that goes away ends the program`() throws {
    let home = try TemporaryFolder()
    var terminal: Terminal? = try Terminal(home: home)
    try terminal?.prompt()
    let child = try #require(terminal?.child)
    terminal = nil
    #expect(child.wait(seconds: 10) != nil)
  }

  @Test func `two shells at once keep both readers' progress and history`() throws {
    let home = try TemporaryFolder()
    let (first, second) = (
      try Terminal(["open", "cap"], home: home), try Terminal(["open", "time"], home: home)
    )
    for terminal in [first, second] { try terminal.prompt() }
    for terminal in [first, second] { try terminal.line("next") }
    for terminal in [first, second] { try terminal.prompt() }
    try first.line("next")
    try first.prompt()
    for terminal in [first, second] {
      try terminal.line("quit")
      #expect(terminal.end() == 0)
    }
    let progress = try AtollProgram.run(["progress"], home: home)
    #expect(progress.errors == "")
    #expect(
      progress.output.contains("1/3 sections") && progress.output.contains("read, 5 min"),
      "\(progress.output)")
    #expect(try home.read("state/history").split(separator: "\n").filter { $0 == "quit" }.count == 2)
  }

  @Test func `an interrupted run from outside ends with 130`() throws {
    let home = try TemporaryFolder()
    let script = try home.write("partition {a} {b}\nwrite a x=1\nrun 1000000000\n", to: "script.txt")
    try interrupt(
      ["run", "cap/two-node", "--set", "policy=ap", "--set", "timeout=1", "--script", script], home: home,
      after: "> run", in: "output")
    #expect(try home.read("errors") == "")
  }

  @Test func `an interrupted grade ends with 130 and leaves no score`() throws {
    let home = try TemporaryFolder()
    let solution = SmallCourse.project + "/Exercises/lamport-clock/Solution/LamportClock.swift"
    try interrupt(["grade", "lamport-clock", solution], home: home, after: "Compiling", in: "errors")
    #expect(try home.read("output") == "")
    #expect(try !AtollProgram.run(["progress"], home: home).output.contains("attempt"))
  }

  /// Starts the program, sends Ctrl-C's signal once a text has appeared, and waits for exit code 130.
  private func interrupt(_ words: [String], home: TemporaryFolder, after text: String, in stream: String)
    throws
  {
    let child = try ChildProcess(
      AtollProgram.path, words, environment: AtollProgram.environment(home: home.path), folder: home.path,
      streams: [
        .open("/dev/null", O_RDONLY), .open(home.path + "/output", O_WRONLY | O_CREAT),
        .open(home.path + "/errors", O_WRONLY | O_CREAT),
      ])
    // Not before it runs: until it has caught the signal, the system's own answer is to end it.
    for _ in 0..<2000 where !((try? home.read(stream))?.contains(text) ?? false) { usleep(5000) }
    child.send(SIGINT)
    #expect(child.wait(seconds: 10) == 130)
  }
}
