import AtollContract
import ConsistentHashingContract

/// The learner's ring as the suite sees it: the ring itself lives in the worker.
package struct HashRing {
  private var remote: RemoteValue

  package init(pointsPerServer: Int) throws { remote = try RemoteValue(making: "init", pointsPerServer) }

  package mutating func add(_ server: Int) throws { try remote.mutate("add", server) }

  package mutating func remove(_ server: Int) throws { try remote.mutate("remove", server) }

  package func owner(of key: Int) throws -> Int? { try remote.read("owner", key) }

  package func owners(of key: Int, count: Int) throws -> [Int] { try remote.read("owners", key, count) }
}

package enum Glue: ContractGlue {
  package static func fill(_ table: MethodTable, for type: Any.Type) -> Bool {
    guard let type = type as? any HashRingProtocol.Type else { return false }
    fill(table, with: type)
    return true
  }

  private static func fill<Ring: HashRingProtocol>(_ table: MethodTable, with type: Ring.Type) {
    table.making("init") { (points: Int) in Ring(pointsPerServer: points) }
    table.mutating("add") { (ring: inout Ring, server: Int) in ring.add(server) }
    table.mutating("remove") { (ring: inout Ring, server: Int) in ring.remove(server) }
    table.reading("owner") { (ring: Ring, key: Int) in ring.owner(of: key) }
    table.reading("owners") { (ring: Ring, key: Int, count: Int) in ring.owners(of: key, count: count) }
  }
}
