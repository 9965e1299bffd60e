import Atoll
import Testing

struct LinearizabilityTests {
  /// A register of small numbers.
  struct Register: SequentialSpecification {
    enum Request: Hashable, Sendable { case read, write(Int) }
    let initial = 0
    func perform(_ request: Request, on state: inout Int) -> Int {
      if case .write(let value) = request { state = value }
      return state
    }
  }

  /// A queue, for the examples of Herlihy & Wing.
  struct Queue: SequentialSpecification {
    enum Request: Hashable, Sendable { case enqueue(String), dequeue }
    let initial: [String] = []
    func perform(_ request: Request, on state: inout [String]) -> String {
      switch request {
      case .enqueue(let item):
        state.append(item)
        return "ok"
      case .dequeue: return state.isEmpty ? "empty" : state.removeFirst()
      }
    }
  }

  typealias Operations = History<Register.Request, Int>

  // MARK: - The oracle

  /// All orders of a list.
  private func permutations<T>(_ list: [T]) -> [[T]] {
    guard let last = list.last else { return [[]] }
    return permutations(list.dropLast()).flatMap { rest in
      (0...rest.count).map { place in
        var longer = rest
        longer.insert(last, at: place)
        return longer
      }
    }
  }

  /// Whether an order explains a history, by the definition alone.
  private func explains<S: SequentialSpecification>(
    _ order: [History<S.Request, S.Reply>.Entry], _ specification: S
  ) -> Bool {
    for (place, later) in order.enumerated() {
      for earlier in order[..<place] where later.returned.map({ $0 < earlier.invoked }) ?? false {
        return false
      }
    }
    var state = specification.initial
    return order.allSatisfy { entry in
      let reply = specification.perform(entry.request, on: &state)
      return entry.reply == nil || entry.reply == reply
    }
  }

  /// Whether any order of all completed operations and any of the pending ones explains the history.
  private func isLinearizable(_ history: Operations) -> Bool {
    let completed = history.entries.filter { $0.returned != nil }
    let pending = history.entries.filter { $0.returned == nil }
    return (0..<(1 << pending.count)).contains { chosen in
      let subset = pending.indices.filter { chosen & (1 << $0) != 0 }.map { pending[$0] }
      return permutations(completed + subset).contains { explains($0, Register()) }
    }
  }

