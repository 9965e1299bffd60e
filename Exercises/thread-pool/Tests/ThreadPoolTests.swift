import Atoll
import AtollSuite
import ThreadPoolContract
import XCTest

final class ThreadPoolTests: XCTestCase {
  private typealias Server = RemoteNode<ThreadPoolTypes>
  private typealias Member = AnyNode<PoolMessage, Never, Never>

  /// A server (node 0) and a client (node 1) that sends messages at their ticks. A message takes one tick.
  private func cluster(threads: Int, line: Int, _ plan: [Planned]) throws -> Cluster<Member> {
    let server = Member(try Server(.init(threads: threads, lineMax: line)))
    return Cluster(
      ["server": server, "client": Member(Customer(plan: plan))], link: Link(latency: .fixed(1)))
  }

  /// Runs the plan and holds what the server has at some ticks, and what the client has heard at the end, against what is
  /// right.
  private func expect(
    _ name: String, threads: Int, line: Int, _ plan: [Planned], at moments: [(Int, [Int], [Int])],
    heard: [String]
  ) throws {
    try SuiteRuns.simulate(name, try cluster(threads: threads, line: line, plan), seeds: 1...1) { run, _ in
      for (tick, running, waiting) in moments {
        run.run(until: tick)
        guard let found = (run.nodes[0].base as? Server)?.observation else { return nil }
        if found.running != running {
          return "at tick \(tick) the jobs \(found.running) run; it should be \(running)"
        }
        if found.waiting != waiting {
          return "at tick \(tick) the jobs \(found.waiting) wait; it should be \(waiting)"
        }
      }
      run.run(until: 1000)
      let words = (run.nodes[1].base as? Customer)?.heard ?? []
      return words == heard ? nil : "the client has heard \(words); it should have heard \(heard)"
    }
  }

  func testRunsAtOnce() throws {
    try expect(
      "one", threads: 2, line: 2, [.init(10, .job(1, ticks: 20)), .init(12, .job(2, ticks: 5))],
      at: [(10, [], []), (11, [1], []), (14, [1, 2], []), (18, [1], []), (31, [], [])],
      heard: ["done 2", "done 1"])
  }

  func testNoMoreThanThreads() throws {
    try expect(
      "three", threads: 2, line: 5, (1...4).map { .init(10, .job($0, ticks: 20)) },
      at: [(11, [1, 2], [3, 4]), (31, [3, 4], [])], heard: ["done 1", "done 2", "done 3", "done 4"])
  }

  func testLongestWaitFirst() throws {
    try expect(
      "line", threads: 1, line: 5,
      [(10, 1), (20, 2), (30, 3), (40, 4)].map { .init($0, .job($1, ticks: 35)) },
      at: [(45, [1], [2, 3, 4]), (46, [2], [3, 4]), (81, [3], [4]), (116, [4], [])],
      heard: ["done 1", "done 2", "done 3", "done 4"])
  }

  func testRefuses() throws {
    try expect(
      "full", threads: 2, line: 2, (1...6).map { .init(9 + $0, .job($0, ticks: 50)) },
      at: [(40, [1, 2], [3, 4])], heard: ["busy 5", "busy 6", "done 1", "done 2", "done 3", "done 4"])
  }

  func testLineMayBeEmpty() throws {
    try expect(
      "none", threads: 1, line: 0, [(10, 1), (12, 2), (40, 3)].map { .init($0, .job($1, ticks: 20)) },
      at: [(20, [1], []), (45, [3], [])], heard: ["busy 2", "done 1", "done 3"])
  }

  func testCancelsWaiting() throws {
    try expect(
      "waiting", threads: 1, line: 2,
      [
        .init(10, .job(1, ticks: 50)), .init(11, .job(2, ticks: 10)), .init(12, .job(3, ticks: 10)),
        .init(20, .cancel(2)), .init(25, .job(4, ticks: 10)), .init(26, .cancel(7)),
      ], at: [(22, [1], [3]), (30, [1], [3, 4])], heard: ["done 1", "done 3", "done 4"])
  }

  func testCancelsRunning() throws {
    try expect(
      "running", threads: 1, line: 2,
      [.init(10, .job(1, ticks: 50)), .init(11, .job(2, ticks: 10)), .init(20, .cancel(1))],
      at: [(30, [1], [2]), (60, [1], [2]), (61, [2], [])], heard: ["done 2"])
  }

  func testAskedAgain() throws {
    try expect(
      "again", threads: 1, line: 2,
      [
        .init(10, .job(1, ticks: 50)), .init(11, .job(2, ticks: 10)), .init(12, .job(3, ticks: 10)),
        .init(20, .job(1, ticks: 50)), .init(21, .job(2, ticks: 10)), .init(22, .job(3, ticks: 10)),
      ], at: [(30, [1], [2, 3])], heard: ["done 1", "done 2", "done 3"])
    try expect(
      "keeps-its-place", threads: 1, line: 2,
      [
        .init(10, .job(1, ticks: 50)), .init(11, .job(2, ticks: 10)), .init(12, .job(3, ticks: 10)),
        .init(20, .job(2, ticks: 10)),
      ], at: [(30, [1], [2, 3]), (62, [2], [3])], heard: ["done 1", "done 2", "done 3"])
    try expect(
      "the-same-ticks", threads: 1, line: 1,
      [
        .init(10, .job(1, ticks: 50)), .init(11, .job(2, ticks: 10)), .init(20, .job(1, ticks: 90)),
        .init(21, .job(2, ticks: 40)),
      ], at: [(30, [1], [2]), (60, [1], [2]), (61, [2], []), (71, [], [])], heard: ["done 1", "done 2"])
    try expect(
      "changed-its-mind", threads: 1, line: 0,
      [.init(10, .job(1, ticks: 50)), .init(20, .cancel(1)), .init(30, .job(1, ticks: 50))],
      at: [(59, [1], []), (61, [], [])], heard: ["done 1"])
  }

