import VectorClockContract

public struct VectorClock: VectorClockProtocol {
  let node: Int
  public private(set) var timestamp: [Int]

  public init(node: Int, nodes: Int) {
    self.node = node
    timestamp = Array(repeating: 0, count: nodes)
  }

  public mutating func localEvent() {
    timestamp[node] += 1
  }

  public mutating func send() -> [Int] {
    timestamp[node] += 1
    return timestamp
  }

  public mutating func receive(_ carried: [Int]) {
    timestamp = zip(timestamp, carried).map(max)
    timestamp[node] += 1
  }

  public static func compare(_ first: [Int], _ second: [Int]) -> CausalOrder {
    if first == second { return .equal }
    return first.lexicographicallyPrecedes(second) ? .before : .after
  }
}
