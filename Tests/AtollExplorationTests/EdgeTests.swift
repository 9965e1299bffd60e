import Atoll
import Testing

@testable import AtollExploration

struct EdgeTests {
  private struct Idle: Node {
    var value = 0
  }

  /// Counts up to a limit by a timer, after a choice at its start.
  private struct Counter: Node {
    typealias TimerName = Int
    let first: [Int]
    let last: Int
    var value = 0

    mutating func start(_ context: inout Context) {
      value = context.choose(among: first)
      context.setTimer(0, after: 1)
    }

    mutating func timeout(_ timer: Int, _ context: inout Context) {
      guard value < last else { return }
      value += 1
      context.setTimer(0, after: 1)
    }
  }

  private static func counters(_ count: Int, first: [Int] = [0], last: Int, _ properties: [Property<Counter>])
    -> Explorer<Counter>
  {
    Explorer(
      ExplorationProblem(
        Cluster(count: count) { _ in Counter(first: first, last: last) }, properties: properties))
  }

  @Test func `a system in which nothing happens has one configuration`() throws {
    let problem = ExplorationProblem(
      Cluster(count: 1) { _ in Idle() },
      properties: [
        .always("it is 1", everyNode: { $0.value == 1 }), .always("it is 0", everyNode: { $0.value == 0 }),
        .sometimes("it is 0", someNode: { $0.value == 0 }),
        .sometimes("it is 1", someNode: { $0.value == 1 }),
      ])
    let report = try Explorer(problem).explore()
    #expect([report.states, report.transitions, report.idleTransitions, report.depth] == [1, 0, 0, 0])
    #expect(report.properties.map { $0.example?.choices } == [[0], nil, [0], nil])
    #expect(report.properties.map { $0.isViolated(report.end) } == [true, false, false, true])
    #expect(report.properties[0].example?.moments.count == 1)
  }

  /// Each counter has three values and a timer that may have stopped: with four of them 4^4 configurations.
  @Test func `the choices of start are initial configurations`() throws {
    let report = try Self.counters(4, first: [0, 1, 2], last: 2, []).explore()
    #expect(report.states == 256)
    #expect(report.depth == 4)
  }

  @Test func `more initial configurations than the pilot sees`() throws {
    let always = Property<Counter>.always("less than 21") { $0.nodes.map(\.value).reduce(0, +) < 21 }
    let report = try Self.counters(7, first: [0, 1, 2, 3], last: 3, [always]).explore()
    #expect(report.states == 78_125)
    let example = try #require(report.properties[0].example)
    #expect(example.choices == [(1 << 14) - 1])
    #expect(example.trace.events.isEmpty)
  }

