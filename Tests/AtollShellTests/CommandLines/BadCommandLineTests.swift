import Foundation
import Testing

/// Wrong command lines: exit code 2, nothing on standard output, and an error that says what, where and what next.
@Suite struct BadCommandLineTests {
  /// The words, what standard error has to say, and the exit code where it is not 2.
  static let table: [(words: [String], says: [String])] = [
    (["lesons"], ["no command \"lesons\"", "atoll lessons"]),
    (["xyzzy"], ["no command \"xyzzy\"", "atoll --help"]),
    ([""], ["no command"]),
    (["--colour", "always"], ["unknown option --colour", "--color"]),
    (["--color", "blue", "lessons"], ["--color cannot be \"blue\"", "auto, always, never"]),
    (["--format", "json", "lessons"], ["--format stands after the command", "atoll COMMAND --format"]),
    (["lessons", "--color=blue"], ["--color cannot be \"blue\"", "auto, always, never"]),
    (["lessons", "--color"], ["--color needs a value", "auto|always|never"]),
    (["--color"], ["--color needs a value"]),
    (["lessons", "--plain=yes"], ["--plain takes no value"]),
    (["lessons", "--format", "xml"], ["--format cannot be \"xml\"", "text, json"]),
    (["lessons", "--fromat", "json"], ["unknown option --fromat", "--format"]),
    (["lessons", "cap"], ["too many words", "atoll lessons"]),
    (["lessons", "--seed", "1"], ["unknown option --seed"]),
    (["models", "rpc", "extra"], ["too many words", "atoll models"]),
    (["models", "nothing"], ["no model \"nothing\""]),
    (["exercises", "extra"], ["too many words", "atoll exercises"]),
    (["progress", "extra"], ["too many words", "atoll progress"]),
    (["doctor", "extra"], ["too many words", "atoll doctor"]),
    (["nodes"], ["MODEL is missing", "atoll nodes MODEL"]),
    (["nodes", "cap/two-nod"], ["no model \"cap/two-nod\"", "cap/two-node"]),
    (["nodes", "cap/two-node", "diagram"], ["\"diagram\" is no step of nodes", "heal"]),
    (["nodes", "cap/two-node", "crash c"], ["no node \"c\"", "a, b"]),
    (["peers", "deposit"], ["\"deposit\" is no step of peers", "deposit N"]),
    (["peers", "deposit 0"], ["\"deposit 0\" is no step of peers"]),
    (["peers", "kill during"], ["no step of peers"]),
    (["peers", "drop everything"], ["no step of peers", "drop questions"]),
    (["peers", "--timeout", "0"], ["--timeout cannot be \"0\"", "1 to 10000"]),
    (["bench", "extra"], ["no benchmark \"extra\"", "simulation"]),
    (["check-course", "one", "two"], ["too many words", "atoll check-course"]),
    (["open"], ["LESSON is missing", "atoll open LESSON"]),
    (["open", "cpa"], ["no lesson \"cpa\"", "cap"]),
    (["open", "cap", "time"], ["too many words", "atoll open LESSON"]),
    (["run"], ["MODEL is missing", "atoll run MODEL"]),
    (["run", "cap/two-nod"], ["no model \"cap/two-nod\"", "cap/two-node"]),
    (["run", "cap/two-node", "extra"], ["too many words", "atoll run MODEL"]),
    (["run", "cap/two-node", "--set", "polcy=ap"], ["no setting \"polcy\"", "policy"]),
    (["run", "cap/two-node", "--set", "policy=xp"], ["policy cannot be \"xp\"", "cp"]),
    (["run", "cap/two-node", "--set", "policy"], ["\"policy\"", "NAME=VALUE"]),
    (["run", "cap/two-node", "--set", ""], ["NAME=VALUE"]),
    (["run", "cap/two-node", "--set", "policy=ap merge=union"], ["one setting", "NAME=VALUE"]),
    (["run", "cap/two-node", "--set", "latency=0"], ["latency cannot be \"0\"", "1 to 1000"]),
    (["run", "cap/two-node", "--set", "latency=99999999999999999999"], ["latency cannot be"]),
    (["run", "cap/two-node", "--seed", "-1"], ["seed", "whole number"]),
    (["run", "cap/two-node", "--seed", "one"], ["seed", "whole number"]),
    (["run", "cap/two-node", "--seed", "1 2"], ["seed", "whole number"]),
    (["run", "cap/two-node", "--seed", "99999999999999999999"], ["seed", "whole number"]),
    (["run", "cap/two-node", "--format", "png"], ["--format cannot be \"png\"", "svg"]),
    (["run", "cap/two-node", "--script", "missing.txt"], ["missing.txt", "is the path right?"]),
    (["run", "cap/two-node", "--script", "."], ["cannot read the script .", "folder"]),
    (["replay"], ["TOKEN is missing", "atoll replay TOKEN"]),
    (["replay", "x"], ["no replay token", "r1"]),
    (["replay", "r1"], ["damaged"]),
    (["replay", "r1Sl-SIDEKhmEgeD0xCodiIHgKgGGBYn0KhmEgeD0yCodiIHgKgwqK"], ["damaged", "copy it again"]),
    (["replay", "r9AAAA"], ["another version"]),
    (["start"], ["EXERCISE is missing", "atoll start EXERCISE"]),
    (["start", "vector-clok"], ["no exercise \"vector-clok\"", "vector-clock"]),
    (["hint"], ["EXERCISE is missing"]),
    (["hint", "vector-clock", "--tier", "x"], ["--tier", "whole number"]),
    (["hint", "vector-clock", "--tier", "0"], ["hint"]),
    (["hint", "vector-clock", "--tier", "99"], ["hints", "--tier"]),
    (["grade"], ["grade which exercise?", "atoll grade EXERCISE [PATH]"]),
    (["grade", "vector-clock"], ["vector-clock: no such file or folder"]),
    (["grade", "vektor", "x.swift"], ["no exercise \"vektor\""]),
    (["grade", "vector-clock", "missing.swift"], ["missing.swift"]),
    (
      ["grade", "vector-clock", "x.swift", "--sandbox", "none"],
      ["--sandbox cannot be \"none\"", "strong, weak"]
    ),
    (["reset", "vector-clock", "--yes"], ["vector-clock"]),
    (["help", "nonsense"], ["no command \"nonsense\"", "atoll --help"]),
  ]

