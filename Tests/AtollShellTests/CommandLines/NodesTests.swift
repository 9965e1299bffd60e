import Foundation
import Testing

@testable import AtollShell

/// `atoll nodes`: a model's nodes as processes. Timeouts are long enough for a busy machine; nothing is said of times.
@Suite struct NodesTests {
  struct Report: Decodable {
    struct Operation: Decodable {
      let asked: String
      let simulated: String?
      let told: String?
    }
    struct Field: Decodable {
      let node: String
      let field: String
      let simulated: String
      let process: String?
    }
    let nodes: [String]
    let processes: [Int32]
    let operations: [Operation]
    let states: [Field]
  }

  static func report(_ words: [String]) throws -> (Report, String) {
    let outcome = try AtollProgram.run(["nodes", "--format", "json"] + words, seconds: 60)
    #expect(outcome.code == 0 && outcome.errors == "", "\(outcome.errors)")
    return (try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8)), outcome.output)
  }

  @Test(arguments: [
    ["cap/two-node", "--set", "timeout=1000", "--set", "patience=9000"],
    [
      "cap/two-node", "--set", "policy=ap", "--set", "patience=9000", "write a x=1", "run 800", "read b x",
      "partition {a}", "write a x=2", "run 800", "read b x", "heal", "run 800", "read b x",
    ],
    ["cap/two-node", "--set", "policy=ap", "write a x=1", "run 800", "crash b", "recover b", "read b x"],
    [
      "middleware/distributed-actor", "--set", "timeout=1000", "--set", "patience=9000", "deposit a 5",
      "partition {b} -> {a}", "deposit a 6", "heal", "balance a", "withdraw a 99", "crash b", "recover b",
      "balance a",
    ],
    ["time/vector"],
  ])
  func `clients of processes are told what clients of the simulation are told`(words: [String]) throws {
    let (report, json) = try Self.report(words)
    #expect(!report.operations.isEmpty)
    for operation in report.operations {
      #expect(operation.told == operation.simulated && operation.told != nil, "\(operation.asked)")
    }
    if words.count == 5 { try JSONTests.check("nodes", [json]) }
    #expect(report.processes.count == report.nodes.count)
    for process in report.processes { #expect(PeersTests.isGone(process)) }
  }

  @Test func `nodes of several types agree as processes, whichever value wins`() throws {
    let (report, _) = try Self.report(["consensus/paxos", "run 2000"])
    let decisions = report.states.filter { $0.field == "decision" }.compactMap(\.process).filter {
      $0 != "none"
    }
    #expect(Set(decisions).count == 1)
    #expect(report.states.allSatisfy { $0.process != nil })
  }

  @Test func `Ctrl-C ends the processes`() throws {
    let (home, scratch) = (try TemporaryFolder(), try TemporaryFolder())
    let child = try ChildProcess(
      AtollProgram.path, ["nodes", "consensus/paxos", "run 10000"],
      environment: AtollProgram.environment(home: home.path), folder: home.path,
      streams: [
        .open("/dev/null", O_RDONLY), .open(scratch.path + "/output", O_WRONLY | O_CREAT),
        .open("/dev/null", O_WRONLY),
      ])
    usleep(1_000_000)
    child.send(SIGINT)
    #expect(child.wait(seconds: 8) == 130)
  }
}
