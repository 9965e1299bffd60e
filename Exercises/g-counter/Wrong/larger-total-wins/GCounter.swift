import GCounterContract

struct GCounter: GCounterProtocol {
  private(set) var value = 0

  init(replica: Int, replicas: Int) {}

  var message: [Int] { [value] }

  mutating func increment() { value += 1 }

  mutating func merge(_ message: [Int]) { value = max(value, message[0]) }
}
