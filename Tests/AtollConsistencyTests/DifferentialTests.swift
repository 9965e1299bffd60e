import Atoll
import Testing

@testable import AtollConsistency

/// Thousands of small random histories: every level, decided and by brute force.
@Suite struct DifferentialTests {
  private func compare<S: SequentialSpecification>(
    _ specification: S, seed: UInt64, count: Int, operations: Int, lies: Int = 4,
    atLeastBroken: Int? = nil, request: (inout RandomStream) -> S.Request
  ) {
    var stream = RandomStream(seed: seed)
    var tally: [ConsistencyLevel: [Bool: Int]] = [:]
    for _ in 0..<count {
      let size = 1 + stream.below(operations)
      let history = RandomHistory.make(
        specification, &stream, operations: size, lies: lies, request: request)
      let checked = CheckedHistory(history, specification) { OperationWording.text($0) }
      let brute = BruteForce(specification: specification, history: history)
      var holding: Set<ConsistencyLevel> = []
      for level in ConsistencyLevel.allCases {
        let expected = brute.holds(level)
        let verdict = LevelDecision(checked).verdict(level)
        #expect(
          verdict == (expected.map { $0 ? .holds : .broken } ?? .undefined),
          "\(level), seed \(seed): \(history)")
        if expected == true { holding.insert(level) }
        if let expected { tally[level, default: [:]][expected, default: 0] += 1 }
      }
      let isDefined = brute.holds(.causal) != nil
      for level in holding {
        let implied = level.implied.filter {
          isDefined || [.linearizable, .sequential, .convergence].contains($0)
        }
        #expect(holding.isSuperset(of: implied), "\(level) implies \(implied): \(history)")
      }
      let report = LevelReport(checked)
      for (level, verdict) in report.verdicts { #expect(verdict == LevelDecision(checked).verdict(level)) }
      compareSearches(specification, history, checked, isLinearizable: holding.contains(.linearizable))
    }
    let answers = tally[.linearizable] ?? [:]
    #expect(answers[true, default: 0] > 10 && answers[false, default: 0] > 0, "\(answers)")
    if let broken = atLeastBroken {
      for level in ConsistencyLevel.allCases {
        #expect((tally[level]?[false] ?? 0) >= broken, "the histories tell nothing of \(level)")
      }
    }
  }

  /// Both searches, and the check of their orders.
  private func compareSearches<S: SequentialSpecification>(
    _ specification: S, _ history: History<S.Request, S.Reply>, _ checked: CheckedHistory,
    isLinearizable: Bool
  ) {
    for trustsReads in [true, false] {
      var search = ConfigurationSearch(checked, trustsReads: trustsReads, stepsMax: 100_000)
      check(search.run())
    }
    var search = OrderSearch(checked, stepsMax: 100_000)
    check(search.run())
    switch LinearizabilityDecision(checked).answer() {
    case .linearizable(let order):
      #expect(isLinearizable && WitnessCheck.problem(order, explains: history, specification) == nil)
    case .notLinearizable: #expect(!isLinearizable)
    case .unknown: Issue.record("unknown: \(history)")
    }
    func check(_ outcome: SearchOutcome) {
      switch outcome {
      case .order(let order):
        #expect(isLinearizable, "\(history)")
        let numbers = order.map { checked.operations[$0].number }
        #expect(WitnessCheck.problem(numbers, explains: history, specification) == nil, "\(history)")
      case .none: #expect(!isLinearizable, "\(history)")
      case .limit, .falseRead: Issue.record("\(outcome): \(history)")
      }
    }
  }

  @Test(arguments: 0..<4 as Range<UInt64>) func `registers`(seed: UInt64) {
    compare(ReadWriteRegister(initial: "0"), seed: seed, count: 400, operations: 6) { stream in
      stream.below(2) == 0 ? .read : .write("\(1 + stream.below(seed < 2 ? 2 : 9))")
    }
  }

  @Test(arguments: 0..<4 as Range<UInt64>) func `registers with compare-and-set`(seed: UInt64) {
    compare(CompareAndSetRegister(initial: "0"), seed: 10 + seed, count: 300, operations: 6, lies: 8) {
      stream in
      switch stream.below(3) {
      case 0: .read
      case 1: .write("\(stream.below(3))")
      default: .compareAndSet(from: "\(stream.below(3))", to: "\(stream.below(3))")
      }
    }
  }

  @Test(arguments: 0..<4 as Range<UInt64>) func `keys and values`(seed: UInt64) {
    compare(KeyValueStore(missing: "0"), seed: 20 + seed, count: 400, operations: 6, lies: 3) { stream in
      let key = ["x", "y"][stream.below(2)]
      return stream.below(2) == 0 ? .get(key) : .put(key, "\(1 + stream.below(4))")
    }
  }

  @Test func `every level is broken by some of the histories`() {
    var next = 0
    compare(KeyValueStore(missing: "0"), seed: 25, count: 700, operations: 8, lies: 2, atLeastBroken: 5) {
      stream in
      next += 1
      let key = ["x", "y"][stream.below(2)]
      return stream.below(5) < 3 ? .get(key) : .put(key, "\(next)")
    }
  }

  @Test(arguments: 0..<2 as Range<UInt64>) func `queues`(seed: UInt64) {
    compare(FIFOQueue(), seed: 30 + seed, count: 300, operations: 6) { stream in
      stream.below(2) == 0 ? .dequeue : .enqueue("\(stream.below(3))")
    }
  }

  @Test func `counters, sets and lists`() {
    compare(Counter(), seed: 40, count: 200, operations: 6) { $0.below(2) == 0 ? .read : .add($0.below(3)) }
    compare(MembershipSet(), seed: 41, count: 200, operations: 6) { stream in
      let element = "\(stream.below(2))"
      switch stream.below(4) {
      case 0: return .add(element)
      case 1: return .remove(element)
      case 2: return .contains(element)
      default: return .read
      }
    }
    compare(AppendLists(), seed: 42, count: 200, operations: 6) { stream in
      let key = ["x", "y"][stream.below(2)]
      return stream.below(2) == 0 ? .read(key) : .append(key, "\(stream.below(9))")
    }
  }
}
