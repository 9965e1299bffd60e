import GCounterContract

struct GCounter: GCounterProtocol {
  let replica: Int
  private(set) var message: [Int]

  init(replica: Int, replicas: Int) {
    self.replica = replica
    message = Array(repeating: 0, count: replicas)
  }

  var value: Int { message[replica] }

  mutating func increment() { message[replica] += 1 }

  mutating func merge(_ message: [Int]) {
    self.message = zip(self.message, message).map { max($0, $1) }
  }
}
