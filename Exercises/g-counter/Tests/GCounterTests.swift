import GCounterContract
import GCounterRemote
import XCTest

final class GCounterTests: XCTestCase {
  func testCountsItsOwn() throws {
    var counter = try GCounter(replica: 1, replicas: 3)
    XCTAssertEqual(try counter.value, 0, "replica 1 of 3 before any increment shows")
    try counter.increment()
    XCTAssertEqual(try counter.value, 1, "replica 1 after one increment shows")
    try counter.increment()
    XCTAssertEqual(try counter.value, 2, "replica 1 after two increments shows")
  }

  func testLearns() throws {
    let first = try counted(2, at: 0, of: 2)
    var second = try counted(0, at: 1, of: 2)
    try second.merge(first.message)
    XCTAssertEqual(try second.value, 2, "replica 0 has counted 2 and told replica 1, which shows")
    XCTAssertEqual(try first.value, 2, "replica 0 has counted 2 and told replica 1; replica 0 shows")
  }

  func testBothCount() throws {
    var first = try counted(2, at: 0, of: 2)
    var second = try counted(3, at: 1, of: 2)
    let said = try first.message
    try first.merge(second.message)
    try second.merge(said)
    let what = "replica 0 has counted 2, replica 1 has counted 3, and each has told the other"
    XCTAssertEqual(try first.value, 5, "\(what): replica 0 shows")
    XCTAssertEqual(try second.value, 5, "\(what): replica 1 shows")
    try second.increment()
    try first.merge(second.message)
    XCTAssertEqual(try first.value, 6, "\(what); replica 1 counts one more and tells replica 0, which shows")
  }

  func testTwice() throws {
    let first = try counted(2, at: 0, of: 2)
    var second = try counted(1, at: 1, of: 2)
    try second.merge(first.message)
    try second.merge(first.message)
    XCTAssertEqual(
      try second.value, 3, "replica 1 has counted 1 and taken in replica 0's message of 2 twice: it shows")
    try second.merge(second.message)
    XCTAssertEqual(try second.value, 3, "and then a message of its own: it shows")
  }

  func testOldMessage() throws {
    var first = try counted(1, at: 0, of: 2)
    let old = try first.message
    try first.increment()
    var second = try counted(1, at: 1, of: 2)
    try second.merge(first.message)
    try second.merge(old)
    XCTAssertEqual(
      try second.value, 3,
      "replica 1 has counted 1; it takes in replica 0's message of 2 and then an older one of 1: it shows")
  }

  func testPassesOn() throws {
    let first = try counted(2, at: 0, of: 3)
    var second = try counted(1, at: 1, of: 3)
    var third = try counted(0, at: 2, of: 3)
    try second.merge(first.message)
    try third.merge(second.message)
    let what = "replica 0 has counted 2 and told replica 1, which has counted 1 and told replica 2"
    XCTAssertEqual(try third.value, 3, "\(what), which shows")
    try third.merge(first.message)
    XCTAssertEqual(try third.value, 3, "\(what); replica 0 tells it, too: it shows")
  }

  // MARK: - Every order

  func testEveryOrder() throws {
    try explore(replicas: 2, steps: 5)
    try explore(replicas: 3, steps: 3)
  }

  private func explore(replicas: Int, steps: Int) throws {
    let counters = try (0..<replicas).map { try GCounter(replica: $0, replicas: replicas) }
    _ = try explore(World(counters: counters), steps)
  }

  /// Tries every step, and every step after it; ends at the first contradiction.
  private func explore(_ world: World, _ steps: Int) throws -> Bool {
    guard try world.isRight() else { return false }
    guard steps > 0 else { return true }
    for replica in world.counters.indices {
      var next = world
      try next.increment(replica)
      guard try explore(next, steps - 1) else { return false }
      for sender in world.counters.indices where sender != replica {
        var next = world
        try next.tell(replica, try next.send(sender))
        guard try explore(next, steps - 1) else { return false }
      }
    }
    return true
  }

  func testLongRuns() throws {
    for seed in 1...4 {
      var random = SplitMix(state: UInt64(seed))
      var world = World(counters: try (0..<5).map { try GCounter(replica: $0, replicas: 5) })
      var sent: [World.Sent] = []
      for _ in 0..<120 {
        let replica = random.next(below: 5)
        switch random.next(below: 3) {
        case 0: try world.increment(replica)
        case 1: sent.append(try world.send(replica))
        default: if !sent.isEmpty { try world.tell(replica, sent[random.next(below: sent.count)]) }
        }
        guard try world.isRight() else { return }
      }
    }
  }

  private func counted(_ count: Int, at replica: Int, of replicas: Int) throws -> GCounter {
    var counter = try GCounter(replica: replica, replicas: replicas)
    for _ in 0..<count { try counter.increment() }
    return counter
  }
}

/// Replicas, and which increments each of them knows of: how many of each replica, which is right by definition.
private struct World {
  typealias Sent = (sender: Int, message: [Int], known: [Set<Int>])

  var counters: [GCounter]
  private var known: [[Set<Int>]]
  private var story: [String] = []
  private var latest = 0

  init(counters: [GCounter]) {
    self.counters = counters
    known = counters.map { _ in counters.map { _ in [] } }
  }

  mutating func increment(_ replica: Int) throws {
    known[replica][replica].insert(known[replica][replica].count)
    latest = replica
    story.append("replica \(replica) counts")
    try counters[replica].increment()
  }

  func send(_ replica: Int) throws -> Sent { (replica, try counters[replica].message, known[replica]) }

  mutating func tell(_ replica: Int, _ sent: Sent) throws {
    known[replica] = zip(known[replica], sent.known).map { $0.union($1) }
    latest = replica
    story.append("replica \(replica) takes in a message of replica \(sent.sender)")
    try counters[replica].merge(sent.message)
  }

  /// Whether the replica that was changed last shows what it knows; if not, the test has failed.
  func isRight() throws -> Bool {
    let expected = known[latest].map(\.count).reduce(0, +)
    let actual = try counters[latest].value
    guard actual != expected else { return true }
    XCTAssertEqual(actual, expected, "\(story.suffix(12).joined(separator: "; ")): replica \(latest) shows")
    return false
  }
}
