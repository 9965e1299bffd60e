import VectorClockContract
import VectorClockRemote
import XCTest

final class VectorClockTests: XCTestCase {
  func testStartsAtZero() throws {
    let clock = try VectorClock(node: 1, nodes: 3)
    XCTAssertEqual(try clock.timestamp, [0, 0, 0], "node 1 of 3 has counted no event yet")
  }

  func testLocalEventCountsInOwnEntry() throws {
    var clock = try VectorClock(node: 1, nodes: 3)
    try clock.localEvent()
    XCTAssertEqual(try clock.timestamp, [0, 1, 0], "node 1 after its first local event")
    try clock.localEvent()
    XCTAssertEqual(try clock.timestamp, [0, 2, 0], "node 1 after its second local event")
  }

  func testSendCountsAndStampsTheMessage() throws {
    var clock = try VectorClock(node: 0, nodes: 2)
    XCTAssertEqual(
      try clock.send(), [1, 0], "the message carries the timestamp with its own sending counted")
    XCTAssertEqual(try clock.timestamp, [1, 0], "sending is an event of the sender")
    XCTAssertEqual(try clock.send(), [2, 0], "the second message's timestamp")
  }

  func testReceiveTakesTheMaximum() throws {
    // Each side knows something that the other does not: neither timestamp alone is enough.
    var clock = try VectorClock(node: 1, nodes: 4)
    try clock.receive([0, 0, 5, 0])
    try clock.receive([7, 0, 2, 1])
    XCTAssertEqual(
      try clock.timestamp.without(entry: 1), [7, 5, 1],
      "node 1 has received [0, 0, 5, 0] and then [7, 0, 2, 1]: its entries of nodes 0, 2 and 3")
  }

  func testReceiveCountsInOwnEntry() throws {
    var clock = try VectorClock(node: 1, nodes: 3)
    try clock.receive([3, 0, 0])
    XCTAssertEqual(try clock.timestamp[orZero: 1], 1, "receiving is an event of the receiver: its own entry")
    try clock.localEvent()
    try clock.receive([4, 1, 0])
    XCTAssertEqual(try clock.timestamp[orZero: 1], 3, "three events of node 1: receive, local, receive")
  }

  func testCompareBeforeAndAfter() throws {
    XCTAssertEqual(
      try VectorClock.compare([1, 0, 0], [2, 1, 0]), .before,
      "every entry of [1, 0, 0] is at most that of [2, 1, 0]")
    XCTAssertEqual(
      try VectorClock.compare([1, 0], [1, 1]), .before, "one larger entry is enough: [1, 0] and [1, 1]")
    XCTAssertEqual(try VectorClock.compare([2, 1, 0], [1, 0, 0]), .after, "[2, 1, 0] and [1, 0, 0]")
  }

  func testCompareEqual() throws {
    XCTAssertEqual(
      try VectorClock.compare([2, 1, 3], [2, 1, 3]), .equal, "the same timestamp twice: [2, 1, 3]")
  }

  func testCompareConcurrent() throws {
    XCTAssertEqual(
      try VectorClock.compare([2, 0], [1, 3]), .concurrent,
      "[2, 0] knows more of node 0, [1, 3] knows more of node 1")
    XCTAssertEqual(
      try VectorClock.compare([0, 4, 1], [0, 1, 2]), .concurrent,
      "[0, 4, 1] knows more of node 1, [0, 1, 2] knows more of node 2")
  }

  func testRandomExecutions() throws {
    try check(nodes: 3, length: 16, seeds: 1...6)
  }

  func testManyNodes() throws {
    try check(nodes: 6, length: 24, seeds: 101...103)
  }

  func testCompareAgreesWithTheDefinition() throws {
    var random = SplitMix(state: 2024)
    for _ in 0..<150 {
      let first = (0..<3).map { _ in random.next(below: 3) }
      let second = (0..<3).map { _ in random.next(below: 3) }
      let atMost = zip(first, second).allSatisfy(<=)
      let atLeast = zip(first, second).allSatisfy(>=)
      let expected: CausalOrder =
        atMost && atLeast ? .equal : atMost ? .before : atLeast ? .after : .concurrent
      let actual = try VectorClock.compare(first, second)
      guard actual == expected else {
        return XCTAssertEqual(actual, expected, "\(first) compared with \(second)")
      }
    }
  }

  /// Runs executions on the learner's clocks and holds their answers against happened-before. Reports the first
  /// contradiction only: the next ones say the same.
  private func check(nodes: Int, length: Int, seeds: ClosedRange<UInt64>) throws {
    for seed in seeds {
      let execution = Execution(nodes: nodes, length: length, seed: seed)
      let timestamps = try run(execution, nodes: nodes)
      let before = execution.happenedBefore()
      for second in timestamps.indices {
        for first in 0..<second {
          let expected: CausalOrder = before[first][second] ? .before : .concurrent
          let actual = try VectorClock.compare(timestamps[first], timestamps[second])
          guard actual == expected else {
            return XCTAssertEqual(
              actual, expected,
              "event \(first) \(execution.describe(first)) with timestamp \(timestamps[first]) compared with event "
                + "\(second) \(execution.describe(second)) with timestamp \(timestamps[second]), in:\n"
                + execution.story(of: first, and: second))
          }
        }
      }
    }
  }

  /// The timestamp of each event, as the learner's clocks give it.
  private func run(_ execution: Execution, nodes: Int) throws -> [[Int]] {
    var clocks = try (0..<nodes).map { try VectorClock(node: $0, nodes: nodes) }
    var carried: [Int: [Int]] = [:]
    var timestamps: [[Int]] = []
    for (number, event) in execution.events.enumerated() {
      switch event.action {
      case .local: try clocks[event.node].localEvent()
      case .send: carried[number] = try clocks[event.node].send()
      case .receive(let send): try clocks[event.node].receive(carried[send] ?? [])
      }
      timestamps.append(try clocks[event.node].timestamp)
    }
    return timestamps
  }
}

extension Array<Int> {
  /// An entry, or 0 where the learner's timestamp is too short to have it.
  subscript(orZero index: Int) -> Int { indices.contains(index) ? self[index] : 0 }

  func without(entry: Int) -> [Int] { enumerated().filter { $0.offset != entry }.map(\.element) }
}
