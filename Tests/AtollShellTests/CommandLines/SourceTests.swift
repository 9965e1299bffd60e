import Foundation
import Testing

/// `source` in the notebook.
@Suite struct SourceTests {
  private func lines(_ script: String) throws -> AtollProgram.Outcome {
    try AtollProgram.run([], input: .text(Data(script.utf8)), environment: ["ATOLL_COURSE": ""])
  }

  @Test func `the source of a model is its file, and names its lesson's others`() throws {
    let output = try lines("use cap/two-node\nsource\n").output
    #expect(output.contains("Lessons/cap/TwoNode.swift") && output.contains("AvailableRegister"))
    #expect(output.contains("public enum TwoNode"))
    #expect(try lines("open flp\nsource Adopt\n").output.contains("Lessons/flp/Adopt.swift"))
  }

  @Test(arguments: [("source", "which model"), ("source Nothing", "Nothing"), ("source a b", "one file")])
  func `what is no source is explained`(_ line: String, _ says: String) throws {
    let outcome = try lines(line + "\n")
    #expect(outcome.code == 2 && outcome.errors.contains(says), "\(outcome)")
  }
}
