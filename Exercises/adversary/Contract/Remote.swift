import AdversaryContract
import AtollContract

/// The learner's scheduler as the suite sees it.
package struct Adversary {
  private var remote: RemoteValue

  package init() throws { remote = try RemoteValue(making: "init") }

  package mutating func next(_ view: View) throws -> Int {
    try remote.mutate("next", view, returning: Int.self)
  }
}

package enum Glue: ContractGlue {
  package static func fill(_ table: MethodTable, for type: Any.Type) -> Bool {
    guard let type = type as? any AdversaryProtocol.Type else { return false }
    fill(table, with: type)
    return true
  }

  private static func fill<Scheduler: AdversaryProtocol>(_ table: MethodTable, with type: Scheduler.Type) {
    table.making("init") { Scheduler() }
    table.mutating("next") { (scheduler: inout Scheduler, view: View) in scheduler.next(view) }
  }
}