  // MARK: - Every order

  func testEveryOrder() throws {
    for (name, threads, line) in [("1-1", 1, 1), ("2-0", 2, 0), ("2-1", 2, 1)] {
      var nodes = [Member(try Server(.init(threads: threads, lineMax: line)))]
      for client in 0..<2 {
        nodes.append(
          Member(Customer(plan: [], atOnce: (1...2).map { .job(10 * (client + 1) + $0, ticks: 5) })))
      }
      let made = nodes
      var cluster = Cluster(count: 3) { made[$0.index] }
      cluster.names = ["server", "c", "d"]
      let problem = ExplorationProblem<Member>(
        cluster,
        properties: [
          .always("no more jobs run than there are threads") { configuration in
            ((configuration.nodes[0].base as? Server)?.observation.running.count ?? 0) <= threads
          },
          .always("no more jobs wait than the line holds") { configuration in
            ((configuration.nodes[0].base as? Server)?.observation.waiting.count ?? 0) <= line
          },
          .always("no job waits while a thread is free") { configuration in
            guard let seen = (configuration.nodes[0].base as? Server)?.observation else { return true }
            return seen.waiting.isEmpty || seen.running.count == threads
          },
          .always("no job has two answers") { configuration in
            configuration.nodes.dropFirst().allSatisfy { node in
              let jobs = ((node.base as? Customer)?.heard ?? []).compactMap { $0.split(separator: " ").last }
              return Set(jobs).count == jobs.count
            }
          },
          .noDeadlock("every job has an answer in the end") { node in
            (node.base as? Customer).map { $0.heard.count == 2 }
              ?? (node.base as? Server).map { $0.observation.running.isEmpty } ?? true
          },
        ])
      try SuiteRuns.explore(name, problem, statesMax: 100_000)
    }
  }

  // MARK: - Under load

  func testManyJobs() throws {
    let jobs = (1...60).map { Planned(10 + $0 * 7, .job($0, ticks: 15 + ($0 * 13) % 40)) }
    try SuiteRuns.simulate("load", try cluster(threads: 3, line: 4, jobs), seeds: 1...1) { run, _ in
      for tick in stride(from: 10, through: 1000, by: 3) {
        run.run(until: tick)
        guard let seen = (run.nodes[0].base as? Server)?.observation else { return nil }
        if seen.running.count > 3 { return "at tick \(tick) \(seen.running.count) jobs run, on 3 threads" }
        if seen.waiting.count > 4 { return "at tick \(tick) \(seen.waiting.count) jobs wait, in a line of 4" }
        if seen.waiting.sorted() != seen.waiting {
          return "at tick \(tick) the line is \(seen.waiting): not as they came"
        }
        if !seen.waiting.isEmpty, seen.running.count < 3 {
          return "at tick \(tick) jobs wait and a thread is free"
        }
      }
      let heard = (run.nodes[1].base as? Customer)?.heard ?? []
      let done = heard.filter { $0.hasPrefix("done") }.count
      if heard.count != 60 { return "60 jobs have \(heard.count) answers" }
      return done > 30 ? nil : "only \(done) of 60 jobs were done"
    }
  }

  func testForgets() throws {
    try expect(
      "over", threads: 1, line: 0,
      [
        .init(10, .job(1, ticks: 20)), .init(15, .job(2, ticks: 5)), .init(40, .job(1, ticks: 20)),
        .init(70, .job(2, ticks: 5)), .init(90, .cancel(1)), .init(95, .job(1, ticks: 5)),
      ], at: [(45, [1], []), (72, [2], []), (97, [1], [])],
      heard: ["busy 2", "done 1", "done 1", "done 2", "done 1"])
  }
}

/// A message of the client, and when it sends it.
private struct Planned: Hashable, Codable {
  let tick: Int
  let message: PoolMessage

  init(_ tick: Int, _ message: PoolMessage) { (self.tick, self.message) = (tick, message) }
}

/// A client that sends what is planned, and writes down what it hears.
private struct Customer: Node {
  typealias Message = PoolMessage
  typealias Request = Never
  typealias Reply = Never
  /// The place of the next message of the plan.
  typealias TimerName = Int

  let plan: [Planned]
  var atOnce: [PoolMessage] = []
  var heard: [String] = []

  mutating func start(_ context: inout Context) {
    for message in atOnce { context.send(message, to: NodeID(0)) }
    for (place, planned) in plan.enumerated() { context.setTimer(place, after: planned.tick) }
  }

  mutating func receive(_ message: PoolMessage, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .done(let number): heard.append("done \(number)")
    case .busy(let number): heard.append("busy \(number)")
    case .job, .cancel: break
    }
  }

  mutating func timeout(_ place: Int, _ context: inout Context) {
    context.send(plan[place].message, to: NodeID(0))
  }
}
