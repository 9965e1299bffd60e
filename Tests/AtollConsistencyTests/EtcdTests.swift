import Foundation
import Testing

@testable import AtollConsistency

/// Real histories of etcd. Skipped where they are not at hand.
@Suite(.enabled(if: EtcdFolder.path != nil, "ATOLL_DATA does not name a folder with the etcd histories"))
struct EtcdTests {
  @Test func `all verdicts are those of porcupine, and every yes has a verified order`() throws {
    let verdicts = try EtcdFolder.verdicts()
    #expect(verdicts.count == 50)
    var seconds = 0.0
    for (file, isLinearizable) in verdicts {
      let history = try EtcdFolder.history(file)
      let start = ContinuousClock.now
      let checked = history.checked()
      let answer = LinearizabilityDecision(checked).answer()
      let time = (ContinuousClock.now - start) / .seconds(1)
      seconds += time
      if time > 0.005 { print(file, time) }
      switch answer {
      case .linearizable(let order):
        #expect(isLinearizable, "\(file)")
        #expect(history.witnessProblem(order) == nil, "\(file)")
      case .notLinearizable: #expect(!isLinearizable, "\(file)")
      case .unknown: Issue.record("\(file) is unknown")
      }
    }
    print("etcd: \(seconds) s")
  }
}
