import Atoll
import AtollExploration
import AtollLessons
import Testing

struct PaxosTests {
  private static let agreement = "no two proposers learn different decisions"

  /// The counts are also Spin 6.5.2's for `Benchmarks/promela/paxos.pml`, written by hand from the same description.
  @Test func `without a mistake Paxos is safe in every configuration, and they are as many as Spin's`() throws
  {
    let report = try explored(Paxos.self)
    #expect(report.end == .complete)
    #expect(report.states == 170_572)
    #expect(report.transitions == 791_820)
    #expect(report.violations.isEmpty)
    // Begin, two prepares, two promises, two accepts, two answers.
    #expect(report.length("a value is decided") == 9)
  }

  @Test(arguments: [("forgets-promise", 18), ("ignores-value", 18), ("small-quorum", 10)])
  func `each mistake breaks agreement, and nothing else`(bug: String, length: Int) throws {
    let report = try explored(Paxos.self, ["bug": bug])
    #expect(report.end == .complete)
    #expect(report.violations == [Self.agreement: length])
  }

  /// Two ballots of nine steps each are needed at least, with the right quorums; one proposer cannot disagree.
  @Test(arguments: PaxosBug.allCases)
  func `one proposer alone agrees with itself`(bug: PaxosBug) throws {
    let report = try explored(Paxos.self, ["proposers": "1", "attempts": "2", "bug": bug.rawValue])
    #expect(report.end == .complete)
    #expect(report.violations.isEmpty)
  }

  @Test(arguments: [
    FaultBounds(drops: 1), FaultBounds(crashes: 1), FaultBounds(crashes: 1, recoveries: 1),
  ])
  func `Paxos stays safe when something fails`(faults: FaultBounds) throws {
    let report = try explored(Paxos.self, faults: faults)
    #expect(report.end == .complete)
    #expect(report.violations.isEmpty)
  }

  @Test func `with two acceptors and two ballots each Paxos is safe`() throws {
    let report = try explored(Paxos.self, ["acceptors": "2", "attempts": "2"])
    #expect(report.end == .complete)
    #expect(report.states == 253_164)
    #expect(report.violations.isEmpty)
  }
}
