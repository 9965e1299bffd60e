import VectorClockContract

/// One node's vector clock.
///
/// Run it as often as you like: `atoll grade vector-clock`. `atoll hint vector-clock` helps in small steps.
struct VectorClock: VectorClockProtocol {
  /// Which node this is: the index of its own entry.
  let node: Int

  /// Entry `i` counts the events of node `i` that this node knows of.
  private(set) var timestamp: [Int]

  init(node: Int, nodes: Int) {
    self.node = node
    timestamp = Array(repeating: 0, count: nodes)
  }

  // TODO: make the four functions below keep the rules of a vector clock. The task is in README.md.

  mutating func localEvent() {
  }

  mutating func send() -> [Int] {
    timestamp
  }

  mutating func receive(_ carried: [Int]) {
  }

  static func compare(_ first: [Int], _ second: [Int]) -> CausalOrder {
    .concurrent
  }
}
