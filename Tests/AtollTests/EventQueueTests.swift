import Testing

@testable import Atoll

struct EventQueueTests {
  @Test(arguments: 0..<20 as Range<UInt64>)
  func `events leave in the order of sorting by tick, then by turn`(seed: UInt64) {
    var random = RandomStream(seed: seed)
    var queue = EventQueue()
    var waiting: [ScheduledEvent] = []
    var left: [ScheduledEvent] = []
    var expected: [ScheduledEvent] = []
    for sequence in 0..<500 as Range<UInt64> {
      if random.below(3) == 0 {
        let popped = queue.pop()
        let least = waiting.min(by: <)
        #expect(popped?.sequence == least?.sequence)
        if let popped { left.append(popped) }
        if let least {
          expected.append(least)
          waiting.removeAll { $0.sequence == least.sequence }
        }
      } else {
        let event = ScheduledEvent(
          time: random.below(20), sequence: sequence, slot: UInt32(sequence), kind: .delivery)
        queue.push(event)
        waiting.append(event)
        #expect(queue.first?.sequence == waiting.min(by: <)?.sequence)
      }
    }
    var rest: [UInt64] = []
    while let event = queue.pop() { rest.append(event.sequence) }
    #expect(rest == waiting.sorted(by: <).map(\.sequence))
    #expect(left.map(\.sequence) == expected.map(\.sequence))
    #expect(queue.first?.sequence == nil)
  }
}
