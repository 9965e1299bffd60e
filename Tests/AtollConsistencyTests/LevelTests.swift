import Atoll
import Testing

@testable import AtollConsistency

/// Histories from papers and lessons, and which levels they have.
@Suite struct LevelTests {
  typealias Store = KeyValueStore

  /// A history in which each operation ends before the next one begins: client, key, value, and whether it is a read.
  private func report(_ operations: [(client: String, key: String, value: String, isRead: Bool)])
    -> LevelReport
  {
    let entries = operations.enumerated().map { place, operation in
      History<Store.Request, Store.Reply>.Entry(
        number: place + 1, client: operation.client,
        request: operation.isRead ? .get(operation.key) : .put(operation.key, operation.value),
        reply: operation.isRead ? .value(operation.value) : .written, invoked: place * 2,
        returned: place * 2 + 1)
    }
    return LevelReport(CheckedHistory(History(entries), Store(missing: "0")) { OperationWording.text($0) })
  }

  private func w(_ client: String, _ key: String, _ value: String) -> (String, String, String, Bool) {
    (client, key, value, false)
  }

  private func r(_ client: String, _ key: String, _ value: String) -> (String, String, String, Bool) {
    (client, key, value, true)
  }

  @Test func `four histories break exactly one session guarantee each`() {
    let histories: [(ConsistencyLevel, [(String, String, String, Bool)])] = [
      (.readYourWrites, [w("a", "x", "1"), r("a", "x", "0")]),
      (.monotonicReads, [w("a", "x", "1"), r("b", "x", "1"), r("b", "x", "0")]),
      (.monotonicWrites, [w("a", "x", "1"), w("a", "y", "1"), r("b", "y", "1"), r("b", "x", "0")]),
      (
        .writesFollowReads,
        [w("a", "x", "1"), r("b", "x", "1"), w("b", "y", "1"), r("c", "y", "1"), r("c", "x", "0")]
      ),
    ]
    for (broken, history) in histories {
      let report = report(history.map { (client: $0.0, key: $0.1, value: $0.2, isRead: $0.3) })
      for level in ConsistencyLevel.sessionGuarantees {
        #expect(report.verdict(level) == (level == broken ? .broken : .holds), "\(broken), \(level)")
      }
      #expect(report.verdict(.causal) == .broken && report.verdict(.sequential) == .broken)
    }
  }

  @Test func `two clients that disagree on concurrent writes are causal, not sequential`() {
    let report = report([
      w("a", "x", "1"), w("b", "x", "2"), r("c", "x", "1"), r("d", "x", "2"), r("c", "x", "2"),
      r("d", "x", "1"),
    ])
    #expect(report.verdict(.causal) == .holds && report.verdict(.sequential) == .broken)
    #expect(report.verdict(.convergence) == .broken)
    #expect(report.maximal == [.causal])
  }

  @Test func `a stale read alone is sequentially consistent`() {
    let report = report([w("a", "x", "1"), r("b", "x", "0")])
    #expect(report.maximal == [.sequential, .convergence])
  }
}
