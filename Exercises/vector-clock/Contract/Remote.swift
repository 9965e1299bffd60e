import AtollContract
import VectorClockContract

/// The learner's clock as the suite sees it: the clock itself lives in the worker.
package struct VectorClock {
  private var remote: RemoteValue

  package init(node: Int, nodes: Int) throws { remote = try RemoteValue(making: "init", node, nodes) }

  package var timestamp: [Int] { get throws { try remote.read("timestamp") } }

  package mutating func localEvent() throws { try remote.mutate("localEvent") }

  package mutating func send() throws -> [Int] { try remote.mutate("send", returning: [Int].self) }

  package mutating func receive(_ carried: [Int]) throws { try remote.mutate("receive", carried) }

  package static func compare(_ first: [Int], _ second: [Int]) throws -> CausalOrder {
    try Remote.call("compare", first, second)
  }
}

package enum Glue: ContractGlue {
  package static func fill(_ table: MethodTable, for type: Any.Type) -> Bool {
    guard let type = type as? any VectorClockProtocol.Type else { return false }
    fill(table, with: type)
    return true
  }

  private static func fill<Clock: VectorClockProtocol>(_ table: MethodTable, with type: Clock.Type) {
    table.making("init") { (node: Int, nodes: Int) in Clock(node: node, nodes: nodes) }
    table.reading("timestamp") { (clock: Clock) in clock.timestamp }
    table.mutating("localEvent") { (clock: inout Clock) in clock.localEvent() }
    table.mutating("send") { (clock: inout Clock) in clock.send() }
    table.mutating("receive") { (clock: inout Clock, carried: [Int]) in clock.receive(carried) }
    table.calling("compare") { (first: [Int], second: [Int]) in Clock.compare(first, second) }
  }
}
