import Atoll
import AtollSuite
import LeaseContract
import XCTest

final class LeaseTests: XCTestCase {
  private typealias Process = RemoteNode<LeaseTypes>
  private static let lease = 100

  // MARK: - The lock service alone

  func testGrantsTheLock() throws {
    var lock = try SingleNode<LeaseTypes>(.lock(lease: Self.lease), of: 4)
    try lock.start()
    XCTAssertEqual(
      words(try lock.receive(.acquire, from: 2)), "granted(token: 1) to c",
      "the lock is free and c wants it: the service sends")
    XCTAssertEqual(
      words(try lock.receive(.acquire, from: 3)), "nothing",
      "c has the lock and d wants it: the service sends")
  }

  func testPassesTheLockOn() throws {
    var lock = try lockHeldByC()
    try lock.receive(.acquire, from: 3)
    XCTAssertEqual(
      words(try lock.receive(.release(token: 1), from: 2)), "granted(token: 2) to d",
      "d waits and c gives the lock back: the service sends")
    XCTAssertEqual(
      words(try lock.receive(.release(token: 2), from: 3)), "nothing",
      "nobody waits and d gives it back: the service sends")
    XCTAssertEqual(
      words(try lock.receive(.acquire, from: 2)), "granted(token: 3) to c",
      "c wants it again: the service sends")
  }

  func testServesInOrder() throws {
    var lock = try lockHeldByC()
    for worker in [3, 1, 4, 5] { try lock.receive(.acquire, from: worker) }
    XCTAssertEqual(
      words(try lock.receive(.acquire, from: 3)), "nothing",
      "c has the lock, d, b, e and f wait in this order, and d asks again: the service sends")
    var holder = 2
    for (place, next) in [3, 1, 4, 5].enumerated() {
      XCTAssertEqual(
        words(try lock.receive(.release(token: place + 1), from: holder)),
        "granted(token: \(place + 2)) to \(NodeID(next))",
        "d, b, e and f have asked in this order, then d again, and \(NodeID(holder)) gives the lock back: the service sends"
      )
      holder = next
    }
  }

  /// c crashes before it hears of its grant, comes back and is asked again.
  func testHolderAsksAgain() throws {
    var lock = try lockHeldByC()
    XCTAssertEqual(
      words(try lock.receive(.acquire, from: 2)), "nothing",
      "c has the lock with token 1, and asks again: the service sends")
    XCTAssertEqual(
      words(try lock.receive(.release(token: 1), from: 2)), "granted(token: 2) to c",
      "c has asked again and then gives back what it had: the service sends")
    for others in 0...1 {
      let name = others == 0 ? "holder-asks" : "holder-asks-in-line"
      try SuiteRuns.simulate(name, try cluster(workers: 2), seeds: 1...1) { run, _ in
        _ = run.invoke(.increment, at: NodeID(2))
        run.run(until: 15)
        run.crash(NodeID(2))
        run.run(until: 25)
        run.recover(NodeID(2))
        if others == 1 { _ = run.invoke(.increment, at: NodeID(3)) }
        run.run(until: 30)
        _ = run.invoke(.increment, at: NodeID(2))
        run.run(until: 1000)
        // The lease began at tick 10; grant, reading, work, writing take 10 + 20 + 20 + 20 ticks, the release 10.
        let due = (0...others).map { 10 + Self.lease + 70 + 80 * $0 }
        let answered = run.clientOperations.dropFirst().map(\.returnedAt)
        return answered == due
          ? nil
          : "c was granted the lock at tick 10, crashed, and asks again\(others == 1 ? " after d" : ""): "
            + "\(others == 1 ? "d's and c's increments are" : "its increment is") over at \(ticks(answered)); it should be \(ticks(due))"
      }
    }
  }

  func testLeavesOldReleases() throws {
    var lock = try lockHeldByC()
    try lock.receive(.acquire, from: 3)
    try lock.receive(.acquire, from: 1)
    try lock.receive(.release(token: 1), from: 2)
    XCTAssertEqual(
      words(try lock.receive(.release(token: 1), from: 2)), "nothing",
      "d has the lock with token 2, b waits, and a release with token 1 arrives: the service sends")
  }

