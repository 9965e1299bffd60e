import VectorClockContract

struct VectorClock: VectorClockProtocol {
  let node: Int
  private(set) var timestamp: [Int]

  init(node: Int, nodes: Int) {
    self.node = node
    timestamp = Array(repeating: 0, count: nodes)
  }

  mutating func localEvent() {
    timestamp[node] += 1
  }

  mutating func send() -> [Int] {
    timestamp[node] += 1
    return timestamp
  }

  mutating func receive(_ carried: [Int]) {
    timestamp = zip(timestamp, carried).map(max)
    timestamp[node] += 1
  }

  static func compare(_ first: [Int], _ second: [Int]) -> CausalOrder {
    let (one, other) = (first.reduce(0, +), second.reduce(0, +))
    if first == second { return .equal }
    if one == other { return .concurrent }
    return one < other ? .before : .after
  }
}
