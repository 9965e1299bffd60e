import Atoll
import AtollExploration
import Testing

@testable import AtollLessons

struct RegisterTests {
  @Test func `the available register is not linearizable, and three requests show it`() throws {
    let report = try explored(TwoNode.self, ["policy": "ap"])
    #expect(report.end == .complete)
    #expect(report.violations == ["linearizable": 3])
    var run = ScheduledRun(try #require(report.properties[0].example))
    run.run(until: .max)
    let history = History<RegisterRequest, RegisterReply>(of: run)
    #expect(LinearizabilityCheck(RegisterSpecification()).witness(history) == nil)
    #expect(history.entries.count == 3)
  }

  @Test(arguments: ["all", "own"])
  func `the consistent register is linearizable, however late messages are`(reads: String) throws {
    let report = try explored(TwoNode.self, ["policy": "cp", "reads": reads])
    #expect(report.end == .complete)
    #expect(report.violations == [:])
  }
}