  @Test(arguments: table) func `a wrong command line is explained`(_ words: [String], _ says: [String]) throws
  {
    let outcome = try AtollProgram.run(words)
    #expect(outcome.code == 2, "\(words)")
    #expect(outcome.output == "", "\(words)")
    #expect(
      outcome.errors.hasPrefix("atoll: ") && outcome.errors.hasSuffix("\n"), "\(words): \(outcome.errors)")
    for text in says { #expect(outcome.errors.contains(text), "\(words): \(outcome.errors)") }
  }

  @Test(arguments: [
    ("write a x=1\nwrit b x=2\n", "line 2", "write"),
    ("# comment\n\nread c x\n", "line 3", "a, b"),
    ("write a\n", "line 1", "write a x=1"),
    ("write a x\n", "line 1", "write a x=1"),
    ("read a\n", "line 1", "read a x"),
    ("partition {a\n", "line 1", "{a b} {c}"),
    ("partition {a b}\n", "line 1", "partition {a} {b}"),
    ("partition {a} {a}\n", "line 1", "two groups"),
    ("crash\n", "line 1", "crash a"),
    ("step 0\n", "line 1", "step 10"),
    ("run 1.5\n", "line 1", "run 10"),
    ("why 3\n", "line 1", "e1"),
    ("goto e9\n", "line 1", "nothing has happened yet"),
    ("link loss=2\n", "line 1", "0 to 1"),
    ("link colour=red\n", "line 1", "loss"),
    ("undo 2\n", "line 1", "say: undo"),
    ("next\n", "line 1", "next"),
    ("write a x=1\ndiagram x\n", "line 2", "e1"),
  ])
  func `a wrong line of a script is named by its number`(_ script: String, _ place: String, _ next: String)
    throws
  {
    let outcome = try AtollProgram.run(
      ["run", "cap/two-node", "--script", "-", "--format", "json"], input: .text(Data(script.utf8)))
    #expect(outcome.code == 2 && outcome.output == "")
    #expect(outcome.errors.contains("standard input, \(place): "), "\(outcome.errors)")
    #expect(outcome.errors.contains(next), "\(outcome.errors)")
    let lines = script.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let notebook = try AtollProgram.notebook(["use two-node"] + lines)
    #expect(script == "next\n" || notebook.code == 2, "\(script)")
  }

  @Test func `a script from a file is named in the error`() throws {
    let home = try TemporaryFolder()
    let file = try home.write("heal\nhael\n", to: "script.txt")
    let outcome = try AtollProgram.run(["run", "cap/two-node", "--script", file], home: home)
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains("\(file), line 2: ") && outcome.errors.contains("did you mean \"heal\"?"))
  }

  @Test func `a script that is not UTF-8 is refused`() throws {
    let outcome = try AtollProgram.run(
      ["run", "cap/two-node", "--script", "-"], input: .text(Data([0x77, 0xFF, 0xFE, 0x0A])))
    #expect(outcome.code == 2 && outcome.output == "")
    #expect(outcome.errors.contains("standard input is not UTF-8 text"))
  }

  @Test(arguments: [
    ("lesson", "no command \"lesson\""), ("open nowhere", "no lesson \"nowhere\""),
    ("goto 9", "no section 9"),
    ("predict 1", "nothing waits"), ("predict x", "number"), ("write a x=1", "no model is in use"),
    ("undo", "nothing to undo"),
    ("use nothing", "no model \"nothing\""), ("help xyzzy", "no help on \"xyzzy\""),
    ("start nothing", "no exercise"),
    ("grade nothing.swift", "which exercise?"), ("replay r1x", "damaged"), ("next please", "next"),
    ("quit now", "quit"),
    ("lessons all", "lessons"), ("back 2", "back"), ("hint vector-clock more", "hint"),
    ("exercises x", "exercises"),
    ("progress x", "progress"), ("models x", "no model \"x\""), ("models rpc lock", "models rpc"),
    ("help a b", "help"),
  ])
  func `a wrong line of the notebook ends a script with its number`(_ line: String, _ says: String) throws {
    let outcome = try AtollProgram.notebook(["lessons", line, "progress"])
    #expect(outcome.code == 2, "\(line)")
    #expect(
      outcome.errors.contains("standard input, line 2: ") && outcome.errors.contains(says),
      "\(outcome.errors)")
    #expect(!outcome.output.contains("Exercises\n"))
  }

  @Test func `common options may stand before the command and after it`() throws {
    let before = try AtollProgram.run(["--color=always", "lessons"])
    let split = try AtollProgram.run(["--color", "always", "lessons"])
    let after = try AtollProgram.run(["lessons", "--color", "always"])
    #expect(before.output == after.output && split.output == after.output && after.output.contains("\u{1B}["))
    #expect(try AtollProgram.run(["-h"]).output == AtollProgram.run(["--help"]).output)
    #expect(try AtollProgram.run(["help"]).output == AtollProgram.run(["--help"]).output)
    #expect(try AtollProgram.run(["help", "run"]).output == AtollProgram.run(["run", "--help"]).output)
  }
}
