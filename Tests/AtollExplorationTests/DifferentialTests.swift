import Atoll
import Testing

@testable import AtollExploration

struct DifferentialTests {
  /// A way to the same result.
  private struct Way {
    let name: String
    var plan: SearchPlan
    var threads = 1
    var usesSleepSets = true
    var fingerprintSeed: UInt64?

    func explore(_ system: RandomSystem, _ limits: SearchLimits = SearchLimits()) throws -> ExplorationReport
    {
      var limits = limits
      (limits.threads, limits.usesSleepSets) = (threads, usesSleepSets)
      limits.fingerprintSeed = fingerprintSeed
      return try Explorer(system.problem).explore(limits, plan)
    }
  }

  /// Another pilot, fields that overflow again and again, words that are too small, several threads, every transition.
  private static let ways = [
    Way(name: "rows only", plan: SearchPlan(pilotStates: .max)),
    Way(name: "rows only, every transition", plan: SearchPlan(pilotStates: .max), usesSleepSets: false),
    Way(name: "rows after a pilot", plan: SearchPlan(pilotStates: 30, bits64: 0, bits128: 0)),
    Way(name: "64 bits", plan: SearchPlan(pilotStates: 1)),
    Way(name: "64 bits, every transition", plan: SearchPlan(pilotStates: 1), usesSleepSets: false),
    Way(name: "64 bits, tight", plan: SearchPlan(pilotStates: 1, isTight: true)),
    Way(name: "128 bits, tight", plan: SearchPlan(pilotStates: 7, bits64: 0, isTight: true)),
    Way(name: "64 to 128 bits", plan: SearchPlan(pilotStates: 1, bits64: 12, isTight: true)),
    Way(
      name: "64 to 128 bits to rows", plan: SearchPlan(pilotStates: 1, bits64: 11, bits128: 14, isTight: true)
    ),
    Way(name: "2 threads", plan: SearchPlan(pilotStates: 1, chunkSize: 32, blockSize: 4), threads: 2),
    Way(
      name: "3 threads, tight", plan: SearchPlan(pilotStates: 1, isTight: true, chunkSize: 9, blockSize: 1),
      threads: 3),
    Way(
      name: "2 threads, 128 bits, every transition",
      plan: SearchPlan(pilotStates: 7, bits64: 0, chunkSize: 64, blockSize: 3), threads: 2,
      usesSleepSets: false),
    Way(name: "fingerprints", plan: SearchPlan(), fingerprintSeed: 1),
    Way(name: "fingerprints, every transition", plan: SearchPlan(), usesSleepSets: false, fingerprintSeed: 2),
  ]

  @Test(arguments: NetworkSemantics.allCases)
  func `the engine agrees with a naive checker on random systems`(network: NetworkSemantics) throws {
    var (compared, tried, transitions) = (0, 0, 0)
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
      for place in 0..<4 {
        let way = Self.ways[(Int(seed) + 4 * place) % Self.ways.count]
        let other = try way.explore(system)
        #expect(Summary(other) == Summary(report), "seed \(seed), \(network), \(way.name)")
        #expect(way.usesSleepSets || other.triedTransitions == other.transitions, words)
      }
      tried += report.triedTransitions
      transitions += report.transitions
    }
    #expect(compared > 60, "\(compared)")
    #expect(seen.allSatisfy { $0 >= 8 }, "\(seen) of \(compared)")
    #expect(tried * 10 < transitions * 9, "sleep sets leave out \(transitions - tried) of \(transitions)")
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

  @Test func `limits cut every way in the same place`() throws {
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
          let expected = try Self.ways[0].explore(system, limits)
          let words: Comment = "seed \(seed), \(what) \(limit)"
          #expect(expected.states <= limits.states, words)
          #expect(expected.depth <= limits.depth, words)
          for way in Self.ways.dropFirst() {
            let report = try way.explore(system, limits)
            #expect(Summary(report) == Summary(expected), "\(words), \(way.name)")
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
