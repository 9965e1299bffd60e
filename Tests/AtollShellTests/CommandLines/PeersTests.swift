import Foundation
import Testing

@testable import AtollShell

/// `atoll peers`: real processes, so nothing is said of times but that they end.
@Suite struct PeersTests {
  struct Report: Decodable {
    struct Step: Decodable {
      let step: String
      let told: String?
      let milliseconds: Double?
      let holds: Int?
      let isUndecided: Bool
    }
    let processes: [String: Int32]
    let steps: [Step]
  }

  static func report(_ words: [String]) throws -> (Report, String) {
    let outcome = try AtollProgram.run(["peers", "--format", "json"] + words, seconds: 60)
    #expect(outcome.code == 0 && outcome.errors == "", "\(outcome.errors)")
    return (try JSONDecoder().decode(Report.self, from: Data(outcome.output.utf8)), outcome.output)
  }

  /// Waits a little: the system ends a process in its own time.
  static func isGone(_ process: Int32) -> Bool {
    for _ in 0..<200 {
      if kill(process, 0) != 0 { return true }
      usleep(10_000)
    }
    return false
  }

  @Test func `the demonstration shows each leak, whatever the times are`() throws {
    // The demonstration's own steps, with more patience where a busy machine may be slow.
    let (report, json) = try Self.report(["--timeout", "2000"])
    try JSONTests.check("peers", [json])
    #expect(report.steps.map(\.step) == PeerStep.demonstration)
    let calls = report.steps.filter { $0.told != nil }
    #expect(
      calls.map { [$0.step, $0.told, $0.holds.map(String.init) ?? "-"].compactMap { $0 } } == [
        ["here deposit 5", "balance 5", "0"], ["here balance", "balance 5", "0"],
        ["deposit 5", "balance 5", "5"], ["balance", "balance 5", "5"],
        ["deposit 6", "balance 11", "11"],
        ["deposit 7", "no answer", "18"], ["deposit 8", "no answer", "18"], ["balance", "balance 18", "18"],
        ["here withdraw 99", "overdrawn by 94", "18"],
        ["withdraw 99", "threw: Overdrawn(missing: 81)", "18"],
        ["kill during deposit 9", "connection lost", "-"], ["balance", "balance 0", "0"],
      ])
    #expect(calls.filter(\.isUndecided).map(\.step) == ["deposit 7", "deposit 8", "kill during deposit 9"])
    for call in calls {
      let waited = try #require(call.milliseconds)
      if call.told == "no answer" { #expect(waited >= 2000) }
      if call.step == "deposit 6" { #expect(waited >= 100) }
    }
    for process in report.processes.values { #expect(Self.isGone(process)) }
  }

  /// The lesson shows a run of the simulator, and the same steps for processes.
  @Test func `the processes of the lesson are told what its simulation says`() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
    let lesson = try String(contentsOf: root.appending(path: "Lessons/middleware/lesson.md"), encoding: .utf8)
    let parts = lesson.components(separatedBy: "## ")
    let section = try #require(parts.first { $0.hasPrefix("The same actor between real processes") })
    // A command may go on in the next line.
    let lines = section.replacing("\\\n", with: " ").components(separatedBy: "\n")
    let simulated = lines.filter { $0.hasPrefix("#") && !$0.contains(" → ") && !$0.contains("asked") }
      .map { $0.split(separator: /\s{2,}/).map(String.init) }
    let command = try #require(lines.first { $0.hasPrefix("atoll peers ") })
    let words = command.matches(of: /"([^"]*)"|(\S+)/).map { String($0.1 ?? $0.2 ?? "") }
    let (report, _) = try Self.report(words.dropFirst(2) + ["--timeout", "1500"])
    let calls = report.steps.filter { $0.told != nil }
    #expect(calls.count == 4)
    #expect(calls.map(\.step) == simulated.map { $0[2] })
    #expect(calls.map(\.told) == simulated.map { $0[3] })
  }

  @Test func `a caller that tries again books twice, and with receipts once`() throws {
    let steps = ["drop answers", "deposit 5", "heal", "balance"]
    for (options, balance) in [([], 10), (["--receipts"], 5)] {
      let (report, _) = try Self.report(steps + ["--retries", "1", "--timeout", "800"] + options)
      #expect(report.steps.map(\.told) == [nil, "no answer", nil, "balance \(balance)"])
    }
  }

  @Test(arguments: [SIGKILL, SIGTERM, SIGINT]) func `whatever ends the program ends its processes`(
    _ signal: Int32
  ) throws {
    let (home, scratch) = (try TemporaryFolder(), try TemporaryFolder())
    let child = try ChildProcess(
      AtollProgram.path, ["peers", "delay 2000", "deposit 5", "--timeout", "10000"],
      environment: AtollProgram.environment(home: home.path), folder: home.path,
      streams: [
        .open("/dev/null", O_RDONLY), .open(scratch.path + "/output", O_WRONLY | O_CREAT),
        .open("/dev/null", O_WRONLY),
      ])
    var pids: [Int32] = []
    for _ in 0..<1000 where pids.count < 3 {
      usleep(10_000)
      let text = (try? scratch.read("output")) ?? ""
      guard text.contains("delay 2000") else { continue }
      pids = text.matches(of: /process\s+(\d+)|process,\s+(\d+)/).compactMap { match in
        (match.1 ?? match.2).flatMap { Int32($0) }
      }
    }
    #expect(pids.count == 3)
    child.send(signal)
    let code = try #require(child.wait(seconds: 15))
    #expect(code == (signal == SIGINT ? 130 : 128 + signal))
    for pid in pids { #expect(Self.isGone(pid)) }
  }
}
