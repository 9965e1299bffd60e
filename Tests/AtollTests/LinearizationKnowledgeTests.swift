import Testing

@testable import Atoll

struct LinearizationKnowledgeTests {
  typealias Register = LinearizabilityTests.Register
  typealias Operations = History<Register.Request, Int>

  /// A random history, event by event: some operations stay pending, some answers are wrong, some are refusals.
  private struct RandomHistory {
    var random: RandomStream
    var entries: [Operations.Entry] = []
    var moment = 0
    private(set) var refused: Set<Int> = []

    init(seed: UInt64) { random = RandomStream(seed: seed) }

    /// Adds an event; returns the place of its operation, and whether the operation returned.
    mutating func add() -> (place: Int, returned: Bool) {
      moment += 1
      let open = entries.indices.filter { entries[$0].returned == nil && !refused.contains($0) }
      if open.isEmpty || entries.count < 7 && open.count < 4 && random.below(2) == 0 {
        entries.append(
          Operations.Entry(
            number: entries.count + 1, client: "\(entries.count)",
            request: random.below(2) == 0 ? .read : .write(1 + random.below(2)), reply: nil, invoked: moment,
            returned: nil))
        return (entries.count - 1, false)
      }
      let place = open[random.below(open.count)]
      if random.below(6) == 0 {
        refused.insert(place)
        return (place, true)
      }
      if case .write(let value) = entries[place].request {
        entries[place].reply = value
      } else {
        entries[place].reply = random.below(3)
      }
      entries[place].returned = moment
      return (place, true)
    }

    /// What was seen so far, without the operations that took no effect.
    var history: Operations {
      Operations(entries.enumerated().filter { !refused.contains($0.offset) }.map(\.element))
    }
  }

  @Test func `what is known is refuted exactly where no order explains the history`() {
    let check = LinearizabilityCheck(Register())
    var answers = [0, 0]
    for seed in 0..<1500 as Range<UInt64> {
      var drawn = RandomHistory(seed: seed)
      var knowledge = LinearizationKnowledge(Register())
      for _ in 0..<12 {
        let (place, hasReturned) = drawn.add()
        let id = RequestID(place + 1)
        if !hasReturned {
          knowledge.invoke(drawn.entries[place].request, id)
        } else if let reply = drawn.entries[place].reply {
          knowledge.answer(reply, id, Register())
        } else {
          knowledge.refuse(id)
        }
        let isExplained = check.witness(drawn.history) != nil
        #expect(knowledge.isRefuted == !isExplained, "seed \(seed), \(drawn.history)")
        answers[isExplained ? 1 : 0] += 1
        if !isExplained { break }
      }
    }
    #expect(answers.allSatisfy { $0 > 300 }, "\(answers)")
  }

  @Test func `equal knowledge is an equal value, in whatever order it came about`() {
    func known(_ order: [Int]) -> LinearizationKnowledge<Register> {
      var knowledge = LinearizationKnowledge(Register())
      for place in order { knowledge.invoke(.write(place), RequestID(place)) }
      for place in order { knowledge.answer(place, RequestID(place), Register()) }
      return knowledge
    }
    #expect(known([1, 2, 3]) == known([2, 3, 1]))
  }
}
