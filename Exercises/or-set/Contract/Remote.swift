import AtollContract
import ORSetContract

/// The learner's set as the suite sees it: the set itself lives in the worker.
package struct ORSet {
  private var remote: RemoteValue

  package init(replica: Int) throws { remote = try RemoteValue(making: "init", replica) }

  package var elements: Set<String> { get throws { try remote.read("elements") } }

  package mutating func add(_ element: String) throws { try remote.mutate("add", element) }

  package mutating func remove(_ element: String) throws { try remote.mutate("remove", element) }

  package var state: SetState { get throws { try remote.read("state") } }

  package mutating func merge(_ other: SetState) throws { try remote.mutate("merge", other) }
}

package enum Glue: ContractGlue {
  package static func fill(_ table: MethodTable, for type: Any.Type) -> Bool {
    guard let type = type as? any ORSetProtocol.Type else { return false }
    fill(table, with: type)
    return true
  }

  private static func fill<Learned: ORSetProtocol>(_ table: MethodTable, with type: Learned.Type) {
    table.making("init") { (replica: Int) in Learned(replica: replica) }
    table.reading("elements") { (set: Learned) in set.elements }
    table.mutating("add") { (set: inout Learned, element: String) in set.add(element) }
    table.mutating("remove") { (set: inout Learned, element: String) in set.remove(element) }
    table.reading("state") { (set: Learned) in set.state }
    table.mutating("merge") { (set: inout Learned, other: SetState) in set.merge(other) }
  }
}