  @Test func `twenty nodes fit into two words`() throws {
    let sometimes = Property<Counter>.sometimes("all are 1", everyNode: { $0.value == 1 })
    var limits = SearchLimits()
    limits.states = 30_000
    let report = try Self.counters(20, last: 1, [sometimes]).explore(limits)
    #expect(report.end == .states)
    #expect(report.states == 30_000)
    var plain = SearchPlan()
    plain.pilotStates = .max
    #expect(
      Summary(try Self.counters(20, last: 1, [sometimes]).explore(limits, plan: plain)) == Summary(report))
  }

  @Test func `a limit that is just enough is none`() throws {
    var limits = SearchLimits()
    limits.states = 256
    let report = try Self.counters(4, first: [0, 1, 2], last: 2, []).explore(limits)
    #expect(report.end == .complete)
    limits.states = 255
    #expect(try Self.counters(4, first: [0, 1, 2], last: 2, []).explore(limits).end == .states)
  }

  /// The pilot finds the first violation within its first configurations; the search never goes on.
  @Test func `the first violation ends the search where it is found`() throws {
    let properties: [Property<Counter>] = [
      .sometimes("some has begun", someNode: { $0.value == 1 }),
      .always("less than 9") { $0.nodes.map(\.value).reduce(0, +) < 9 },
    ]
    var limits = SearchLimits()
    limits.stopsAtViolation = true
    let report = try Self.counters(6, last: 6, properties).explore(limits)
    #expect(report.end == .violation)
    #expect(report.properties.map { $0.example?.length } == [1, 9])
    #expect(report.depth == 9)
    var plan = SearchPlan()
    plan.pilotStates = 5
    #expect(Summary(try Self.counters(6, last: 6, properties).explore(limits, plan: plan)) == Summary(report))
  }

  @Test func `an interrupted search tells what it has seen`() throws {
    var limits = SearchLimits()
    limits.goesOn = { $0.states < 3000 }
    let some = Property<Counter>.sometimes("some has begun", someNode: { $0.value == 1 })
    let report = try Self.counters(6, last: 6, [some]).explore(limits)
    #expect(report.end == .interrupted)
    #expect(report.states >= 3000 && report.states < 50_000)
    #expect(report.properties[0].example?.length == 1)
    #expect(!report.hasViolation)
  }

  @Test func `a memory limit is no crash`() throws {
    for kilobytes in [0, 1, 60, 100, 200, 300] {
      var limits = SearchLimits()
      limits.bytes = kilobytes << 10
      for plan in [SearchPlan(), SearchPlan(pilotStates: 10, bits64: 14, isTight: true)] {
        let report = try Self.counters(6, last: 6, []).explore(limits, plan: plan)
        #expect(report.end == .memory)
        #expect(report.states < 100_000)
      }
    }
  }

  @Test func `facts and properties that are too many are errors with words`() throws {
    let agreement = Property<Counter>.agreement { $0.value == 0 ? nil : $0.value }
    #expect(throws: ExplorationError.tooManyFacts) { try Self.counters(1, last: 70, [agreement]).explore() }
    #expect(try Self.counters(1, last: 64, [agreement]).explore().states == 66)
    let many = (0..<65).map { number in Property<Counter>.always("\(number)") { !$0.nodes.isEmpty } }
    let error = #expect(throws: ExplorationError.self) { try Self.counters(1, last: 2, many).explore() }
    #expect(error?.description == "65 properties are too many to explore at once: at most 64")
    #expect(try Self.counters(1, last: 2, Array(many.dropLast())).explore().end == .complete)
  }

  @Test func `a deadlock is where nothing but faults can happen and somebody is not done`() throws {
    func lengths(_ faults: FaultBounds) throws -> [Int?] {
      let problem = ExplorationProblem(
        Cluster(count: 2) { _ in Counter(first: [0], last: 2) }, faults: faults,
        properties: [.noDeadlock(), .noDeadlock("or all are at 2", unless: { $0.value == 2 })])
      return try Explorer(problem).explore().properties.map { $0.example?.length }
    }
    // Three time-outs at each: the third changes nothing but that the timer has stopped.
    #expect(try lengths(FaultBounds()) == [6, nil])
    // Who is down need not be done, but one that has crashed and come back begins anew.
    #expect(try lengths(FaultBounds(crashes: 1)) == [4, nil])
    #expect(try lengths(FaultBounds(crashes: 1, recoveries: 1)) == [4, nil])
    #expect(try lengths(FaultBounds(crashes: 2)) == [4, nil])
  }

  @Test func `crashes without a bound are not counted`() throws {
    let problem = ExplorationProblem(
      Cluster(count: 2) { _ in Counter(first: [0], last: 1) },
      faults: FaultBounds(crashes: .max, recoveries: .max), properties: [])
    // Each counter is up with 0 or 1, with its timer or stopped at 1; or down, with 0 or 1.
    #expect(try Explorer(problem).explore().states == 25)
  }

  @Test func `choices that are not enabled name no run`() throws {
    let explorer = Self.counters(2, last: 1, [])
    #expect(try explorer.run([]) == nil)
    #expect(try explorer.run([1]) == nil)
    #expect(try explorer.run([-1]) == nil)
    #expect(try explorer.run([0, 2]) == nil)
    #expect(try explorer.run([0, -1]) == nil)
    #expect(try explorer.run([0, 1, 1])?.length == 2)
  }
}

extension Explorer {
  func explore(_ limits: SearchLimits, plan: SearchPlan) throws(ExplorationError) -> ExplorationReport {
    try explore(limits, plan)
  }
}
