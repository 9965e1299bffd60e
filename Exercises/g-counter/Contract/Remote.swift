import AtollContract
import GCounterContract

/// The learner's counter as the suite sees it: the counter itself lives in the worker.
package struct GCounter {
  private var remote: RemoteValue

  package init(replica: Int, replicas: Int) throws {
    remote = try RemoteValue(making: "init", replica, replicas)
  }

  package var value: Int { get throws { try remote.read("value") } }

  package mutating func increment() throws { try remote.mutate("increment") }

  package var message: [Int] { get throws { try remote.read("message") } }

  package mutating func merge(_ message: [Int]) throws { try remote.mutate("merge", message) }
}

package enum Glue: ContractGlue {
  package static func fill(_ table: MethodTable, for type: Any.Type) -> Bool {
    guard let type = type as? any GCounterProtocol.Type else { return false }
    fill(table, with: type)
    return true
  }

  private static func fill<Counter: GCounterProtocol>(_ table: MethodTable, with type: Counter.Type) {
    table.making("init") { (replica: Int, replicas: Int) in Counter(replica: replica, replicas: replicas) }
    table.reading("value") { (counter: Counter) in counter.value }
    table.mutating("increment") { (counter: inout Counter) in counter.increment() }
    table.reading("message") { (counter: Counter) in counter.message }
    table.mutating("merge") { (counter: inout Counter, message: [Int]) in counter.merge(message) }
  }
}
