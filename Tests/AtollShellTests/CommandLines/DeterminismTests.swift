import Foundation
import Testing

/// The same command gives the same bytes in every process.
@Suite struct DeterminismTests {
  static let runs: [[String]] = [
    ["cap/two-node"], ["cap/two-node", "--seed", "2"],
    ["cap/two-node", "--set", "policy=ap", "--set", "merge=union"],
    ["time/lamport", "--seed", "18446744073709551615"],
    ["time/vector", "--set", "nodes=8", "--set", "latency=7"],
  ]

  @Test(arguments: runs, ["text", "json", "svg"])
  func `two processes print the same`(_ words: [String], _ format: String) throws {
    let first = try AtollProgram.run(["run"] + words + ["--format", format])
    let second = try AtollProgram.run(
      ["run"] + words + ["--format", format], environment: ["TZ": "Asia/Tokyo"])
    #expect(first.code == 0 && first.output == second.output && !first.output.isEmpty)
  }

  @Test(arguments: runs) func `a replayed run has the same events`(_ words: [String]) throws {
    try checkReplay(words, script: nil)
  }

  @Test(arguments: [UInt64(1), 7, 42]) func `chance is replayed, too`(_ seed: UInt64) throws {
    let script = """
      link loss=0.3 duplication=0.3 latency=5...20
      write a x=1
      write b x=2
      partition {a} -> {b}
      write a ключ=значение
      crash b
      step 3
      recover b
      heal
      undo
      redo
      run 500
      goto e9
      read b x

      """
    try checkReplay(["cap/two-node", "--set", "policy=ap", "--seed", "\(seed)"], script: script)
  }

  private func checkReplay(_ words: [String], script: String?) throws {
    let more = script == nil ? [] : ["--script", "-"]
    let run = try AtollProgram.run(
      ["run"] + words + more + ["--format", "json"], input: .text(Data((script ?? "").utf8)))
    #expect(run.code == 0, "\(run.errors)")
    let report = try #require(try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any])
    let token = try #require(report["replay"] as? String)
    for format in ["json", "svg"] {
      let again = try AtollProgram.run(
        ["run"] + words + more + ["--format", format], input: .text(Data((script ?? "").utf8)))
      #expect(try AtollProgram.run(["replay", token, "--format", format]).output == again.output)
    }
    let text = try AtollProgram.run(["run"] + words + more, input: .text(Data((script ?? "").utf8)))
    #expect(text.output.hasSuffix("atoll replay \(token)\n"))
    let notebook = try AtollProgram.notebook(["replay \(token)", "show"])
    let now = try #require(report["now"] as? Int)
    #expect(notebook.code == 0 && notebook.output.contains("tick \(now)"))
  }
}
