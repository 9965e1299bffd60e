import LamportClockContract

/// One node's Lamport clock.
///
/// Run it as often as you like: `atoll grade lamport-clock`. `atoll hint lamport-clock` helps in small steps.
struct LamportClock: LamportClockProtocol {
  let node: Int

  /// The time of the latest event at this node.
  private(set) var time = 0

  init(node: Int) {
    self.node = node
  }

  // TODO: make the four functions below keep the rules of a Lamport clock. The task is in README.md.

  mutating func localEvent() -> Timestamp {
    Timestamp(time: time, node: node)
  }

  mutating func send() -> Timestamp {
    Timestamp(time: time, node: node)
  }

  mutating func receive(_ carried: Timestamp) -> Timestamp {
    Timestamp(time: time, node: node)
  }

  static func precedes(_ first: Timestamp, _ second: Timestamp) -> Bool {
    false
  }
}
