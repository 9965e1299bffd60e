import Atoll
import Testing

@testable import AtollConsistency

/// Isolation levels: the anomalies of the textbooks by name, and thousands of small histories against brute force.
@Suite struct IsolationTests {
  typealias Step = Transaction.Step

  private func transaction(_ number: Int, _ steps: [Step], _ from: Int, _ to: Int?) -> Transaction {
    Transaction(
      number: number, client: "\(number)", steps: steps, status: to == nil ? .unknown : .committed,
      invoked: from,
      returned: to)
  }

  private func verdicts(_ transactions: [Transaction]) -> [Bool?] {
    IsolationLevel.allCases.map { level in
      switch IsolationCheck(transactions).answer(level) {
      case .holds: true
      case .broken: false
      case .unknown: nil
      }
    }
  }

  private func sentence(_ transactions: [Transaction], _ level: IsolationLevel) -> String {
    if case .broken(let sentence, _) = IsolationCheck(transactions).answer(level) { sentence } else { "" }
  }

  @Test func `write skew is allowed by snapshot isolation and by nothing stronger`() {
    let skew = [
      transaction(1, [.read("x", []), .append("y", "1")], 1, 4),
      transaction(2, [.read("y", []), .append("x", "2")], 2, 3),
      transaction(3, [.read("x", ["2"]), .read("y", ["1"])], 5, 6),
    ]
    #expect(verdicts(skew) == [false, false, true])
    #expect(sentence(skew, .serializable).contains("write skew"))
    let registers = [
      transaction(1, [.read("x", []), .write("y", "1")], 1, 4),
      transaction(2, [.read("y", []), .write("x", "2")], 2, 3),
    ]
    #expect(verdicts(registers) == [false, false, true])
    #expect(sentence(registers, .serializable).contains("write skew"))
  }

  @Test func `a lost update breaks snapshot isolation, too`() {
    let lost = [
      transaction(1, [.read("x", []), .append("x", "1")], 1, 4),
      transaction(2, [.read("x", []), .append("x", "2")], 2, 3),
      transaction(3, [.read("x", ["1", "2"])], 5, 6),
    ]
    #expect(verdicts(lost) == [false, false, false])
    #expect(sentence(lost, .snapshotIsolation).contains("lost update"))
  }

  @Test func `a stale read is serializable, but not strictly`() {
    let stale = [transaction(1, [.append("x", "1")], 1, 2), transaction(2, [.read("x", [])], 3, 4)]
    #expect(verdicts(stale) == [false, true, true])
    #expect(sentence(stale, .strictSerializable).contains("had ended before"))
  }

  @Test func `dirty reads are named`() {
    let aborted = [
      Transaction(
        number: 1, client: "1", steps: [.append("x", "1")], status: .aborted, invoked: 1, returned: 3),
      transaction(2, [.read("x", ["1"])], 2, 4),
    ]
    #expect(sentence(aborted, .snapshotIsolation).contains("G1a"))
    let intermediate = [
      transaction(1, [.append("x", "1"), .append("x", "2")], 1, 3), transaction(2, [.read("x", ["1"])], 2, 4),
    ]
    #expect(sentence(intermediate, .snapshotIsolation).contains("G1b"))
    #expect(verdicts([transaction(1, [.read("x", ["9"])], 1, 2)]) == [false, false, false])
    let twoStates = [
      transaction(1, [.append("x", "1")], 1, 3), transaction(2, [.read("x", []), .read("x", ["1"])], 2, 4),
    ]
    #expect(verdicts(twoStates) == [false, false, false])
  }

  // MARK: - Brute force

