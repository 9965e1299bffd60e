import Atoll
import AtollExploration
import AtollLessons
import Testing

struct ChainTests {
  @Test(arguments: ["nobody", "head", "middle", "tail"], [2, 3, 4])
  func `a chain is linearizable whoever stops, if the others are told`(stops: String, replicas: Int) throws {
    let report = try explored(Chain.self, ["stops": stops, "replicas": "\(replicas)"])
    #expect(report.end == .complete)
    #expect(report.violations.isEmpty)
  }

  @Test(arguments: [["suspicion": "wrong"], ["reads": "anywhere"]])
  func `two tails, and reads anywhere, are not linearizable`(changes: [String: String]) throws {
    let report = try explored(Chain.self, changes)
    #expect(report.end == .complete)
    #expect(report.violations == ["linearizable": 5])
  }

  /// n - 1 messages down the chain and one back, against one there and one back; two messages against two for each backup.
  @Test func `writes cost what can be counted on the fingers`() throws {
    let study = try #require(Chain.studies.first)
    for (place, row) in study.answer(Settings(Chain.settings), 1).rows.enumerated() {
      let replicas = Double(place + 2)
      #expect(
        row == [
          .number(replicas), .number(10 * replicas), .number(20), .number(2), .number(2 * (replicas - 1)),
        ])
    }
  }
}
