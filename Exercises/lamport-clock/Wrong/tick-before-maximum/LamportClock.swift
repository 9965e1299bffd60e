import LamportClockContract

struct LamportClock: LamportClockProtocol {
  let node: Int
  private(set) var time = 0

  init(node: Int) {
    self.node = node
  }

  mutating func localEvent() -> Timestamp {
    time += 1
    return Timestamp(time: time, node: node)
  }

  mutating func send() -> Timestamp {
    time += 1
    return Timestamp(time: time, node: node)
  }

  mutating func receive(_ carried: Timestamp) -> Timestamp {
    time = max(time + 1, carried.time)
    return Timestamp(time: time, node: node)
  }

  static func precedes(_ first: Timestamp, _ second: Timestamp) -> Bool {
    (first.time, first.node) < (second.time, second.node)
  }
}
