import Atoll
import Testing

@testable import AtollExploration

struct FingerprintTests {
  /// With 16 bits equal fingerprints are no rarity. How often a configuration is missed must be what chance says: in
  /// no more searches than the bound, and in some.
  @Test func `configurations are missed as often as the bound allows`() throws {
    var small = SearchLimits()
    small.states = 300
    let systems = (0..<100 as Range<UInt64>).lazy.map { RandomSystem($0, .unordered) }
    let system = try #require(
      try systems.first {
        let report = try Explorer($0.problem).explore(small)
        return report.end == .complete && report.states > 100
      })
    let all = try Explorer(system.problem).explore()
    #expect(all.errorProbability == nil)
    var plan = SearchPlan()
    plan.fingerprintBits = 16
    let bound = Fingerprints(seed: 0, bits: 16).collisionProbability(all.states)
    var misses = 0
    for seed in 1...200 as ClosedRange<UInt64> {
      var limits = SearchLimits()
      limits.fingerprintSeed = seed
      let report = try Explorer(system.problem).explore(limits, plan: plan)
      #expect(report.end == .complete && report.states <= all.states, "seed \(seed)")
      if report.states < all.states { misses += 1 }
      try expectRealRuns(report, of: system, "seed \(seed)")
    }
    let expected = 200 * bound
    #expect(Double(misses) < expected + 4 * expected.squareRoot(), "\(misses) misses, \(expected) expected")
    #expect(Double(misses) > expected / 3, "\(misses) misses, \(expected) expected")
  }

  /// A run that leads past what was missed is a run of the system all the same.
  private func expectRealRuns(_ report: ExplorationReport, of system: RandomSystem, _ words: Comment) throws {
    for example in report.properties.compactMap(\.example) {
      let run = try #require(try Explorer(system.problem).run(example.choices), words)
      #expect(run.trace == example.trace, words)
    }
  }

  @Test func `the bound is n(n - 1)/2 of 2 to the 64`() {
    let fingerprints = Fingerprints(seed: 1)
    #expect(fingerprints.collisionProbability(0) == 0)
    #expect(fingerprints.collisionProbability(1) == 0)
    #expect(fingerprints.collisionProbability(2) == 0x1p-64)
    #expect(fingerprints.collisionProbability(1 << 20) == 0x1.ffffep-26)
    #expect(fingerprints.collisionProbability(1 << 40) == 1)
  }

  @Test func `a bound on memory ends a search by fingerprints`() throws {
    for (kilobytes, states) in [(1, 1...1), (130, 1...13_000), (400, 10_000...40_000)] {
      var limits = SearchLimits()
      (limits.bytes, limits.fingerprintSeed) = (kilobytes << 10, 1)
      let report = try Explorer(ExplorationProblem(Cluster(count: 8) { _ in Ticker() }, properties: []))
        .explore(limits)
      #expect(report.end == .memory)
      #expect(states.contains(report.states), "\(kilobytes) KB: \(report.states)")
    }
  }

  @Test func `fingerprints and symmetry do not go together`() throws {
    var limits = SearchLimits()
    (limits.usesSymmetry, limits.fingerprintSeed) = (true, 1)
    #expect(throws: ExplorationError.self) {
      try Explorer(RandomSystem(1, .unordered).problem).explore(limits)
    }
  }
}