  /// A history of up to five operations of three clients, with answers that are often wrong.
  private func random(_ random: inout RandomStream) -> Operations {
    var entries: [Operations.Entry] = []
    var open: [Int] = []
    var moment = 0
    let count = 1 + random.below(5)
    while entries.count < count || (!open.isEmpty && random.below(4) > 0) {
      moment += 1
      if entries.count < count, open.count < 3, open.isEmpty || random.below(2) == 0 {
        open.append(entries.count)
        let request: Register.Request = random.below(2) == 0 ? .read : .write(1 + random.below(2))
        entries.append(
          Operations.Entry(
            number: entries.count + 1, client: "c", request: request, reply: nil, invoked: moment,
            returned: nil))
      } else {
        let place = open.remove(at: random.below(open.count))
        entries[place].returned = moment
        if case .write(let value) = entries[place].request {
          entries[place].reply = value
        } else {
          entries[place].reply = random.below(3)
        }
      }
    }
    return Operations(entries)
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func `the check agrees with trying every order, and its witness holds`(seed: UInt64) {
    var stream = RandomStream(seed: seed)
    var verdicts = [true: 0, false: 0]
    for _ in 0..<400 {
      let history = random(&stream)
      let witness = LinearizabilityCheck(Register()).witness(history)
      let expected = isLinearizable(history)
      #expect((witness != nil) == expected, "\(history)")
      verdicts[expected, default: 0] += 1
      guard let witness else { continue }
      #expect(explains(witness, Register()))
      #expect(history.entries.allSatisfy { $0.returned == nil || witness.contains($0) })
      #expect(Set(witness.map(\.number)).count == witness.count)
      #expect(witness.allSatisfy(history.entries.contains))
    }
    #expect((verdicts[true] ?? 0) > 50 && (verdicts[false] ?? 0) > 50, "the histories tell something")
  }

  @Test(arguments: 0..<4 as Range<UInt64>)
  func `forgetting a response and cutting off the end never make a history worse`(seed: UInt64) {
    var stream = RandomStream(seed: seed + 100)
    let check = LinearizabilityCheck(Register())
    for _ in 0..<300 {
      let history = random(&stream)
      guard check.witness(history) != nil else { continue }
      for place in history.entries.indices {
        var weaker = history
        (weaker.entries[place].reply, weaker.entries[place].returned) = (nil, nil)
        #expect(check.witness(weaker) != nil)
      }
      for end in 0...10 {
        let prefix = history.entries.filter { $0.invoked <= end }.map { entry in
          var entry = entry
          if let returned = entry.returned, returned > end { (entry.reply, entry.returned) = (nil, nil) }
          return entry
        }
        #expect(check.witness(Operations(prefix)) != nil)
      }
    }
  }

  // MARK: - Examples

  /// A history from its events in order: a client and what it asks, or a client and its answer.
  private func history<S: SequentialSpecification>(
    _ specification: S, _ events: [(client: String, event: Event<S>)]
  ) -> LinearizabilityCheck<S>.Operations {
    var entries: [History<S.Request, S.Reply>.Entry] = []
    for (moment, (client, event)) in events.enumerated() {
      switch event {
      case .asks(let request):
        entries.append(
          .init(
            number: entries.count + 1, client: client, request: request, reply: nil, invoked: moment,
            returned: nil))
      case .gets(let reply):
        guard let place = entries.lastIndex(where: { $0.client == client }) else { continue }
        (entries[place].reply, entries[place].returned) = (reply, moment)
      }
    }
    return History(entries)
  }

  private enum Event<S: SequentialSpecification> {
    case asks(S.Request)
    case gets(S.Reply)
  }

  private func witness(_ events: [(String, Event<Queue>)]) -> [String]? {
    let history = history(Queue(), events.map { (client: $0.0, event: $0.1) })
    return LinearizabilityCheck(Queue()).witness(history)?.map { "\($0.request)\($0.client)" }
  }

  /// Herlihy & Wing 1990, section 2: histories H1 to H4 of a queue.
  @Test func `the queue histories of Herlihy and Wing are judged as in the paper`() {
    let h1: [(String, Event<Queue>)] = [
      ("A", .asks(.enqueue("x"))), ("B", .asks(.enqueue("y"))), ("B", .gets("ok")), ("A", .gets("ok")),
      ("B", .asks(.dequeue)), ("B", .gets("x")), ("A", .asks(.dequeue)), ("A", .gets("y")),
      ("A", .asks(.enqueue("z"))),
    ]
    let h2: [(String, Event<Queue>)] = [
      ("A", .asks(.enqueue("x"))), ("A", .gets("ok")), ("B", .asks(.enqueue("y"))), ("A", .asks(.dequeue)),
      ("B", .gets("ok")), ("A", .gets("y")),
    ]
    let h3: [(String, Event<Queue>)] = [
      ("A", .asks(.enqueue("x"))), ("B", .asks(.dequeue)), ("B", .gets("x")),
    ]
    let h4: [(String, Event<Queue>)] = [
      ("A", .asks(.enqueue("x"))), ("B", .asks(.enqueue("y"))), ("A", .gets("ok")), ("B", .gets("ok")),
      ("A", .asks(.dequeue)), ("C", .asks(.dequeue)), ("A", .gets("y")), ("C", .gets("y")),
    ]
    #expect(witness(h1) != nil)
    #expect(witness(h2) == nil)
    #expect(witness(h3)?.count == 2, "the pending enqueue must have taken effect")
    #expect(witness(h4) == nil)
  }

  @Test func `overlapping quorums alone are not linearizable`() {
    // A write is pending; A's read completes before B's begins; A sees the new value, B the old one.
    let history = history(
      Register(),
      [
        ("w", .asks(.write(1))), ("A", .asks(.read)), ("A", .gets(1)), ("B", .asks(.read)), ("B", .gets(0)),
      ])
    #expect(LinearizabilityCheck(Register()).witness(history) == nil)
  }

  @Test func `operations that overlap may take effect in either order`() {
    for (first, second) in [(0, 1), (1, 1), (0, 0), (1, 0)] {
      let history = history(
        Register(),
        [
          ("w", .asks(.write(1))), ("A", .asks(.read)), ("A", .gets(first)), ("B", .asks(.read)),
          ("B", .gets(second)), ("w", .gets(1)),
        ])
      #expect((LinearizabilityCheck(Register()).witness(history) != nil) == ((first, second) != (1, 0)))
    }
  }

  @Test func `an empty history is linearizable, and a pending operation may have no effect`() {
    let check = LinearizabilityCheck(Register())
    #expect(check.witness(Operations([]))?.isEmpty == true)
    let pending = history(Register(), [("w", .asks(.write(1)))])
    #expect(check.witness(pending) != nil)
  }
}
