import LamportClockContract
import LamportClockRemote
import XCTest

final class LamportClockTests: XCTestCase {
  func testStartsAtZero() throws {
    XCTAssertEqual(try LamportClock(node: 2).time, 0, "the time before the first event")
  }

  func testLocalEventAddsOne() throws {
    var clock = try LamportClock(node: 2)
    XCTAssertEqual(try clock.localEvent(), Timestamp(time: 1, node: 2), "the first local event of node 2")
    XCTAssertEqual(try clock.localEvent(), Timestamp(time: 2, node: 2), "the second local event of node 2")
    XCTAssertEqual(try clock.time, 2, "the time after two events")
  }

  func testSendIsAnEvent() throws {
    var clock = try LamportClock(node: 0)
    XCTAssertEqual(try clock.send(), Timestamp(time: 1, node: 0), "the first event of node 0 is a sending")
    XCTAssertEqual(try clock.time, 1, "the time of node 0 after it has sent")
    _ = try clock.localEvent()
    XCTAssertEqual(try clock.send(), Timestamp(time: 3, node: 0), "the third event of node 0 is a sending")
  }

  func testReceiveJumpsPastTheSender() throws {
    var clock = try LamportClock(node: 1)
    _ = try clock.localEvent()
    XCTAssertEqual(
      try clock.receive(Timestamp(time: 7, node: 0)), Timestamp(time: 8, node: 1),
      "node 1 at time 1 receives a message that was sent at time 7")
    XCTAssertEqual(try clock.time, 8, "the time of node 1 after receiving")
  }

  func testReceiveNeverGoesBack() throws {
    var clock = try LamportClock(node: 1)
    for _ in 0..<5 { _ = try clock.localEvent() }
    XCTAssertEqual(
      try clock.receive(Timestamp(time: 2, node: 0)), Timestamp(time: 6, node: 1),
      "node 1 at time 5 receives a message that was sent at time 2")
  }

  func testReceiveFromTheSameTime() throws {
    var clock = try LamportClock(node: 1)
    for _ in 0..<3 { _ = try clock.localEvent() }
    XCTAssertEqual(
      try clock.receive(Timestamp(time: 3, node: 0)), Timestamp(time: 4, node: 1),
      "node 1 at time 3 receives a message that was sent at time 3")
  }

  func testClockCondition() throws {
    for seed in 1...8 {
      let execution = Execution(nodes: 3, length: 24, seed: UInt64(seed))
      let timestamps = try run(execution, nodes: 3)
      let before = execution.happenedBefore()
      for second in timestamps.indices {
        // The event next to it comes first in the message: the shortest story that shows the mistake.
        for first in (0..<second).reversed() where before[first][second] {
          guard timestamps[first].time < timestamps[second].time else {
            return XCTFail(
              "event \(first) \(execution.describe(first)) happened before event \(second) "
                + "\(execution.describe(second)), but their times are \(timestamps[first].time) and "
                + "\(timestamps[second].time), in:\n" + execution.story(of: first, and: second))
          }
        }
      }
    }
  }

  func testNoMoreThanTheRulesSay() throws {
    for seed in 21...24 {
      let execution = Execution(nodes: 3, length: 20, seed: UInt64(seed))
      let times = try run(execution, nodes: 3).map(\.time)
      let longest = execution.longestChains()
      guard let wrong = times.indices.first(where: { times[$0] != longest[$0] }) else { continue }
      return XCTFail(
        "event \(wrong) \(execution.describe(wrong)) has the time \(times[wrong]); the longest chain of events that "
          + "leads to it has \(longest[wrong]), in:\n" + execution.story(of: wrong, and: wrong))
    }
  }

  func testSmallerTimeComesFirst() throws {
    XCTAssertTrue(
      try LamportClock.precedes(Timestamp(time: 3, node: 9), Timestamp(time: 4, node: 0)),
      "time 3 at node 9 comes before time 4 at node 0: the time decides first")
    XCTAssertFalse(
      try LamportClock.precedes(Timestamp(time: 4, node: 0), Timestamp(time: 3, node: 9)),
      "time 4 at node 0 does not come before time 3 at node 9")
  }

  func testNodeBreaksTies() throws {
    XCTAssertTrue(
      try LamportClock.precedes(Timestamp(time: 4, node: 1), Timestamp(time: 4, node: 2)),
      "at the same time the smaller node number comes first: (4, node 1) before (4, node 2)")
    XCTAssertFalse(
      try LamportClock.precedes(Timestamp(time: 4, node: 2), Timestamp(time: 4, node: 1)),
      "(4, node 2) does not come before (4, node 1)")
  }

  func testNoEventPrecedesItself() throws {
    let stamp = Timestamp(time: 4, node: 1)
    XCTAssertFalse(try LamportClock.precedes(stamp, stamp), "an event does not come before itself")
  }

  func testTotalOrderOfAnExecution() throws {
    for seed in 41...43 {
      let execution = Execution(nodes: 4, length: 18, seed: UInt64(seed))
      let timestamps = try run(execution, nodes: 4)
      let before = execution.happenedBefore()
      for first in timestamps.indices {
        for second in timestamps.indices where first < second {
          let forward = try LamportClock.precedes(timestamps[first], timestamps[second])
          let backward = try LamportClock.precedes(timestamps[second], timestamps[first])
          let isRight = forward != backward && (!before[first][second] || forward)
          guard isRight else {
            return XCTFail("events \(first) and \(second) of:\n" + execution.story(of: first, and: second))
          }
        }
      }
    }
  }

  /// The timestamp of each event, as the learner's clocks give it.
  private func run(_ execution: Execution, nodes: Int) throws -> [Timestamp] {
    var clocks = try (0..<nodes).map { try LamportClock(node: $0) }
    var timestamps: [Timestamp] = []
    for event in execution.events {
      switch event.action {
      case .local: timestamps.append(try clocks[event.node].localEvent())
      case .send: timestamps.append(try clocks[event.node].send())
      case .receive(let send): timestamps.append(try clocks[event.node].receive(timestamps[send]))
      }
    }
    return timestamps
  }
}

extension Execution {
  /// For each event the number of events in the longest chain of causes that ends with it: what Lamport's rules
  /// give if every clock starts at 0 and steps by 1.
  func longestChains() -> [Int] {
    let before = happenedBefore()
    var longest: [Int] = []
    for event in events.indices {
      longest.append(1 + (longest.indices.filter { before[$0][event] }.map { longest[$0] }.max() ?? 0))
    }
    return longest
  }
}
