import Atoll
import Testing

@testable import AtollConsistency

/// Cores: refuted by brute force, and accepted as soon as any one of their operations is weakened.
@Suite struct CoreTests {
  /// The operations of a core as a history, with the responses of its completed ones only.
  static func drawn<S: SequentialSpecification>(
    _ core: ViolationCore, of history: History<S.Request, S.Reply>, _: S
  ) -> History<S.Request, S.Reply> {
    let completed = Set(core.completed.map(\.number))
    let all = Set(core.operations.map(\.number))
    return History(
      history.entries.filter { all.contains($0.number) }.map { entry in
        var entry = entry
        if !completed.contains(entry.number) { (entry.reply, entry.returned) = (nil, nil) }
        return entry
      })
  }

  static func check<S: SequentialSpecification>(
    _ core: ViolationCore, of history: History<S.Request, S.Reply>, _ specification: S
  ) {
    let drawn = drawn(core, of: history, specification)
    let level = core.level
    #expect(core.isIrreducible && !core.completed.isEmpty && !core.sentence.isEmpty)
    #expect(
      BruteForce(specification: specification, history: drawn).holds(level) == false, "\(level): \(drawn)")
    for place in drawn.entries.indices where drawn.entries[place].returned != nil {
      var weaker = drawn
      (weaker.entries[place].reply, weaker.entries[place].returned) = (nil, nil)
      #expect(
        BruteForce(specification: specification, history: weaker).holds(level) == true,
        "\(level), #\(drawn.entries[place].number): \(drawn)")
    }
  }

  private func checkRandom<S: SequentialSpecification>(
    _ specification: S, seed: UInt64, count: Int, request: (inout RandomStream) -> S.Request
  ) {
    var stream = RandomStream(seed: seed)
    var found = 0
    for _ in 0..<count {
      let history = RandomHistory.make(specification, &stream, operations: 7, lies: 3, request: request)
      let checked = CheckedHistory(history, specification) { OperationWording.text($0) }
      for (level, verdict) in LevelReport(checked).verdicts where verdict == .broken && level != .convergence
      {
        var search = CoreSearch(level)
        guard let core = search.core(of: checked) else {
          Issue.record("no core: \(level) \(history)")
          continue
        }
        Self.check(core, of: history, specification)
        found += 1
      }
    }
    #expect(found > 20)
  }

  @Test func `cores of registers`() {
    checkRandom(ReadWriteRegister(initial: "0"), seed: 1, count: 100) { stream in
      stream.below(2) == 0 ? .read : .write("\(1 + stream.below(3))")
    }
  }

  @Test func `cores of stores`() {
    checkRandom(KeyValueStore(missing: "0"), seed: 2, count: 100) { stream in
      let key = ["x", "y"][stream.below(2)]
      return stream.below(5) < 3 ? .get(key) : .put(key, "\(1 + stream.below(5))")
    }
  }

  @Test func `cores of queues`() {
    checkRandom(FIFOQueue(), seed: 3, count: 60) { $0.below(2) == 0 ? .dequeue : .enqueue("\($0.below(4))") }
  }

  @Test func `a convergence core is two reads that disagree`() throws {
    let store = ReadWriteRegister(initial: "0")
    let history = History<ReadWriteRegister.Request, ReadWriteRegister.Reply>([
      .init(number: 1, client: "a", request: .write("1"), reply: .written, invoked: 1, returned: 2),
      .init(number: 2, client: "b", request: .read, reply: .value("0"), invoked: 3, returned: 4),
      .init(number: 3, client: "a", request: .read, reply: .value("1"), invoked: 5, returned: 6),
    ])
    var search = CoreSearch(.convergence)
    let found = search.core(of: CheckedHistory(history, store) { OperationWording.text($0) })
    let core = try #require(found)
    #expect(core.completed.map(\.number) == [2, 3])
  }

  @Test(.enabled(if: EtcdFolder.path != nil, "ATOLL_DATA does not name a folder with the etcd histories"))
  func `every etcd history that is not linearizable has an irreducible core`() throws {
    for (file, isLinearizable) in try EtcdFolder.verdicts() where !isLinearizable {
      let history = try EtcdFolder.history(file)
      let core = try #require(history.core(of: .linearizable), "\(file)")
      history.checkCore(core)
    }
  }
}

extension LoggedHistory {
  func core(of level: ConsistencyLevel) -> ViolationCore? {
    var search = CoreSearch(level)
    return search.core(of: checked())
  }

  /// Holds a core of an etcd history against brute force.
  func checkCore(_ core: ViolationCore) {
    guard let history = registerHistory else { return }
    CoreTests.check(core, of: history, CompareAndSetRegister())
  }

  private var registerHistory: History<CompareAndSetRegister.Request, CompareAndSetRegister.Reply>? {
    source as? History<CompareAndSetRegister.Request, CompareAndSetRegister.Reply>
  }
}
