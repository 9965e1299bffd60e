import AtollContract
import LamportClockContract

/// The learner's clock as the suite sees it: the clock itself lives in the worker.
package struct LamportClock {
  private var remote: RemoteValue

  package init(node: Int) throws { remote = try RemoteValue(making: "init", node) }

  package var time: Int { get throws { try remote.read("time") } }

  package mutating func localEvent() throws -> Timestamp {
    try remote.mutate("localEvent", returning: Timestamp.self)
  }

  package mutating func send() throws -> Timestamp { try remote.mutate("send", returning: Timestamp.self) }

  package mutating func receive(_ carried: Timestamp) throws -> Timestamp {
    try remote.mutate("receive", carried, returning: Timestamp.self)
  }

  package static func precedes(_ first: Timestamp, _ second: Timestamp) throws -> Bool {
    try Remote.call("precedes", first, second)
  }
}

package enum Glue: ContractGlue {
  package static func fill(_ table: MethodTable, for type: Any.Type) -> Bool {
    guard let type = type as? any LamportClockProtocol.Type else { return false }
    fill(table, with: type)
    return true
  }

  private static func fill<Clock: LamportClockProtocol>(_ table: MethodTable, with type: Clock.Type) {
    table.making("init") { (node: Int) in Clock(node: node) }
    table.reading("time") { (clock: Clock) in clock.time }
    table.mutating("localEvent") { (clock: inout Clock) in clock.localEvent() }
    table.mutating("send") { (clock: inout Clock) in clock.send() }
    table.mutating("receive") { (clock: inout Clock, carried: Timestamp) in clock.receive(carried) }
    table.calling("precedes") { (first: Timestamp, second: Timestamp) in Clock.precedes(first, second) }
  }
}
