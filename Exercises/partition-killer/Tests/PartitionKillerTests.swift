import Atoll
import AtollSuite
import PartitionKillerContract
import PartitionKillerRemote
import XCTest

final class PartitionKillerTests: XCTestCase {
  /// A request that was not answered for so long is never answered: the protocols here promise that.
  private let patience = 500
  private let actionsMax = 3000

  func testPlaysByTheRules() throws {
    for habit in [Suspect.Habit.ownCopy, .waitForEver] {
      var killer = try PartitionKiller()
      _ = try play(&killer, run: 1, Suspect(habit))
      _ = try play(&killer, run: 2, Suspect(habit))
    }
  }

  func testDefeatsOwnCopy() throws { try defeat("ownCopy", Suspect(.ownCopy)) }

  func testDefeatsRefuse() throws { try defeat("refuse", Suspect(.refuse)) }

  func testDefeatsWaitForEver() throws { try defeat("waitForEver", Suspect(.waitForEver)) }

  func testDefeatsHope() throws { try defeat("hope", Suspect(.hope)) }

  func testDefeatsGuess() throws { try defeat("guess", Suspect(.guess)) }

  func testDefeatsSlowOnes() throws {
    for delay in [130, 260, 390, 499] {
      try defeat("a protocol that takes \(delay) ticks to answer", Slow(delay: delay))
    }
    try defeat("a protocol that answers writes at once, and reads never", WritesOnly())
  }

  func testDefeatsWhoReadsTheClock() throws {
    for turn in [1, 60, 300] {
      try defeat(
        "a protocol that answers a read with 0 before tick \(turn) and with 1 after it",
        ByTheClock(turn: turn, delay: turn + 100))
    }
    // Two different ticks differ in some binary digit: who reads at one tick in one run and at another in the other run is
    // told 1 after the write, and 0 without it.
    for digit in 0..<10 {
      for zero in [0, 1] {
        try defeat(
          "a protocol that answers a read with 0 at some ticks and with 1 at others, by digit \(digit) of the tick",
          ByADigit(digit: digit, zero: zero))
      }
    }
  }

  func testDefeatsWhoFeelsThePulse() throws {
    try defeat("a protocol that refuses when it has had no pulse of the other node for 30 ticks", Pulse())
  }

  func testTwoAtOnce() throws {
    // Two killers take turns: what one has seen is no business of the other.
    var (first, second) = (try PartitionKiller(), try PartitionKiller())
    let one = try play(&first, run: 1, Suspect(.guess))
    _ = try play(&second, run: 1, Slow(delay: 390))
    let two = try play(&first, run: 2, Suspect(.guess))
    XCTAssertTrue(
      one.isDefeat || two.isDefeat,
      "guess is not defeated when another killer plays against another protocol in between: \(one.text); \(two.text)"
    )
  }

  // MARK: - Playing

  private struct Played {
    var isDefeat = false
    var text = ""
  }

  /// Two runs against a protocol, the second one only if the first was no defeat.
  private func defeat<N: Node>(_ name: String, _ node: N) throws
  where N.Request == Suspect.Request, N.Reply == Answer {
    var killer = try PartitionKiller()
    let first = try play(&killer, run: 1, node)
    if first.isDefeat { return }
    let second = try play(&killer, run: 2, node)
    XCTAssertTrue(
      second.isDefeat,
      "\(name) is not defeated. In both runs the answers are those of one register, and no request was refused or had waited for \(patience) ticks at the end. Run 1: \(first.text). Run 2: \(second.text)"
    )
  }

  private func play<N: Node>(_ killer: inout PartitionKiller, run number: Int, _ node: N) throws -> Played
  where N.Request == Suspect.Request, N.Reply == Answer {
    var run = Simulation(Cluster(count: 2, link: Link(latency: .fixed(10))) { _ in node }, seed: 1)
    var played = Played()
    var words: [String] = []
    for _ in 0..<actionsMax {
      let action = try killer.next(view(of: run, number))
      switch action {
      case .cut: run.partition([[NodeID(0)], [NodeID(1)]])
      case .heal: run.heal()
      case .write(let place) where place == 0 || place == 1: run.invoke(.write, at: NodeID(place))
      case .read(let place) where place == 0 || place == 1: run.invoke(.read, at: NodeID(place))
      case .wait(let ticks) where (1...10_000).contains(ticks): run.run(until: run.now + ticks)
      case .end:
        (played.isDefeat, played.text) = (isDefeat(run), words.joined(separator: ", ") + told(run))
        return played
      default:
        throw RunFailure(
          "it says \(ValueText(names: []).text(action)), and there are the nodes 0 and 1 and waits of 1 to 10000 ticks"
        )
      }
      if case .wait = action {} else { words.append("tick \(run.now): \(ValueText(names: []).text(action))") }
    }
    throw RunFailure("it does not say .end within \(actionsMax) actions")
  }