  private func lockHeldByC() throws -> SingleNode<LeaseTypes> {
    var lock = try SingleNode<LeaseTypes>(.lock(lease: Self.lease), of: 6)
    try lock.start()
    try lock.receive(.acquire, from: 2)
    return lock
  }

  // MARK: - The store alone

  func testStoreTakesTheHoldersWrites() throws {
    var store = try store()
    XCTAssertEqual(
      words(try store.receive(.read(token: 1), from: 2)), "value(0, token: 1) to c",
      "c reads with token 1: the store sends")
    XCTAssertEqual(
      words(try store.receive(.write(5, token: 1), from: 2)), "written(token: 1) to c",
      "c has read and writes 5, both with token 1: the store sends")
    XCTAssertEqual(store.observation.value, 5, "c has written 5 with token 1: the value")
    XCTAssertEqual(
      words(try store.receive(.write(6, token: 1), from: 2)), "written(token: 1) to c",
      "c has written 5 and then writes 6, both with token 1: the store sends")
    XCTAssertEqual(store.observation.value, 6, "c has written 5 and then 6 with token 1: the value")
  }

  func testStoreRefusesOldWrites() throws {
    var store = try store()
    try store.receive(.write(5, token: 2), from: 3)
    XCTAssertEqual(
      words(try store.receive(.write(7, token: 1), from: 2)), "refused(token: 1) to c",
      "d has written 5 with token 2, and c's write of 7 with token 1 arrives: the store sends")
    XCTAssertEqual(store.observation.value, 5, "d has written 5, c's write of 7 was refused: the value")
  }

  func testReadingIsSeen() throws {
    var store = try store()
    try store.receive(.read(token: 2), from: 3)
    XCTAssertEqual(
      words(try store.receive(.write(7, token: 1), from: 2)), "refused(token: 1) to c",
      "d has read with token 2, and c's write with token 1 arrives: the store sends")
    XCTAssertEqual(
      words(try store.receive(.read(token: 1), from: 2)), "refused(token: 1) to c",
      "d has read with token 2, and c reads with token 1: the store sends")
    XCTAssertEqual(
      words(try store.receive(.write(9, token: 2), from: 3)), "written(token: 2) to d",
      "old tokens were refused, and now d writes with token 2: the store sends")
  }

  private func store() throws -> SingleNode<LeaseTypes> {
    var store = try SingleNode<LeaseTypes>(.store, at: 1, of: 4)
    try store.start()
    return store
  }

  // MARK: - Every order of events

  /// Timers may run out at any moment: a lease can end while its holder is slow.
  func testNoIncrementIsLost() throws {
    try explore("two-workers", workers: 2, crashes: 0)
  }

  func testCrashInEveryOrder() throws {
    try explore("one-crash", workers: 2, crashes: 1)
  }

  func testThreeWorkers() throws {
    try explore("three-workers", workers: 3, crashes: 0)
  }

  private func explore(_ name: String, workers: Int, crashes: Int) throws {
    var clients: [NodeID: [LeaseRequest]] = [:]
    for worker in 0..<workers { clients[NodeID(2 + worker)] = [.increment] }
    let problem = ExplorationProblem(
      try cluster(workers: workers), faults: FaultBounds(crashes: crashes, recoveries: crashes),
      clients: clients,
      properties: [
        .always("every confirmed increment is in the store's value") { configuration in
          configuration.nodes.reduce(0) { $0 + $1.observation.confirmed }
            <= configuration.nodes[1].observation.value
        },
        .sometimes("every worker's increment is confirmed") { configuration in
          configuration.nodes.reduce(0) { $0 + $1.observation.confirmed } == workers
        },
      ])
    try SuiteRuns.explore(name, problem, statesMax: 60_000)
  }

  // MARK: - Runs

  func testWorkersTakeTurns() throws {
    try SuiteRuns.simulate("turns", try cluster(workers: 2), seeds: 1...1) { run, _ in
      _ = run.invoke(.increment, at: NodeID(2))
      _ = run.invoke(.increment, at: NodeID(3))
      run.run(until: 160)
      _ = run.invoke(.increment, at: NodeID(2))
      run.run(until: 1000)
      let replies = run.clientOperations.map { $0.reply as? LeaseReply }
      if replies != [.wrote(1), .wrote(2), .wrote(3)] {
        return
          "three increments are answered \(words(replies)); it should be wrote(1), wrote(2) and wrote(3)"
      }
      let answered = run.clientOperations.compactMap(\.returnedAt)
      if answered != [80, 160, 240] {
        return "three increments are not over at ticks 80, 160 and 240, but at \(answered)"
      }
      let seen = run.nodes.map(\.observation)
      return seen[1].value == 3 && seen[2].confirmed == 2 && seen[3].confirmed == 1
        ? nil
        : "after three increments the value is \(seen[1].value); c has \(seen[2].confirmed) confirmed, d \(seen[3].confirmed)"
    }
  }

