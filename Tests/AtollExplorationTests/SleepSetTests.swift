import Atoll
import Testing

@testable import AtollExploration

struct SleepSetTests {
  /// What the reduction rests on, for each pair of enabled events of each configuration: one of them with a bit, the
  /// other at another node and not entangled. Either order must come to the same configuration, by events with the
  /// same labels.
  @Test(arguments: NetworkSemantics.allCases)
  func `events that may sleep commute`(network: NetworkSemantics) throws {
    var pairs = 0
    for seed in 0..<40 as Range<UInt64> {
      let maker = ExplorerParts(RandomSystem(seed, network).problem).maker
      var (open, known) = (maker.initialConfigurations(), Set(maker.initialConfigurations()))
      while let row = open.popLast() {
        let steps = maker.successors(row)
        for first in steps where maker.event(first.step, row).bit != SleepBits.none {
          for second in steps where second.step.node != first.step.node {
            guard !maker.event(second.step, row).traits.contains(.isEntangled) else { continue }
            pairs += 1
            let oneWay = maker.successors(first.row).first { $0.step.isEvent(second.step) }?.row ?? first.row
            let otherWay =
              maker.successors(second.row).first { $0.step.isEvent(first.step) }?.row ?? second.row
            #expect(oneWay == otherWay, "seed \(seed), \(network): \(first.step), \(second.step) in \(row)")
          }
        }
        guard known.count < 300 else { continue }
        open += steps.map(\.row).filter { known.insert($0).inserted }
      }
    }
    #expect(pairs > 5000, "\(pairs)")
  }

  /// Many independent counters: of the orders of their steps one is tried, but for the start.
  @Test func `independent nodes need one transition for each configuration`() throws {
    let problem = ExplorationProblem(Cluster(count: 6) { _ in Ticker() }, properties: [])
    var limits = SearchLimits()
    let reduced = try Explorer(problem).explore(limits)
    limits.usesSleepSets = false
    let full = try Explorer(problem).explore(limits)
    #expect(reduced.states == 4096 && full.states == 4096)
    #expect(reduced.transitions == 6 * 3 * 1024 && full.transitions == reduced.transitions)
    #expect(full.triedTransitions == full.transitions)
    #expect(reduced.triedTransitions == 4095)
  }

  private struct Ticker: Node {
    enum TimerName: Hashable, Codable { case tick }
    var value = 0

    mutating func start(_ context: inout Context) { context.setTimer(.tick, after: 1) }
    mutating func timeout(_ timer: TimerName, _ context: inout Context) {
      value += 1
      if value < 3 { context.setTimer(.tick, after: 1) }
    }
  }
}

extension CellMaker {
  fileprivate func event(_ step: PathStep, _ row: [Int32]) -> CellTables.Event {
    let places = events(step.node, row[step.node])
    let place = places.first { tables.labels[$0] == step.label }
    return tables.events.start[place ?? places.lowerBound]
  }
}

extension PathStep {
  fileprivate func isEvent(_ other: PathStep) -> Bool { node == other.node && label == other.label }
}
