import AtollContract
import PartitionKillerContract

/// The learner's killer as the suite sees it.
package struct PartitionKiller {
  private var remote: RemoteValue

  package init() throws { remote = try RemoteValue(making: "init") }

  package mutating func next(_ view: View) throws -> Action {
    try remote.mutate("next", view, returning: Action.self)
  }
}

package enum Glue: ContractGlue {
  package static func fill(_ table: MethodTable, for type: Any.Type) -> Bool {
    guard let type = type as? any PartitionKillerProtocol.Type else { return false }
    fill(table, with: type)
    return true
  }

  private static func fill<Killer: PartitionKillerProtocol>(_ table: MethodTable, with type: Killer.Type) {
    table.making("init") { Killer() }
    table.mutating("next") { (killer: inout Killer, view: View) in killer.next(view) }
  }
}
