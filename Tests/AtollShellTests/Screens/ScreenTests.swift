import Foundation
import Testing

@testable import AtollShell

/// What a person sees, compared with recorded screens.
@Suite struct ScreenTests {
  private static let commands = OutsideCommand.all.map(\.info.name)

  /// Runs the program and compares what it printed.
  private func check(
    _ words: [String], _ name: String, environment: [String: String] = [:], home: TemporaryFolder? = nil
  ) throws {
    let home = try home ?? TemporaryFolder()
    let outcome = try AtollProgram.run(words, environment: environment, home: home)
    #expect(outcome.code == 0 && outcome.errors == "", "\(words): \(outcome.code) \(outcome.errors)")
    try Snapshot.check(outcome.output.replacing(home.path, with: "HOME"), name)
    try tidy(outcome.output, words)
  }

  /// No space at the end of a line, and no line that is wider than the terminal.
  private func tidy(_ text: String, _ words: [String]) throws {
    guard !words.contains("json"), !words.contains("svg"), !words.contains("--plain") else { return }
    for line in text.split(separator: "\n") {
      #expect(!line.hasSuffix(" "), "a space at the end of: \(line)")
      #expect(line.count <= 80 || line.contains("replay r1"), "wider than the terminal: \(line)")
    }
  }

  @Test func `the program's help is as recorded`() throws { try check(["--help"], "help.txt") }

  @Test(arguments: commands) func `each command's help is as recorded`(_ command: String) throws {
    try check([command, "--help"], "help-\(command).txt")
  }

  @Test(arguments: ["lessons", "models", "exercises"]) func `the lists are as recorded`(_ list: String) throws
  {
    try check([list], "\(list).txt")
    try check([list, "--format", "json"], "\(list).json")
  }

  @Test(arguments: ["cp", "ap"]) func `a run of two nodes is as recorded`(_ policy: String) throws {
    let words = ["run", "cap/two-node", "--set", "policy=\(policy)"]
    try check(words, "two-node-\(policy).txt")
    try check(words + ["--format", "json"], "two-node-\(policy).json")
    try check(words + ["--format", "svg"], "two-node-\(policy).svg")
    try check(words, "two-node-\(policy)-ascii.txt", environment: ["LC_ALL": "C"])
    try check(words + ["--plain"], "two-node-\(policy)-plain.txt")
    try check(words, "two-node-\(policy)-narrow.txt", environment: ["COLUMNS": "50"])
  }

  @Test func `a replayed run is as recorded`() throws {
    let token = "r1Sl-SIDEKhmEgeD0xCodiIHgKgGGBYn0KhmEgeD0yCodiIHgKgwqJ"
    try check(["replay", token], "replay.txt")
  }

  @Test func `progress of a beginner is as recorded`() throws { try check(["progress"], "progress.txt") }

  @Test(arguments: [
    (
      "read",
      [
        "open cap", "next", "predict 1", "next", "back", "goto 1", "next", "predict 2",
        "open time",
      ]
    ),
    (
      "break",
      [
        "use two-node policy=ap", "write a x=1", "run", "partition {a} {b}", "write a x=2",
        "write b x=3", "undo",
        "redo", "show", "heal", "step 3", "run", "history", "check", "diagram e5 e12", "why e9", "goto e6",
        "link loss=0.5",
        "seed 3", "crash a", "write a y=1", "recover a", "restart", "set merge=union", "quit",
      ]
    ),
    (
      "help",
      [
        "help", "help read", "help break", "help look", "help build", "help notebook", "help partition",
        "help write",
        "use two-node", "help", "help run", "help write", "help cap/two-node", "help lamport",
      ]
    ),
    ("build", ["hint vector-clock", "hint", "start vector-clock", "quit"]),
    ("skip", ["open cap", "next", "# a comment", "", "next", "quit"]),
  ])
  func `a session from standard input is as recorded`(_ name: String, _ lines: [String]) throws {
    let home = try TemporaryFolder()
    let outcome = try AtollProgram.notebook(lines, home: home)
    #expect(outcome.code == 0 && outcome.errors == "", "\(name): \(outcome.code) \(outcome.errors)")
    try Snapshot.check(outcome.output.replacing(home.path, with: "HOME"), "session-\(name).txt")
    try tidy(outcome.output, [])
  }

  @Test func `the opened lesson from outside is the opened lesson from inside`() throws {
    let outside = try AtollProgram.notebook([], ["open", "cap"])
    let inside = try AtollProgram.notebook(["open cap"])
    #expect(outside.output == inside.output)
    #expect(outside.output.contains("Two nodes share a register."))
  }

  @Test func `a script that is given from a file reads as one from standard input`() throws {
    let home = try TemporaryFolder()
    let script = "# the beginning\nwrite a x=1\n\n  read b x\r\ncheck\n"
    let file = try home.write(script, to: "script.txt")
    let fromFile = try AtollProgram.run(["run", "cap/two-node", "--script", file], home: home)
    let piped = try AtollProgram.run(
      ["run", "cap/two-node", "--script", "-"], input: .text(Data(script.utf8)), home: home)
    #expect(fromFile.code == 0 && fromFile.output == piped.output)
    #expect(fromFile.output.contains("#2 b: read x → 1"))
  }
}
