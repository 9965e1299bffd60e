import Atoll
import AtollExploration
import AtollLessons
import Testing

struct TwoPhaseCommitTests {
  /// The states are those of Lamport's TLA+ module `TwoPhase`; states and transitions are also Spin 6.5.2's for `Benchmarks/promela/two-phase-commit.pml`.
  @Test(arguments: [(3, 288, 761), (5, 8_832, 37_345), (7, 296_448, 1_735_809)])
  func `two-phase commit has as many configurations as the TLA+ module`(
    participants: Int, states: Int, transitions: Int
  ) throws {
    let report = try explored(TwoPhaseCommit.self, ["participants": "\(participants)"])
    #expect(report.end == .complete)
    #expect(report.states == states)
    #expect(report.transitions == transitions)
    #expect(report.violations.isEmpty)
    // Each participant votes and its vote arrives; the coordinator decides; the decision arrives everywhere.
    #expect(report.length("all can commit") == 3 * participants + 1)
    #expect(report.length("all can abort") == participants)
  }

  @Test func `a hasty coordinator breaks agreement`() throws {
    let report = try explored(TwoPhaseCommit.self, ["hasty": "yes"])
    #expect(report.end == .complete)
    #expect(report.violations == ["no participant commits while another aborts": 7])
  }

  @Test func `a crash blocks, but does not break agreement`() throws {
    let settings = ["question": "blocking"]
    #expect(try explored(TwoPhaseCommit.self, settings).violations.isEmpty)
    let report = try explored(TwoPhaseCommit.self, settings, faults: FaultBounds(crashes: 1))
    #expect(report.end == .complete)
    #expect(report.violations == ["no prepared participant is blocked": 2])
  }
}
