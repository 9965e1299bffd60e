import LamportClockContract

/// One node's Lamport clock.
///
/// Run it as often as you like: `atoll grade lamport-clock`. `atoll hint lamport-clock` helps in small steps.
public struct LamportClock: LamportClockProtocol {
  let node: Int

  /// The time of the latest event at this node.
  public private(set) var time = 0

  public init(node: Int) {
    self.node = node
  }

  // TODO: make the four functions below keep the rules of a Lamport clock. The task is in README.md.

  public mutating func localEvent() -> Timestamp {
    Timestamp(time: time, node: node)
  }

  public mutating func send() -> Timestamp {
    Timestamp(time: time, node: node)
  }

  public mutating func receive(_ carried: Timestamp) -> Timestamp {
    Timestamp(time: time, node: node)
  }

  public static func precedes(_ first: Timestamp, _ second: Timestamp) -> Bool {
    false
  }
}
