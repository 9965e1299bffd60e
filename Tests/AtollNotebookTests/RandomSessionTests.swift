import Atoll
import AtollNotebook
import Synchronization
import Testing

/// Properties over random sequences of commands.
struct RandomSessionTests {
  static let seeds: [UInt64] = Array(0..<24)

  /// A random line that makes sense, or nearly.
  private func line(_ random: inout RandomBytes, _ session: RunSession) -> String {
    let nodes = session.nodeNames.isEmpty ? ["a"] : session.nodeNames
    let (node, other) = (random.pick(nodes), random.pick(nodes))
    let event = "e\(1 + random.below(max(1, session.run?.eventCount ?? 1)))"
    let clients =
      session.model?.lesson == "time"
      ? ["event \(node)", "send \(node) \(other)"]
      : ["write \(node) x=\(random.below(9))", "read \(node) x", "write \(node) y=ü\(random.below(9))"]
    let rare = [
      "use cap/two-node policy=ap", "use time/vector nodes=3", "set latency=\(1 + random.below(30))",
      "seed \(random.below(100))", "restart",
    ]
    let often =
      clients + clients + clients + [
        "step", "step \(1 + random.below(6))", "run \(1 + random.below(60))", "run", "goto \(event)",
        "goto \(event)", "goto e\(max(1, session.run?.eventCount ?? 1))", "run 150", "undo", "redo",
        "partition {\(node)} -> {\(other)}", "partition {\(node)}", "heal",
        "crash \(node)", "recover \(node)", "link loss=0.3 latency=1...30",
        "link duplication=0.5 ordered=yes", "show",
        "why \(event)", "nonsense", "step 0",
      ]
    return random.below(25) == 0 ? random.pick(rare) : random.pick(often)
  }

  /// Calls `body` with a session before and after every one of so many random lines, and the line.
  private func walk(
    _ seed: UInt64, lines: Int = 50,
    _ body: (_ before: RunSession, _ after: RunSession, String, Bool) throws -> Void
  ) throws {
    var random = RandomBytes(seed: seed)
    var session = try TestCourse.session([seed % 3 == 0 ? "use time/lamport" : "use cap/two-node"])
    for _ in 0..<lines {
      let line = line(&random, session)
      let before = session
      let isDone = (try? session.perform(line)) != nil
      try body(before, session, line, isDone)
    }
  }

  @Test(arguments: seeds)
  func `a line that fails changes nothing`(seed: UInt64) throws {
    try walk(seed) { before, after, line, isDone in
      if !isDone { #expect(Fingerprint(before) == Fingerprint(after), "\(line)") }
    }
  }

  @Test(arguments: seeds)
  func `undo restores what was, and redo what came`(seed: UInt64) throws {
    try walk(seed) { before, after, line, isDone in
      guard isDone, line != "undo", line != "redo", Fingerprint(before) != Fingerprint(after) else { return }
      var session = after
      _ = try session.perform("undo")
      #expect(Fingerprint(session) == Fingerprint(before), "\(line)")
      _ = try session.perform("redo")
      #expect(Fingerprint(session) == Fingerprint(after), "\(line)")
    }
  }

  @Test(arguments: seeds)
  func `the token of a run leads to the very same run`(seed: UInt64) throws {
    var last: RunSession?
    try walk(seed) { _, after, line, _ in
      last = after
      if line.hasPrefix("goto") { try expectReplay(after, "\(line)") }
    }
    try expectReplay(try #require(last), "the last line")
  }

  private func expectReplay(_ session: RunSession, _ what: String) throws {
    guard let token = session.replayToken else { return }
    let replayed = try TestCourse.session(try ReplayToken(token.description).lines)
    #expect(Fingerprint(replayed) == Fingerprint(session), "\(what): \(token.script)")
  }

  @Test(arguments: seeds)
  func `goto leads to the moment just after an event, and the past stays as it was`(seed: UInt64) throws {
    try walk(seed, lines: 40) { before, after, line, isDone in
      guard isDone, line.hasPrefix("goto e"), let number = Int(line.dropFirst(6)),
        let earlier = after.run, let later = before.run
      else { return }
      let (trace, whole) = (earlier.trace, later.trace)
      #expect(trace.events == Array(whole.events.prefix(trace.events.count)), "\(line)")
      #expect(trace.events.count >= number)
      // No step after the event's own: what else there is happened at the same tick, at the same node.
      let event = trace.events[number - 1]
      #expect(trace.now == event.time, "\(line)")
      #expect(trace.events[number...].allSatisfy { $0.time == event.time }, "\(line)")
    }
  }

  @Test(arguments: seeds)
  func `what follows a goto goes as it went the first time`(seed: UInt64) throws {
    try walk(seed, lines: 30) { before, after, line, isDone in
      guard isDone, line.hasPrefix("goto"), let trace = before.run?.trace else { return }
      var session = after
      _ = try? session.perform("step 3")
      guard let again = session.run?.trace.events else { return }
      // Only events that no later command of the first time caused are the same again.
      let outside: [TraceEvent.Kind] = [.invocation, .crash, .recovery, .partition, .heal, .link]
      for (first, second) in zip(trace.events, again) {
        if outside.contains(first.kind), first != second { break }
        if first != second { break }
        #expect(first == second)
      }
      #expect(again.count >= (after.run?.eventCount ?? 0))
    }
  }

  @Test(arguments: seeds)
  func `a copy of a session is a fork`(seed: UInt64) throws {
    try walk(seed, lines: 20) { before, after, line, isDone in
      guard isDone else { return }
      var fork = before
      let kept = Fingerprint(before)
      _ = try fork.perform(line)
      #expect(Fingerprint(fork) == Fingerprint(after))
      #expect(Fingerprint(before) == kept)
    }
  }

  /// Stops after so many questions.
  private final class Interrupt: Sendable {
    private let left: Mutex<Int>
    init(after count: Int) { left = Mutex(count) }
    func isDue() -> Bool {
      left.withLock { left in
        left -= 1
        return left < 0
      }
    }
  }

  @Test(arguments: 0..<12, ["run", "run 90", "step 9", "write a x=5", "read b x"])
  func `an interrupted command can be replayed to where it stopped`(events: Int, line: String) throws {
    var session = try TestCourse.session([
      "use cap/two-node policy=ap", "partition {a} {b}", "write a x=1", "run 5",
    ])
    let interrupt = Interrupt(after: events)
    session.isInterrupted = { interrupt.isDue() }
    _ = try session.perform(line)
    session.isInterrupted = { false }
    try expectReplay(session, "\(line) after \(events)")
    _ = try session.perform("run 30")
    try expectReplay(session, "\(line) after \(events), and on")
  }
}
