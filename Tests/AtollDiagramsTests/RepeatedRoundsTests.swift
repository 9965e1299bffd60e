import Atoll
import Testing

@testable import AtollDiagrams

@Suite struct RepeatedRoundsTests {
  /// A message that is sent anew at each time-out, and lost each time; then one that arrives.
  private func retries(_ count: Int, reason: (Int) -> String = { _ in "loss" }) -> Trace {
    var run = TraceBuilder(["a", "b"])
    for round in 0..<count {
      run.add(round * 40, .timeout, 0, "again")
      run.drop(round * 40 + 10, run.send(round * 40, 0, to: 1, "hello"), reason(round))
    }
    run.deliver(count * 40 + 10, run.send(count * 40, 0, to: 1, "hello"))
    return run.trace
  }

  private func lines(_ trace: Trace, folds: Bool = true, rows: Int? = nil) -> [String] {
    SpaceTimeDiagram(trace: trace, foldsRounds: folds).text(width: 100, rows: rows).map(\.text)
  }

  @Test func `equal rounds are told once and counted`() {
    let lines = lines(retries(10))
    #expect(lines.contains("… e4 to e30, until tick 370: the same 3 events 9 times more"))
    #expect(lines.contains { $0.contains("e31") } && !lines.contains { $0.contains("e29") })
  }

  @Test func `few rounds, and rounds that differ, are all drawn`() {
    for trace in [retries(3), retries(10) { "reason \($0)" }] {
      #expect(lines(trace) == lines(trace, folds: false))
    }
  }

  @Test func `a message that is lost in a later round keeps its rounds drawn`() {
    var run = TraceBuilder(["a", "b"])
    var before = run.send(0, 0, to: 1, "hello")
    for round in 1...10 {
      let next = run.send(round * 10, 0, to: 1, "hello")
      run.drop(round * 10 + 5, before, "loss")
      before = next
    }
    #expect(lines(run.trace) == lines(run.trace, folds: false))
  }

  @Test(arguments: 0..<40)
  func `each event has a row or is counted, once`(_ seed: Int) {
    var run = TraceBuilder(["a", "b", "c"])
    var random = RandomStream(seed: UInt64(seed))
    for part in 0..<6 {
      let (to, count) = (1 + random.below(2), 1 + random.below(9))
      for round in 0..<count {
        run.drop(part * 100 + round, run.send(part * 100 + round, 0, to: to, "m\(random.below(2))"), "loss")
        if part % 2 == 0 { run.add(part * 100 + round, .timeout, to, "again") }
      }
      if part % 3 == 0 { run.deliver(part * 100 + 50, run.send(part * 100 + 50, 2, to: 1, "x")) }
    }
    let nodes = [NodeID(0), NodeID(1), NodeID(2)]
    let layout = SpaceTimeLayout(SpaceTimeDiagram(trace: run.trace, foldsRounds: true), nodes: nodes)
    let drawn = layout.rows.map(\.event.number)
    let counted = layout.folds.flatMap { $0.rounds.places.map { $0 + 1 } }
    #expect((drawn + counted).sorted() == Array(1...run.trace.events.count))
    for fold in layout.folds {
      let length = fold.rounds.length
      for place in fold.rounds.places {
        let (event, model) = (run.trace.events[place], run.trace.events[place - length])
        #expect(event.kind == model.kind && event.node == model.node && event.label == model.label)
      }
    }
  }

  @Test func `where rows are few, rounds that are told once take none of them`() {
    let lines = lines(retries(200), rows: 14)
    #expect(lines.count <= 14)
    #expect(lines.contains { $0.contains("199 times more") })
  }
}
