import Foundation
import Testing

@testable import AtollGrading

/// Time on the clock never decides; computing does, and numbers.
struct LimitTests {
  private func run(
    _ command: String, cpuSeconds: Int? = nil, milliseconds: Int = 60_000
  ) throws -> ToolRun.Outcome {
    try ToolRun(
      "/bin/sh", ["-c", command], in: "/", limits: Limits(cpuSeconds: cpuSeconds),
      deadline: .after(milliseconds: milliseconds), isInterrupted: { false }
    ).outcome
  }

  @Test func `a tool that computes too long is told from a machine that is too slow`() throws {
    #expect(try run("while :; do :; done", cpuSeconds: 1) == .computing)
    #expect(try run("sleep 60", cpuSeconds: 1, milliseconds: 50) == .tooSlow)
    // It has closed its output and goes on.
    #expect(try run("exec >&- 2>&-; sleep 60", milliseconds: 50) == .tooSlow)
    #expect(try run("exit 3") == .exited(3))
  }

  @Test func `a judge that is not done at the deadline gives no verdict`() throws {
    let fixture = try Fixture()
    let script = try fixture.write("#!/bin/sh\nsleep 60\n", to: "judge")
    #expect(chmod(script, 0o700) == 0)
    let order = JudgeOrder(
      exerciseObject: "", suiteObject: "", submissionObject: "", remoteModule: "", suiteModule: "", type: "",
      tests: ["testA"], libraries: [], sandbox: .strong, replayCommand: "")
    let judge = JudgeRun(executable: script, isInterrupted: { false })
    #expect(throws: GradingError.tooSlow) { try judge.run(order, deadline: .after(milliseconds: 50)) }
    #expect(GradingError.tooSlow.message.contains("the grader's machine was too slow"))
  }

  @Test func `every way in which a worker ends has words of its own`() {
    let ends: [WorkerEnd] = [
      .exited(0), .trapped(Trap(message: "a")), .stackOverflow, .thread, .memory, .signalled(9), .computing,
      .slow,
      .waiting, .calls, .bytes, .printing, .badReply,
    ]
    #expect(Set(ends.map(\.message)).count == ends.count)
    #expect(ends.filter(\.isTimeLimit) == [.computing, .slow, .waiting])
    #expect(WorkerEnd.computing.message.contains("for 1.5 s"))
  }
}