  private func view<N: Node>(of run: Simulation<N>, _ number: Int) -> View
  where N.Request == Suspect.Request, N.Reply == Answer {
    View(
      run: number, now: run.now, isCut: !run.partitions.isEmpty,
      operations: run.clientOperations.map { operation in
        OperationView(
          node: operation.node.index, isWrite: operation.request as? Suspect.Request == .write,
          askedAt: operation.invokedAt, answer: operation.reply as? Answer)
      })
  }

  /// Whether a request of this run got no answer of a register, or the answers are not those of one.
  private func isDefeat<N: Node>(_ run: Simulation<N>) -> Bool
  where N.Request == Suspect.Request, N.Reply == Answer {
    let history = History<Suspect.Request, Answer>(of: run)
    let isUnanswered = run.clientOperations.contains { operation in
      operation.reply as? Answer == .refused
        || operation.reply == nil && run.now - operation.invokedAt >= patience
    }
    let effective = History<Suspect.Request, Answer>(history.entries.filter { $0.reply != .refused })
    return isUnanswered || LinearizabilityCheck(OneRegister()).witness(effective) == nil
  }

  private func told<N: Node>(_ run: Simulation<N>) -> String
  where N.Request == Suspect.Request, N.Reply == Answer {
    let text = ValueText(names: [])
    return run.clientOperations.map { operation in
      guard let reply = operation.reply else {
        let waited = run.now - operation.invokedAt
        return waited >= patience
          ? "; \(operation.id) had no answer in \(waited) ticks"
          : "; \(operation.id) had no answer yet, but had waited for only \(waited) of \(patience) ticks"
      }
      return "; \(operation.id) is told \(text.text(reply)) at tick \(operation.returnedAt ?? 0)"
    }.joined()
  }
}

/// One register, used by one client at a time.
private struct OneRegister: SequentialSpecification {
  let initial = 0

  func perform(_ request: Suspect.Request, on value: inout Int) -> Answer {
    if request == .write { value = 1 }
    return request == .write ? .ok : .value(value)
  }
}

// MARK: - Protocols that the learner does not see

/// Answers everything from its own copy, after thinking for a long time.
private struct Slow: Node {
  typealias Reply = Answer
  let delay: Int
  var value = 0
  var reads: [RequestID] = []

  init(delay: Int) { self.delay = delay }

  mutating func handle(_ request: Suspect.Request, id: RequestID, _ context: inout Context) {
    if request == .write { value = 1 } else { reads.append(id) }
    context.setTimer(id, after: delay)
  }

  mutating func timeout(_ id: RequestID, _ context: inout Context) {
    context.reply(reads.contains(id) ? .value(value) : .ok, to: id)
  }
}

/// Answers a write after a while. Node a reads its own copy; b answers a read by its clock, 0 until a certain tick, 1
/// from then on.
private struct ByTheClock: Node {
  typealias Reply = Answer
  let turn: Int
  let delay: Int
  var value = 0

  init(turn: Int, delay: Int) { (self.turn, self.delay) = (turn, delay) }

  mutating func handle(_ request: Suspect.Request, id: RequestID, _ context: inout Context) {
    if request == .write {
      value = 1
      return context.setTimer(id, after: delay)
    }
    context.reply(.value(context.id == NodeID(0) ? value : context.clock < turn ? 0 : 1), to: id)
  }

  mutating func timeout(_ id: RequestID, _ context: inout Context) { context.reply(.ok, to: id) }
}

/// Node a reads its own copy; b answers a read by a binary digit of its clock.
private struct ByADigit: Node {
  typealias Reply = Answer
  let digit: Int
  /// For which value of the digit it answers 0.
  let zero: Int
  var value = 0

  init(digit: Int, zero: Int) { (self.digit, self.zero) = (digit, zero) }

  mutating func handle(_ request: Suspect.Request, id: RequestID, _ context: inout Context) {
    if request == .write {
      value = 1
      return context.reply(.ok, to: id)
    }
    let guess = context.clock >> digit & 1 == zero ? 0 : 1
    context.reply(.value(context.id == NodeID(0) ? value : guess), to: id)
  }
}

/// Answers writes at once, and reads never.
private struct WritesOnly: Node {
  typealias Reply = Answer

  mutating func handle(_ request: Suspect.Request, id: RequestID, _ context: inout Context) {
    if request == .write { context.reply(.ok, to: id) }
  }
}

/// Sends a pulse every ten ticks, and refuses as soon as it has felt none for thirty.
private struct Pulse: Node {
  typealias Reply = Answer
  enum TimerName: Hashable, Codable { case pulse }
  var value = 0
  var felt = 0

  mutating func start(_ context: inout Context) { context.setTimer(.pulse, after: 10) }

  mutating func handle(_ request: Suspect.Request, id: RequestID, _ context: inout Context) {
    guard context.clock - felt <= 30 else { return context.reply(.refused, to: id) }
    if request == .write { value = 1 }
    context.reply(request == .write ? .ok : .value(value), to: id)
  }

  mutating func receive(_ message: Int, from sender: NodeID, _ context: inout Context) {
    (value, felt) = (max(value, message), context.clock)
  }

  mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    context.broadcast(value)
    context.setTimer(.pulse, after: 10)
  }
}