  /// Whether some order of the events (each transaction begins and commits) explains all reads.
  private func exists(
    _ all: [Transaction], _ level: IsolationLevel, _ begun: [Int], _ committed: [Int],
    _ order: [Int: Int] = [:]
  ) -> Bool {
    if all.indices.allSatisfy({ committed.contains($0) || all[$0].status != .committed }) { return true }
    let isAtomic = level != .snapshotIsolation
    for next in all.indices where !committed.contains(next) {
      let mustWait =
        level == .strictSerializable
        && all.indices.contains { other in
          !committed.contains(other) && all[other].returned.map { $0 < all[next].invoked } ?? false
        }
      if mustWait { continue }
      if isAtomic {
        if explains(all, committed, next), exists(all, level, begun, committed + [next]) { return true }
      } else if !begun.contains(next) {
        if explains(all, committed, next),
          exists(all, level, begun + [next], committed, order.merging([next: committed.count]) { $1 })
        {
          return true
        }
      } else {
        // First committer wins: nobody that committed since this one began wrote what it writes.
        let others = committed[(order[next] ?? 0)...].flatMap { all[$0].steps.compactMap(\.written?.key) }
        let own = all[next].steps.compactMap(\.written?.key)
        if own.allSatisfy({ !others.contains($0) }), exists(all, level, begun, committed + [next], order) {
          return true
        }
      }
    }
    return false
  }

  /// Whether a transaction reads what it would read after others.
  private func explains(_ all: [Transaction], _ before: [Int], _ next: Int) -> Bool {
    var state: [String: [String]] = [:]
    func perform(_ step: Step) -> Bool {
      switch step {
      case .append(let key, let value): state[key, default: []].append(value)
      case .write(let key, let value): state[key] = [value]
      case .read(let key, let values): return state[key, default: []] == values
      }
      return true
    }
    for place in before { for step in all[place].steps where step.written != nil { _ = perform(step) } }
    return all[next].steps.allSatisfy(perform)
  }

  /// A few transactions that run on a snapshot each, or on the state as it is; now and then a read is another one.
  private func random(_ stream: inout RandomStream, isList: Bool) -> [Transaction] {
    var transactions: [Transaction] = []
    var state: [String: [String]] = [:]
    var open: [(place: Int, view: [String: [String]])] = []
    let count = 2 + stream.below(3)
    var values = 0
    var moment = 0
    while transactions.count < count || !open.isEmpty {
      moment += 1
      if transactions.count < count, open.isEmpty || stream.below(2) == 0 {
        var view = state
        var steps: [Step] = []
        for _ in 0..<(1 + stream.below(3)) {
          let key = ["x", "y"][stream.below(2)]
          if stream.below(2) == 0 {
            values += 1
            if isList { view[key, default: []].append("\(values)") } else { view[key] = ["\(values)"] }
            steps.append(isList ? .append(key, "\(values)") : .write(key, "\(values)"))
          } else {
            let read =
              stream.below(8) == 0 ? (state[key, default: []].dropLast() + []) : view[key, default: []]
            steps.append(.read(key, read))
          }
        }
        open.append((transactions.count, view))
        transactions.append(transaction(transactions.count + 1, steps, moment, nil))
      } else {
        let (place, _) = open.remove(at: stream.below(open.count))
        let old = transactions[place]
        guard stream.below(8) > 0 else { continue }
        for case (let key, let value) in old.steps.compactMap(\.written) {
          if isList { state[key, default: []].append(value) } else { state[key] = [value] }
        }
        transactions[place] = transaction(old.number, old.steps, old.invoked, moment)
      }
    }
    // What a transaction without an answer has read is not known.
    return transactions.map { old in
      let steps = old.status == .committed ? old.steps : old.steps.filter { $0.written != nil }
      return transaction(old.number, steps, old.invoked, old.returned)
    }
  }

  @Test(arguments: [true, false]) func `levels agree with trying every order`(isList: Bool) {
    var stream = RandomStream(seed: isList ? 1 : 2)
    var tally: [IsolationLevel: [Bool: Int]] = [:]
    for _ in 0..<1200 {
      let transactions = random(&stream, isList: isList)
      let verdicts = verdicts(transactions)
      for (level, verdict) in zip(IsolationLevel.allCases, verdicts) {
        let expected = exists(transactions, level, [], [])
        #expect(
          verdict == expected,
          "\(level): \(transactions.map { "\($0.words) \($0.invoked) \($0.returned ?? 0)" })")
        tally[level, default: [:]][expected, default: 0] += 1
      }
      #expect(verdicts[0] != true || verdicts[1] == true)
      #expect(verdicts[1] != true || verdicts[2] == true)
    }
    for (level, answers) in tally {
      #expect((answers[true] ?? 0) > 50 && (answers[false] ?? 0) > 50, "\(level): \(answers)")
    }
  }
}
