import LamportClockContract

public struct LamportClock: LamportClockProtocol {
  let node: Int
  public private(set) var time = 0

  public init(node: Int) {
    self.node = node
  }

  public mutating func localEvent() -> Timestamp {
    time += 1
    return Timestamp(time: time, node: node)
  }

  public mutating func send() -> Timestamp {
    time += 1
    return Timestamp(time: time, node: node)
  }

  public mutating func receive(_ carried: Timestamp) -> Timestamp {
    time = max(time + 1, carried.time)
    return Timestamp(time: time, node: node)
  }

  public static func precedes(_ first: Timestamp, _ second: Timestamp) -> Bool {
    (first.time, first.node) < (second.time, second.node)
  }
}
