import GCounterContract

struct GCounter: GCounterProtocol {
  let replica: Int
  private(set) var message: [Int]

  init(replica: Int, replicas: Int) {
    self.replica = replica
    message = Array(repeating: 0, count: replicas)
  }

  var value: Int { message.reduce(0, +) }

  mutating func increment() { message[replica] += 1 }

  mutating func merge(_ message: [Int]) {
    for entry in message.indices where entry != replica { self.message[entry] = message[entry] }
  }
}
