import Foundation
import Testing

/// `atoll export`: runs as logs that other programs read.
@Suite struct ExportTests {
  private static let script = "write a x=1\nread b x\npartition {a} {b}\nwrite a x=2\nread b x\nread b y\n"

  private func export(_ words: [String]) throws -> AtollProgram.Outcome {
    try AtollProgram.run(
      ["export", "cap/two-node", "--script", "-"] + words, input: .text(Data(Self.script.utf8)))
  }

  @Test(arguments: [("cp", 0), ("ap", 1)])
  func `an exported run is judged from outside as it is inside`(_ policy: String, _ code: Int) throws {
    let log = try export(["--set", "policy=\(policy)"])
    #expect(log.code == 0 && log.errors == "")
    let verdict = try AtollProgram.run(
      ["check", "-", "--spec", "kv"], input: .text(Data(log.output.utf8)))
    #expect(Int(verdict.code) == code, "\(log.output)\n\(verdict.output)\(verdict.errors)")
  }

  @Test func `each host's clock in a ShiViz log begins at one and counts by one`() throws {
    let log = try export(["--format", "shiviz"])
    #expect(log.code == 0 && log.errors == "")
    let lines = log.output.split(separator: "\n").map(String.init)
    #expect(lines.count > 10 && lines.count % 2 == 0)
    var last: [String: Int] = [:]
    for line in stride(from: 1, to: lines.count, by: 2).map({ lines[$0] }) {
      let host = String(line.prefix { $0 != " " })
      let clock = try #require(
        JSONSerialization.jsonObject(with: Data(line.dropFirst(host.count + 1).utf8)) as? [String: Int])
      #expect(clock[host] == last[host, default: 0] + 1, "\(line)")
      #expect(clock.allSatisfy { $0.key == host || $0.value <= last[$0.key, default: 0] }, "\(line)")
      last[host] = clock[host]
    }
    #expect(last.count == 2)
  }

  @Test func `a model without a standard is exported for ShiViz only`() throws {
    let outcome = try AtollProgram.run(["export", "consensus/token-ring"])
    #expect(outcome.code == 2 && outcome.errors.contains("--format shiviz"))
    #expect(try AtollProgram.run(["export", "consensus/token-ring", "--format", "shiviz"]).code == 0)
  }
}