  func testLeaseEnds() throws {
    try SuiteRuns.simulate("holder-crashes", try cluster(workers: 2), seeds: 1...1) { run, _ in
      _ = run.invoke(.increment, at: NodeID(2))
      run.run(until: 15)
      run.crash(NodeID(2))
      let second = run.invoke(.increment, at: NodeID(3))
      // The lease began at tick 10; grant, reading, work, writing take 10 + 20 + 20 + 20 ticks.
      run.run(until: 10 + Self.lease + 69)
      if run.isAnswered(second) { return "c's lease is not over, but d has had the lock already" }
      run.run(until: 10 + Self.lease + 70)
      return run.isAnswered(second)
        ? nil : "c has crashed and its lease of \(Self.lease) ticks is over, but d does not get the lock"
    }
  }

  func testOldLeaseDoesNotEndTheNewOne() throws {
    try SuiteRuns.simulate("new-lease", try cluster(workers: 2), seeds: 1...1) { run, _ in
      // c has the lock from tick 10 to 90, d from tick 90 on.
      _ = run.invoke(.increment, at: NodeID(2))
      _ = run.invoke(.increment, at: NodeID(3))
      run.run(until: 100)
      let third = run.invoke(.increment, at: NodeID(2))
      run.run(until: 105)
      run.crash(NodeID(3))
      run.run(until: 90 + Self.lease + 69)
      if run.isAnswered(third) {
        return
          "d got the lock at tick 90 and has crashed; its lease is not over, but c has had the lock again already"
      }
      run.run(until: 90 + Self.lease + 70)
      return run.isAnswered(third) ? nil : "d has crashed and its lease is over, but c does not get the lock"
    }
  }

  func testPausedHolder() throws {
    try SuiteRuns.simulate("holder-paused", try cluster(workers: 2), seeds: 1...4) { run, seed in
      _ = run.invoke(.increment, at: NodeID(2))
      run.run(until: 45)
      run.pause(NodeID(2))
      _ = run.invoke(.increment, at: NodeID(3))
      run.run(until: 100 + 25 * Int(seed))
      run.resume(NodeID(2))
      run.run(until: 1000)
      // At tick 130 d has read: c comes too late.
      if seed > 1, run.clientOperations.first?.reply as? LeaseReply != .refused {
        return
          "d has read under a newer lease, and then c writes: c's client is told \(words([run.clientOperations.first?.reply as? LeaseReply])); it should be refused"
      }
      return wrong(run.nodes)
    }
  }

  /// c has the lock and crashes, d and e wait, and then the service crashes and comes back at tick 60.
  func testCrashOfTheLock() throws {
    try SuiteRuns.simulate("service-crashes", try cluster(workers: 3), seeds: 1...1) { run, _ in
      var open: [RequestID] = []
      for worker in 2...4 {
        open.append(run.invoke(.increment, at: NodeID(worker)))
        run.run(until: run.now + 5)
      }
      run.crash(NodeID(2))
      run.run(until: 50)
      run.crash(NodeID(0))
      run.run(until: 60)
      run.recover(NodeID(0))
      // Grant, reading, work, writing take 10 + 20 + 20 + 20 ticks.
      run.run(until: 60 + Self.lease + 69)
      if run.isAnswered(open[1]) || run.isAnswered(open[2]) {
        return
          "c's lease was running when the service crashed. It has begun anew, but somebody else has had the lock within it"
      }
      run.run(until: 1000)
      for (name, request) in zip(["d", "e"], open.dropFirst()) where !run.isAnswered(request) {
        let late = run.invoke(.increment, at: NodeID(4))
        run.run(until: 1300)
        return run.isAnswered(late)
          ? "d and e waited when the service crashed. It is back, and \(name) gets the lock only if it asks again: it was forgotten"
          : "c's lease was running when the service crashed. It is back, and nobody gets the lock any more: the lease does not end"
      }
      return wrong(run.nodes)
        ?? over(
          run.clientOperations[1].returnedAt, at: 60 + Self.lease + 70,
          "c has crashed. The service has crashed, too, and is back at tick 60, and d waits")
    }
  }

