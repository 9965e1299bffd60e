import GCounterContract

struct GCounter: GCounterProtocol {
  let replica: Int
  private var counts: [Int]

  init(replica: Int, replicas: Int) {
    self.replica = replica
    counts = Array(repeating: 0, count: replicas)
  }

  var value: Int { counts.reduce(0, +) }

  var message: [Int] { [replica, counts[replica]] }

  mutating func increment() { counts[replica] += 1 }

  mutating func merge(_ message: [Int]) { counts[message[0]] = max(counts[message[0]], message[1]) }
}
