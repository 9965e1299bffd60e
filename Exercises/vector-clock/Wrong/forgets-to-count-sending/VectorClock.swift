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
    return timestamp
  }

  mutating func receive(_ carried: [Int]) {
    timestamp = zip(timestamp, carried).map(max)
    timestamp[node] += 1
  }

  static func compare(_ first: [Int], _ second: [Int]) -> CausalOrder {
    let firstKnowsMore = zip(first, second).contains { $0 > $1 }
    let secondKnowsMore = zip(first, second).contains { $0 < $1 }
    switch (firstKnowsMore, secondKnowsMore) {
    case (false, false): return .equal
    case (false, true): return .before
    case (true, false): return .after
    case (true, true): return .concurrent
    }
  }
}
