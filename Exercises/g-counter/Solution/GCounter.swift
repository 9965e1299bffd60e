import GCounterContract

/// One replica of a counter that only grows: an entry for each replica, of which the larger one is right.
struct GCounter: GCounterProtocol {
  let replica: Int
  /// How many increments of each replica are known here.
  private(set) var message: [Int]

  init(replica: Int, replicas: Int) {
    self.replica = replica
    message = Array(repeating: 0, count: replicas)
  }

  var value: Int { message.reduce(0, +) }

  mutating func increment() { message[replica] += 1 }

  mutating func merge(_ message: [Int]) {
    self.message = zip(self.message, message).map { max($0, $1) }
  }
}
