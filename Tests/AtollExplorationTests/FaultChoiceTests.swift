import Atoll
import Testing

@testable import AtollExploration

/// What the differential test cannot see: what the choices of faults mean, and how a run tells of them.
struct FaultChoiceTests {
  /// The leader tells everybody a value; who hears one first keeps it.
  private struct Hearer: Node {
    typealias Message = Int
    typealias TimerName = Int
    var heard: Int?
    var rung: [Int] = []
    var timers: [ClosedRange<Int>] = []

    mutating func start(_ context: inout Context) {
      if context.id == NodeID(0) { context.broadcast(1) }
      for (name, ticks) in timers.enumerated() { context.setTimer(name, after: ticks) }
    }

    mutating func receive(_ message: Int, from sender: NodeID, _ context: inout Context) {
      heard = heard ?? message
    }

    mutating func timeout(_ timer: Int, _ context: inout Context) { rung.append(timer) }
  }

  private static func problem(_ count: Int, _ properties: [Property<Hearer>]) -> ExplorationProblem<Hearer> {
    ExplorationProblem(Cluster(count: count) { _ in Hearer() }, properties: properties)
  }

  private static func example(_ problem: ExplorationProblem<Hearer>) throws -> [String] {
    let report = try Explorer(problem).explore()
    let example = try #require(report.properties[0].example)
    return example.trace.events.map { "\($0.kind) \($0.label)" }
  }

  @Test func `a Byzantine leader tells two nodes two things, and no property is asked of it`() throws {
    var problem = Self.problem(
      3, [.agreement { $0.heard }, .sometimes("all hear", everyNode: { $0.heard != nil })])
    #expect(try Explorer(problem).explore().properties.map { $0.example?.length } == [nil, nil])
    problem.byzantine = [NodeID(0)]
    problem.forgeries = [1, 2].flatMap { value in
      [1, 2].map { Forgery(value, from: NodeID(0), to: NodeID($0)) }
    }
    let report = try Explorer(problem).explore()
    // The two hear nothing, 1 or 2: the leader never runs its code, and its own state does not count.
    #expect(report.states == 9)
    #expect(report.properties.map { $0.example?.length } == [2, 2])
    #expect(
      try Self.example(problem) == ["send 1 (Byzantine)", "delivery 1", "send 2 (Byzantine)", "delivery 2"])
  }

  @Test func `a forged message says so, and is counted`() throws {
    var problem = Self.problem(3, [.agreement { $0.heard }])
    problem.forgeries = [Forgery(2, from: NodeID(0), to: NodeID(1))]
    #expect(try Explorer(problem).explore().properties[0].example == nil)
    problem.faults.forgeries = 1
    let labels = try Self.example(problem).suffix(3)
    #expect(labels.contains("forgery 2 from a to b") && labels.contains("delivery 2"))
  }

  /// The leader's messages to b and c are in transit when the network splits.
  @Test func `across a network partition messages wait or are lost, and arrive after it has healed`() throws {
    let both = Property<Hearer>.always("not both hear") {
      $0.nodes[1].heard == nil || $0.nodes[2].heard == nil
    }
    var problem = Self.problem(3, [both])
    problem.faults.partitions = 1
    problem.cuts = [[NodeID(1)]]
    #expect(try Explorer(problem).explore().properties[0].example?.length == 2)
    // Only b is cut off. What it hears, it hears after the network has healed; until then c hears alone.
    let run = try #require(try Explorer(problem).run([0, 2]))
    #expect(run.trace.events.last.map { "\($0.kind) \($0.label)" } == "partition {a c} | {b}")
    #expect(run.moments.last?.configuration.partitions == ["{a c} | {b}"])
    problem.properties = [
      .sometimes("b never hears") { $0.nodes[1].heard == nil && $0.nodes[2].heard != nil }, .noDeadlock(),
    ]
    let report = try Explorer(problem).explore()
    // Split, c hears: what is left for b is lost or waits. Nothing can happen but faults.
    #expect(report.properties.map { $0.example?.length } == [1, 2])
  }

  @Test func `a network has as many cuts as there are ways to take a side`() {
    for count in 1...6 {
      var problem = Self.problem(count, [])
      #expect(problem.possibleCuts.count == 1 << (count - 1) - 1)
      problem.cuts = [[NodeID(0)], NodeSet((1..<count).map { NodeID($0) }), []]
      #expect(problem.possibleCuts.count == (count == 1 ? 0 : 1))
    }
  }

  @Test func `a network of many nodes must name its cuts`() throws {
    var problem = Self.problem(13, [])
    problem.faults.partitions = 1
    let error = #expect(throws: ExplorationError.self) { try Explorer(problem).explore() }
    #expect(error == .tooManyCuts(13))
    problem.cuts = [[NodeID(1)]]
    var limits = SearchLimits()
    limits.states = 50
    #expect(try Explorer(problem).explore(limits).end == .states)
  }

  @Test func `timers run out in the order of their times, and equal ones in any order`() throws {
    func orders(_ ticks: [ClosedRange<Int>], _ timers: TimerSemantics) throws -> Int {
      var problem = ExplorationProblem(
        Cluster(count: 1) { _ in Hearer(timers: ticks) },
        properties: [.sometimes("the last is first", someNode: { $0.rung.first == ticks.count - 1 })])
      problem.timers = timers
      let report = try Explorer(problem).explore()
      return (report.properties[0].example == nil ? 0 : 100) + report.states
    }
    // Any order of three: 1 + 3 + 6 + 6 configurations.
    #expect(try orders([10...10, 20...20, 30...30], .anyMoment) == 116)
    #expect(try orders([10...10, 20...20, 30...30], .inOrder) == 4)
    #expect(try orders([10...10, 10...10, 30...30], .inOrder) == 1 + 2 + 2 + 2)
    // The third takes 9 to 11 ticks: three beginnings, and every order in which it is first, last, or ties.
    #expect(try orders([10...10, 10...10, 9...11], .inOrder) > 100)
  }

  @Test func `a timer of one node lets time pass for another`() throws {
    var problem = ExplorationProblem(
      Cluster(["a": Hearer(timers: [10...10]), "b": Hearer(timers: [15...15])]),
      properties: [.sometimes("b is first") { $0.nodes[0].rung.isEmpty && !$0.nodes[1].rung.isEmpty }])
    problem.timers = .inOrder
    #expect(try Explorer(problem).explore().properties[0].example == nil)
    let run = try #require(try Explorer(problem).run([0, 0, 0]))
    let left = run.moments[1].configuration.nodes[1].timers.map(\.name)
    #expect(left == ["0 (5 ticks left)"])
  }
}
