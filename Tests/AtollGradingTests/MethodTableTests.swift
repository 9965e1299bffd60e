import Testing

@testable import AtollContract

private struct Counter {
  var count: Int
  struct Refusal: Error {}
}

/// A channel that answers from a table in the same process.
private final class TableChannel: FrameChannel {
  let table = MethodTable()
  var sequence: UInt32 = 0

  init() {
    table.making("init") { (count: Int) in Counter(count: count) }
    table.reading("count") { (counter: Counter) in counter.count }
    table.mutating("add") { (counter: inout Counter, amount: Int) in counter.count += amount }
    table.mutating("pop") { (counter: inout Counter) -> Int in
      counter.count -= 1
      return counter.count + 1
    }
    table.calling("sum") { (one: Int, other: Int) in one + other }
    table.calling("refuse") { () -> Int in throw Counter.Refusal() }
  }

  func exchange(_ kind: Frame.Kind, _ payload: [UInt8]) throws(RemoteError) -> Frame {
    sequence += 1
    return table.answer(Frame(kind: kind, sequence: sequence, payload: payload))
  }
}

/// There is one session in a process: its tests take turns.
@Suite(.serialized) enum RemoteSessionTests {}

extension RemoteSessionTests {
  struct MethodTableTests {
    @Test func `a copy of a remote value goes its own way`() throws {
      RemoteSession.use(TableChannel())
      defer { RemoteSession.use(nil) }
      var first = try RemoteValue(making: "init", 3)
      let copy = first
      try first.mutate("add", 4)
      #expect(try first.read("count") as Int == 7)
      #expect(try copy.read("count") as Int == 3)
      #expect(try first.mutate("pop", returning: Int.self) == 7)
      #expect(try first.read("count") as Int == 6)
    }

    @Test func `static methods and thrown errors arrive`() throws {
      RemoteSession.use(TableChannel())
      defer { RemoteSession.use(nil) }
      #expect(try Remote.call("sum", 2, 3) as Int == 5)
      #expect(throws: RemoteError.threw("Refusal()")) { try Remote.call("refuse") as Int }
    }

    @Test func `what the table does not have is refused`() throws {
      RemoteSession.use(TableChannel())
      defer { RemoteSession.use(nil) }
      #expect(throws: RemoteError.badReply) { try Remote.call("nothing") as Int }
      #expect(throws: RemoteError.badReply) { try Remote.call("sum", "text", 3) as Int }
      #expect(throws: RemoteError.badReply) { try Remote.call("sum", 2, 3) as String }
    }

    @Test func `without a worker every call says so`() {
      RemoteSession.use(nil)
      #expect(throws: RemoteError.noWorker) { try RemoteValue(making: "init", 3) }
    }
  }
}
