import Atoll
import Foundation
import Testing

@testable import AtollConsistency

/// Long histories: what must be quick is quick, and what blows up says so.
@Suite struct SpeedTests {
  @Test func `a hundred thousand operations of fifty clients are decided`() throws {
    let history = SyntheticHistory.store(operations: 100_000, clients: 50, keys: 100, seed: 1)
    let checked = CheckedHistory(history, KeyValueStore()) { OperationWording.text($0) }
    guard case .linearizable(let order) = LinearizabilityDecision(checked).answer() else {
      Issue.record("it is linearizable by construction")
      return
    }
    #expect(WitnessCheck.problem(order, explains: history, KeyValueStore()) == nil)
    // The specification's code has run once for each distinct step.
    #expect(checked.steps.computedCount < 1_000_000)
  }

  @Test func `one wrong answer in a long history is found, and its core is small`() throws {
    var history = SyntheticHistory.store(operations: 20_000, clients: 20, keys: 50, seed: 2)
    let place = try #require(
      history.entries.indices.dropFirst(10_000).first { place in
        if case .get = history.entries[place].request { true } else { false }
      })
    history.entries[place].reply = .value("never written")
    let checked = CheckedHistory(history, KeyValueStore()) { OperationWording.text($0) }
    guard case .notLinearizable = LinearizabilityDecision(checked).answer() else {
      Issue.record("nobody wrote that")
      return
    }
    var search = CoreSearch(.linearizable)
    let found = search.core(of: checked)
    #expect(found?.completed.map(\.number) == [history.entries[place].number])
  }

  @Test func `where the search blows up the answer is unknown`() {
    // A queue: no register whose reads would tell their writes.
    var stream = RandomStream(seed: 3)
    let entries = (0..<400).map { number -> History<FIFOQueue.Request, FIFOQueue.Reply>.Entry in
      .init(
        number: number + 1, client: "\(number)", request: .enqueue("\(stream.below(50))"), reply: .enqueued,
        invoked: number, returned: 400 + number)
    }
    let last = History<FIFOQueue.Request, FIFOQueue.Reply>.Entry(
      number: 401, client: "reader", request: .dequeue, reply: .item("never enqueued"), invoked: 900,
      returned: 901)
    let checked = CheckedHistory(History(entries + [last]), FIFOQueue()) { OperationWording.text($0) }
    if case .unknown = LinearizabilityDecision(checked, stepsMax: 1000).answer() {
    } else {
      Issue.record("a thousand steps are not enough")
    }
    // Somebody presses Ctrl-C: whatever the limit, there is no verdict.
    var stopped = checked
    stopped.isStopped = { true }
    if case .unknown = LinearizabilityDecision(stopped, stepsMax: .max).answer() {
    } else {
      Issue.record("a search that is stopped has decided nothing")
    }
  }
}
