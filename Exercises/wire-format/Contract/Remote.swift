import AtollContract
import WireContract

/// The learner's format as the suite sees it: it runs in the worker.
package enum WireFormat {
  package static func encode(_ contact: Contact) throws -> [UInt8] { try Remote.call("encode", contact) }

  package static func decode(_ bytes: [UInt8]) throws -> Contact? {
    let found: [Contact] = try Remote.call("decode", bytes)
    return found.first
  }
}

package enum Glue: ContractGlue {
  package static func fill(_ table: MethodTable, for type: Any.Type) -> Bool {
    guard let type = type as? any WireFormatProtocol.Type else { return false }
    fill(table, with: type)
    return true
  }

  private static func fill<Format: WireFormatProtocol>(_ table: MethodTable, with type: Format.Type) {
    table.calling("encode") { (contact: Contact) in Format.encode(contact) }
    table.calling("decode") { (bytes: [UInt8]) in Format.decode(bytes).map { [$0] } ?? [] }
  }
}
