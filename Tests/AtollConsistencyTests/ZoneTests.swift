import Atoll
import Testing

@testable import AtollConsistency

/// Registers whose values are written once: decided by zones, by the searches, and by brute force.
@Suite struct ZoneTests {
  private typealias Register = ReadWriteRegister
  private typealias Entries = [History<Register.Request, Register.Reply>.Entry]

  /// A history in which each write writes its own value.
  private func history(_ stream: inout RandomStream, operations: Int, lies: Int) -> History<
    Register.Request, Register.Reply
  > {
    var next = 0
    return RandomHistory.make(
      Register(initial: "0"), &stream, operations: operations, lies: lies
    ) { stream in
      if stream.below(2) == 0 { return .read }
      next += 1
      return .write("\(next)")
    }
  }

  @Test func `zones decide as brute force does`() {
    var stream = RandomStream(seed: 7)
    var tally = [0, 0]
    for _ in 0..<4000 {
      let history = history(&stream, operations: 1 + stream.below(7), lies: 3)
      let register = Register(initial: "0")
      let checked = CheckedHistory(history, register) { OperationWording.text($0) }
      guard let expected = BruteForce(specification: register, history: history).holds(.linearizable) else {
        Issue.record("every history is linearizable or not")
        continue
      }
      guard let outcome = ZoneDecision(checked)?.outcome() else {
        // Nothing but pending reads: there is no register to be seen.
        #expect(history.entries.allSatisfy { $0.returned == nil })
        continue
      }
      tally[expected ? 1 : 0] += 1
      switch outcome {
      case .order(let order):
        #expect(expected, "\(history)")
        let numbers = order.map { checked.operations[$0].number }
        #expect(WitnessCheck.problem(numbers, explains: history, register) == nil)
      case .none(let place, _):
        #expect(!expected, "\(history)")
        #expect(place == firstUnexplained(history, checked, register), "\(history)")
      default: Issue.record("zones decide every such history")
      }
    }
    #expect(tally[0] > 300 && tally[1] > 300, "\(tally)")
  }

  /// The place of the first response that no order explains, by brute force on every prefix.
  private func firstUnexplained(
    _ history: History<Register.Request, Register.Reply>, _ checked: CheckedHistory, _ register: Register
  ) -> Int? {
    let ends = history.entries.compactMap(\.returned).sorted()
    for end in ends {
      let part = History<Register.Request, Register.Reply>(
        history.entries.filter { $0.invoked < end }.map { entry in
          var entry = entry
          if let returned = entry.returned, returned > end { (entry.reply, entry.returned) = (nil, nil) }
          return entry
        })
      if BruteForce(specification: register, history: part).holds(.linearizable) == false {
        let number = history.entries.first { $0.returned == end }?.number
        return checked.operations.firstIndex { $0.number == number }
      }
    }
    return nil
  }

  @Test func `a value that is written twice is not decided by zones`() {
    let history = History<Register.Request, Register.Reply>([
      .init(number: 1, client: "a", request: .write("1"), reply: .written, invoked: 1, returned: 2),
      .init(number: 2, client: "b", request: .write("1"), reply: .written, invoked: 3, returned: 4),
    ])
    let checked = CheckedHistory(history, Register(initial: "0")) { OperationWording.text($0) }
    #expect(ZoneDecision(checked)?.outcome() == nil)
  }

  @Test func `many clients at one register are decided, and a wrong answer among them is found`() throws {
    var history = SyntheticHistory.store(operations: 2000, clients: 40, keys: 1, seed: 5)
    let right = CheckedHistory(history, KeyValueStore()) { OperationWording.text($0) }
    guard case .linearizable(let order) = LinearizabilityDecision(right).answer() else {
      Issue.record("it is linearizable by construction")
      return
    }
    #expect(WitnessCheck.problem(order, explains: history, KeyValueStore()) == nil)
    // A read of the second half gets what was written first of all.
    let place = try #require(
      history.entries.indices.dropFirst(1000).first { place in
        if case .get = history.entries[place].request { true } else { false }
      })
    let first = try #require(
      history.entries.lazy.compactMap { entry -> String? in
        if case .put(_, let value) = entry.request { value } else { nil }
      }.first)
    history.entries[place].reply = .value(first)
    let wrong = CheckedHistory(history, KeyValueStore()) { OperationWording.text($0) }
    guard case .notLinearizable = LinearizabilityDecision(wrong).answer() else {
      Issue.record("that value was replaced long ago")
      return
    }
  }
}