  /// c has the lock and crashes, and then the service crashes and comes back at tick 60; after that d asks.
  func testCrashWithNobodyWaiting() throws {
    try SuiteRuns.simulate("nobody-waits", try cluster(workers: 2), seeds: 1...1) { run, _ in
      _ = run.invoke(.increment, at: NodeID(2))
      run.run(until: 15)
      run.crash(NodeID(2))
      run.run(until: 50)
      run.crash(NodeID(0))
      run.run(until: 60)
      run.recover(NodeID(0))
      run.run(until: 80)
      _ = run.invoke(.increment, at: NodeID(3))
      run.run(until: 1000)
      return over(
        run.clientOperations[1].returnedAt, at: 60 + Self.lease + 70,
        "c has the lock and has crashed. The service has crashed, too, and is back at tick 60, and at tick 80 d asks"
      )
    }
  }

  /// c works while the service crashes, and gives the lock back at tick 90.
  func testReleaseAfterACrash() throws {
    try SuiteRuns.simulate("release-after-crash", try cluster(workers: 2), seeds: 1...1) { run, _ in
      _ = run.invoke(.increment, at: NodeID(2))
      run.run(until: 5)
      _ = run.invoke(.increment, at: NodeID(3))
      run.run(until: 30)
      run.crash(NodeID(0))
      run.run(until: 40)
      run.recover(NodeID(0))
      run.run(until: 1000)
      return over(
        run.clientOperations[1].returnedAt, at: 90 + 70,
        "d waits. The service crashes and is back at tick 40, and at tick 90 c gives the lock back")
    }
  }

  private func over(_ tick: Int?, at due: Int, _ what: String) -> String? {
    tick == due ? nil : "\(what): its increment is over at \(ticks([tick])); it should be \(ticks([due]))"
  }

  private func ticks(_ ticks: [Int?]) -> String {
    ticks.map { $0.map { "tick \($0)" } ?? "no time" }.joined(separator: " and ")
  }

  func testLeaseEndsAfterACrashOfTheLock() throws {
    try SuiteRuns.simulate("both-crash", try cluster(workers: 2), seeds: 1...3) { run, seed in
      _ = run.invoke(.increment, at: NodeID(2))
      run.run(until: 15)
      run.crash(NodeID(2))
      let second = run.invoke(.increment, at: NodeID(3))
      run.run(until: 30 * Int(seed))
      run.crash(NodeID(0))
      run.run(until: 30 * Int(seed) + 50)
      run.recover(NodeID(0))
      run.run(until: 1000)
      if !run.isAnswered(second) {
        return "c and then the lock service have crashed, the service is back, and d waits for ever"
      }
      return wrong(run.nodes)
    }
  }

  private func wrong(_ nodes: [Process]) -> String? {
    let confirmed = nodes.reduce(0) { $0 + $1.observation.confirmed }
    let value = nodes[1].observation.value
    return confirmed <= value
      ? nil : "\(confirmed) increments were confirmed, and the store's value is \(value)"
  }

  /// The lock service, the store, and the workers c, d and e.
  private func cluster(workers: Int) throws -> Cluster<Process> {
    let lock = try Process(.lock(lease: Self.lease))
    let store = try Process(.store)
    let worker = try Process(.worker(lock: NodeID(0), store: NodeID(1)))
    var cluster = Cluster(count: 2 + workers) {
      [lock, store].indices.contains($0.index) ? [lock, store][$0.index] : worker
    }
    cluster.names = ["lock", "store"] + (0..<workers).map { NodeID(2 + $0).description }
    return cluster
  }
}

private func words(_ step: SingleNode<LeaseTypes>.Step) -> String {
  let sent = step.sent.map { "\(ValueText(names: []).text($0.message)) to \($0.to)" }
  return sent.isEmpty ? "nothing" : sent.joined(separator: ", ")
}

private func words(_ replies: [LeaseReply?]) -> String {
  replies.map { $0.map { ValueText(names: []).text($0) } ?? "nothing" }.joined(separator: ", ")
}
