import Atoll
import Testing

@testable import AtollExploration

struct DifferentialTests {
  /// Ways to the same result: another pilot, fields that overflow again and again, words that are too small.
  private static let plans: [(name: String, plan: SearchPlan)] = [
    ("rows only", SearchPlan(pilotStates: .max)),
    ("rows after a pilot", SearchPlan(pilotStates: 30, bits64: 0, bits128: 0)),
    ("64 bits", SearchPlan(pilotStates: 1)),
    ("64 bits, tight", SearchPlan(pilotStates: 1, isTight: true)),
    ("128 bits, tight", SearchPlan(pilotStates: 7, bits64: 0, isTight: true)),
    ("64 to 128 bits", SearchPlan(pilotStates: 1, bits64: 12, isTight: true)),
    ("64 to 128 bits to rows", SearchPlan(pilotStates: 1, bits64: 11, bits128: 14, isTight: true)),
  ]

  @Test(arguments: NetworkSemantics.allCases)
  func `the engine agrees with a naive checker on random systems`(network: NetworkSemantics) throws {
    var compared = 0
    var seen = [0, 0, 0, 0]
    var hits = Array(repeating: 0, count: RandomSystem(0, network).problem.properties.count)
    for seed in 0..<250 as Range<UInt64> where seed < 150 || network == .duplicating {
      let system = RandomSystem(seed, network)
      guard let naive = NaiveChecker(problem: system.problem).check(system.tests, bound: 1500) else {
        continue
      }
      compared += 1
      let faults = system.problem.faults
      let hasForgeries = !system.problem.forgeries.isEmpty && faults.forgeries > 0
      let features = [
        faults.partitions > 0, hasForgeries, !system.problem.byzantine.isEmpty,
        system.problem.timers == .inOrder,
      ]
      for (place, isThere) in features.enumerated() where isThere { seen[place] += 1 }
      let report = try Explorer(system.problem).explore()
      let words: Comment = "seed \(seed), \(network)"
      #expect(report.end == .complete, words)
      #expect(report.states == naive.states, words)
      #expect(report.transitions == naive.transitions, words)
      #expect(report.idleTransitions == naive.idle, words)
      #expect(report.depth == naive.depth, words)
      #expect(report.properties.map { $0.example?.length } == naive.hits, words)
      for (place, hit) in naive.hits.enumerated() where hit != nil { hits[place] += 1 }
      try compareExamples(report, system, words)
      for place in 0..<3 {
        let (name, plan) = Self.plans[(Int(seed) + 2 * place) % Self.plans.count]
        let other = try Explorer(system.problem).explore(SearchLimits(), plan)
        #expect(Summary(other) == Summary(report), "seed \(seed), \(network), \(name)")
      }
    }
    #expect(compared > 60, "\(compared)")
    #expect(seen.allSatisfy { $0 >= 8 }, "\(seen) of \(compared)")
    // Each property holds in some systems and does not in others.
    #expect(hits.allSatisfy { 0 < $0 && $0 < compared }, "\(hits) of \(compared)")
  }

  /// Each example is a run: replayed from its choices alone it ends where its property says.
  private func compareExamples(_ report: ExplorationReport, _ system: RandomSystem, _ words: Comment) throws {
    for (place, property) in report.properties.enumerated() {
      guard let example = property.example else { continue }
      let run = try #require(try Explorer(system.problem).run(example.choices), words)
      #expect(run.trace == example.trace, words)
      let last = try #require(run.moments.last)
      let configuration = Configuration(
        nodes: try last.configuration.nodes.map { try RandomNode($0, system.problem.cluster.nodes[0]) },
        isUp: last.configuration.nodes.map(\.isUp))
      if place < system.tests.count {
        #expect(system.tests[place](configuration), "\(words), \(property.name)")
      }
      try CausalityCheck(run.trace, words).check()
    }
  }

  @Test func `limits cut every plan in the same place`() throws {
    for seed in 0..<16 as Range<UInt64> {
      let system = RandomSystem(seed, NetworkSemantics.allCases[Int(seed % 3)])
      for limit in [1, 2, 17, 333] {
        var states = SearchLimits()
        states.states = limit
        var depth = SearchLimits()
        depth.depth = limit % 20
        depth.states = 3000
        var first = SearchLimits()
        first.stopsAtViolation = true
        first.states = 3000
        for (what, limits) in [("states", states), ("depth", depth), ("first", first)] {
          let expected = try Explorer(system.problem).explore(limits, Self.plans[0].plan)
          let words: Comment = "seed \(seed), \(what) \(limit)"
          #expect(expected.states <= limits.states, words)
          #expect(expected.depth <= limits.depth, words)
          for (name, plan) in Self.plans.dropFirst() {
            let report = try Explorer(system.problem).explore(limits, plan)
            #expect(Summary(report) == Summary(expected), "\(words), \(name)")
          }
        }
      }
    }
  }
}

/// All of a report that does not depend on how it was come by.
struct Summary: Equatable, CustomStringConvertible {
  let end: SearchEnd
  let counts: [Int]
  let examples: [[Int]?]

  init(_ report: ExplorationReport) {
    end = report.end
    counts = [report.states, report.transitions, report.idleTransitions, report.depth]
    examples = report.properties.map { $0.example?.choices }
  }

  var description: String {
    "\(end) \(counts) \(examples.map { $0.map { "\($0)" } ?? "-" }.joined(separator: " "))"
  }
}

/// That a trace obeys causality, and that what arrives was sent.
struct CausalityCheck {
  let trace: Trace
  let words: Comment

  init(_ trace: Trace, _ words: Comment) { (self.trace, self.words) = (trace, words) }

  func check() throws {
    for (place, event) in trace.events.enumerated() {
      #expect(event.number == place + 1, words)
      if let cause = event.cause { #expect(cause < event.number, words) }
      guard event.kind == .delivery else { continue }
      let send = trace.events[try #require(event.cause, words) - 1]
      if send.kind == .forgery {
        #expect(send.number == event.number - 1 && send.label.hasPrefix(event.label + " from"), words)
        continue
      }
      #expect(send.kind == .send && send.peer == event.node && send.node == event.peer, words)
      #expect(send.label == event.label || send.label == "\(event.label) (Byzantine)", words)
    }
  }
}

extension RandomNode {
  /// The node that is shown.
  init(_ shown: ConfigurationText.Node, _ model: RandomNode) throws {
    func field(_ name: String) -> String? { shown.fields.first { $0.name == name }?.value }
    self = model
    state = try #require(field("state").flatMap { Int($0) })
    kept = try #require(field("kept").flatMap { Int($0) })
    fuel = try #require(field("fuel").flatMap { Int($0) })
    request = field("request").flatMap { $0 == "none" || $0 == "nil" || $0 == "-" ? nil : RequestID(1) }
  }
}
