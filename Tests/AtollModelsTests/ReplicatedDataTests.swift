import Atoll
import AtollExploration
import Testing

@testable import AtollLessons

struct ReplicatedDataTests {
  /// Which of commutative, associative, idempotent each merge keeps, and whether updates go up, by definition of the type.
  @Test(arguments: [
    ("g-counter", [true, true, true, true]), ("pn-counter", [true, true, true, true]),
    ("or-set", [true, true, true, true]), ("lww-set", [true, true, true, true]),
    ("summing", [true, true, false, false]), ("overwriting", [false, true, true, true]),
    ("averaging", [true, false, true, false]), ("lowering", [true, true, true, false]),
  ])
  func `a merge keeps the laws of its type`(name: String, laws: [Bool]) throws {
    let kind = try #require(CRDT.types.first { $0.name == name })
    let found = kind.laws(3)
    #expect([found.isCommutative, found.isAssociative, found.isIdempotent, found.goesUp] == laws)
    #expect(found.contradictions.count == laws.count { !$0 })
  }

  /// G-counters of three replicas are vectors; what three steps lead to is counted here without the counter's code.
  @Test func `all states of a counter after three steps are tried`() throws {
    var level: Set<[[Int]]> = [Array(repeating: [0, 0, 0], count: 3)]
    var all = level
    for _ in 0..<3 {
      var next: Set<[[Int]]> = []
      for copies in level {
        for replica in 0..<3 {
          var counted = copies
          counted[replica][replica] += 1
          next.insert(counted)
          for other in 0..<3 where other != replica {
            var merged = copies
            merged[replica] = zip(copies[replica], copies[other]).map { max($0, $1) }
            next.insert(merged)
          }
        }
      }
      level = next.subtracting(all)
      all.formUnion(next)
    }
    let kind = try #require(CRDT.types.first { $0.name == "g-counter" })
    #expect(kind.laws(3).configurations == all.count)
  }

  @Test(
    arguments: [
      ("g-counter", []), ("pn-counter", []), ("or-set", []),
      ("lww-set", ["a replica shows what its updates come to"]),
      (
        "summing",
        ["a replica shows what its updates come to", "replicas with the same updates show the same"]
      ),
      (
        "overwriting",
        ["a replica shows what its updates come to", "replicas with the same updates show the same"]
      ),
      (
        "averaging",
        ["a replica shows what its updates come to", "replicas with the same updates show the same"]
      ),
      (
        "lowering",
        ["a replica shows what its updates come to", "replicas with the same updates show the same"]
      ),
    ] as [(String, [String])])
  func `in every order, right types converge to what was done`(name: String, violated: [String]) throws {
    let report = try explored(CRDT.self, ["type": name])
    #expect(report.end == .complete)
    #expect(report.violations.keys.sorted() == violated)
  }
}

struct AntiEntropyTests {
  @Test func `gossip takes a number of rounds that grows like the logarithm`() throws {
    let study = try #require(AntiEntropy.studies.first)
    let table = study.answer(Settings(AntiEntropy.settings), 3)
    let push = table.numbers("push")
    let theory = table.numbers("log2 n + ln n")
    // The published difference is bounded; 3 rounds are many standard errors.
    for (measured, expected) in zip(push, theory) { #expect(abs(measured - expected) < 3) }
    for (push, pushPull) in zip(push, table.numbers("push-pull")).dropFirst() { #expect(pushPull < push) }
  }

  @Test(arguments: [true, false])
  func `two replicas agree after they have compared, whoever is newer`(usesTree: Bool) {
    var run = Simulation(
      Cluster(count: 2) { _ in MerkleReplica(keys: 64, usesTree: usesTree) }, seed: 1, isTracing: false)
    for key in [0, 5, 63] { run.invoke(.write(key), at: NodeID(0)) }
    for key in [5, 5, 17] { run.invoke(.write(key), at: NodeID(1)) }
    run.invoke(.sync, at: NodeID(1))
    run.run(until: 1000)
    #expect(run.nodes[0].versions == run.nodes[1].versions)
    #expect([0, 5, 17, 63].map { run.nodes[0].versions[$0] } == [1, 2, 1, 1])
    #expect(run.nodes[0].versions.reduce(0, +) == 5)
  }

  /// One difference among 2^k keys: the root, two hashes on each of k levels, and the entry.
  @Test(arguments: [1, 2, 3, 8])
  func `a tree's cost for one difference is as computed`(levels: Int) {
    for key in [0, (1 << levels) - 1] {
      var run = Simulation(
        Cluster(count: 2) { _ in MerkleReplica(keys: 1 << levels, usesTree: true) }, seed: 1, isTracing: false
      )
      run.invoke(.write(key), at: NodeID(0))
      run.invoke(.sync, at: NodeID(0))
      run.run(until: 1000)
      // The replica that finds the leaf sends its entry; if that is the older one, the newer one comes back.
      let entries = levels.isMultiple(of: 2) ? 2 : 1
      #expect(run.nodes.map(\.bytesSent).reduce(0, +) == 12 * (1 + 2 * levels) + 100 * entries)
    }
  }
}
