import VectorClockContract

/// One node's vector clock.
///
/// Run it as often as you like: `atoll grade vector-clock`. `atoll hint vector-clock` helps in small steps.
public struct VectorClock: VectorClockProtocol {
  /// Which node this is: the index of its own entry.
  let node: Int

  /// Entry `i` counts the events of node `i` that this node knows of.
  public private(set) var timestamp: [Int]

  public init(node: Int, nodes: Int) {
    self.node = node
    timestamp = Array(repeating: 0, count: nodes)
  }

  // TODO: make the four functions below keep the rules of a vector clock. The task is in README.md.

  public mutating func localEvent() {
  }

  public mutating func send() -> [Int] {
    timestamp
  }

  public mutating func receive(_ carried: [Int]) {
  }

  public static func compare(_ first: [Int], _ second: [Int]) -> CausalOrder {
    .concurrent
  }
}
