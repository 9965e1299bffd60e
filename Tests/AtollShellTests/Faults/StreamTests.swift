import Foundation
import Testing

/// Output that nobody reads, or that does not fit; state that cannot be kept.
@Suite struct StreamTests {
  static let commands = [
    ["--help"], ["--version"], ["lessons"], ["models"], ["run", "cap/two-node"],
    ["run", "cap/two-node", "--format", "svg"],
    ["exercises", "--format", "json"], ["progress"], ["hint", "vector-clock"], ["open", "cap"],
  ]

  @Test(arguments: commands) func `a closed output ends the program quietly`(_ words: [String]) throws {
    let outcome = try AtollProgram.run(words, output: .closedPipe)
    #expect(outcome.code == 141)
    #expect(outcome.errors == "")
  }

  @Test(arguments: commands, ["/dev/full"])
  func `a full disk is reported with exit code 3`(_ words: [String], _ file: String) throws {
    guard FileManager.default.fileExists(atPath: file) else { return }
    let outcome = try AtollProgram.run(words, output: .file(file))
    #expect(outcome.code == 3)
    #expect(
      outcome.errors.hasPrefix("atoll: cannot write the output: No space left on device"), "\(outcome.errors)"
    )
  }

  @Test(arguments: [("run", [], true), ("", [], false), ("check", ["--script", "-"], false)])
  func `a demonstration says so where standard input was meant`(
    _ input: String, _ more: [String], _ isTold: Bool
  ) throws {
    let outcome = try AtollProgram.run(["run", "cap/two-node"] + more, input: .text(Data(input.utf8)))
    #expect(outcome.code == 0)
    #expect(outcome.errors.contains("--script -") == isTold)
  }

  @Test func `the notebook with a closed input ends at once`() throws {
    let outcome = try AtollProgram.run([], input: .closedPipe)
    #expect(outcome.code == 0 && outcome.errors == "")
  }

  @Test func `standard input that is a folder is no crash`() throws {
    #expect(try AtollProgram.run([], input: .file("/")).code < 128)
    let run = try AtollProgram.run(["run", "cap/two-node", "--script", "-"], input: .file("/"))
    #expect(run.code == 2 && run.errors.contains("cannot read standard input"), "\(run.errors)")
  }
}
