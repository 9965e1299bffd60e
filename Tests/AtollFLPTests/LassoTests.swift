import Atoll
import Testing

@testable import AtollExploration
@testable import AtollLessons

/// The fair infinite run, and the checker that must refuse unfair ones.
@Suite struct LassoTests {
  private typealias Event = FairLasso<Adopt>.Event

  private static let quotient = Adopt.quotient(inputs: [0, 1, 1])

  private static func found() throws -> FairLasso<Adopt> {
    try #require(try ValenceTests.adopt().1.lasso)
  }

  private func verify(_ lasso: FairLasso<Adopt>) throws(LassoFlaw) -> Int {
    try LassoCheck.verify(lasso, Self.quotient) { $0.decision != nil }
  }

  private static func estimate(_ value: Int, _ round: Int, _ from: Int, _ to: Int) -> Event {
    .delivery(.estimate(value, round: round), from: from, to: to)
  }

  @Test func `the lasso has a stem of 2 and a loop of 6 deliveries that count, and is fair`() throws {
    let lasso = try Self.found()
    #expect(lasso.shift == 2)
    #expect(lasso.stem.count == 4)  // two of them late
    #expect(lasso.loop.count == 12)  // six of them late
    #expect(try verify(lasso) == 40)
  }

  @Test func `a lasso is the same in every search`() throws {
    let (one, other) = (try Self.found(), try Self.found())
    #expect(one.stem == other.stem)
    #expect(one.loop == other.loop)
  }

  @Test func `a message that is never delivered is refused, late as it may be`() throws {
    let lasso = try Self.found()
    var refused = 0
    for place in lasso.loop.indices {
      var worse = lasso
      worse.loop.remove(at: place)
      do throws(LassoFlaw) { _ = try verify(worse) } catch { refused += 1 }
    }
    #expect(refused == lasso.loop.count)
  }

  /// `a` and `b` swap their values for ever; `c` hears nothing.
  private static let swap = FairLasso<Adopt>(
    cluster: quotient.cluster,
    stem: [estimate(1, 1, 1, 0), estimate(0, 1, 0, 1)],
    loop: [
      estimate(0, 2, 1, 0), estimate(1, 2, 0, 1), estimate(1, 3, 1, 0), estimate(0, 3, 0, 1),
    ], shift: 2)

  @Test func `a loop that starves a process is refused`() {
    #expect(throws: LassoFlaw.starves(2)) { try verify(Self.swap) }
  }

  @Test func `the same loop is fair once the starved process has crashed and its messages have arrived`()
    throws
  {
    var lasso = Self.swap
    lasso.stem = [.crash(2)] + lasso.stem + [Self.estimate(1, 1, 2, 0), Self.estimate(1, 1, 2, 1)]
    #expect(try verify(lasso) == 17)
  }

  @Test func `a message of the crashed process that never arrives is refused`() {
    var lasso = Self.swap
    lasso.stem = [.crash(2)] + lasso.stem
    #expect(throws: LassoFlaw.self) { try verify(lasso) }
  }

  @Test func `two crashes, a crash in the loop, a decision, idling and what is not enabled are refused`()
    throws
  {
    let good = try Self.found()
    var lasso = good
    lasso.stem += [.crash(0), .crash(1)]
    #expect(throws: LassoFlaw.tooManyCrashes) { try verify(lasso) }
    lasso = good
    lasso.loop.append(.crash(0))
    #expect(throws: LassoFlaw.tooManyCrashes) { try verify(lasso) }
    lasso = Self.swap
    lasso.stem = [Self.estimate(1, 1, 2, 1)]
    #expect(throws: LassoFlaw.decides(1)) { try verify(lasso) }
    lasso = good
    lasso.shift = 0
    #expect(throws: LassoFlaw.advancesNoRound) { try verify(lasso) }
    lasso = good
    lasso.shift = 1
    #expect(throws: LassoFlaw.self) { try verify(lasso) }
    lasso = Self.swap
    lasso.stem = [Self.estimate(0, 1, 1, 0)]
    #expect(throws: LassoFlaw.notEnabled(1)) { try verify(lasso) }
  }

  @Test(arguments: ["001", "010", "100", "110"])
  func `every mixed input has such a run, and it can be shown`(_ inputs: String) throws {
    let problem = try ProtocolTests.problem("adopt", inputs: inputs, rounds: 20)
    let report = try #require(try Exploration.rounds([problem]))
    let infinite = try #require(report.infinite)
    let run = try #require(infinite.run)
    #expect(run.length == infinite.stem.count + 2 * infinite.loop.count)
    let again = try #require(try Exploration.run(problem, choices: run.choices))
    #expect(again.trace.events == run.trace.events)
  }

  @Test func `equal inputs have none`() throws {
    let report = try #require(
      try Exploration.rounds([try ProtocolTests.problem("adopt", inputs: "111", rounds: 20)]))
    #expect(report.infinite == nil)
  }

  @Test func `a declaration that does not commute with the shift is refused`() throws {
    var wrong = Self.quotient
    wrong.shifted = { process, _ in process }
    #expect(throws: RoundQuotientError.self) { try RoundGraph(wrong, from: [wrong.cluster]) }
  }
}
