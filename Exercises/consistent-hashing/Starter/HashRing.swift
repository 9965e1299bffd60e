import ConsistentHashingContract

/// A ring that tells which server a key belongs to.
///
/// Run it as often as you like: `atoll grade consistent-hashing`. `atoll hint consistent-hashing` helps in small steps.
struct HashRing: HashRingProtocol {
  /// How many points each server has.
  let pointsPerServer: Int

  init(pointsPerServer: Int) {
    self.pointsPerServer = pointsPerServer
  }

  // TODO: keep the servers' points, and answer who owns a key. The task is in README.md.

  mutating func add(_ server: Int) {
  }

  mutating func remove(_ server: Int) {
  }

  func owner(of key: Int) -> Int? {
    nil
  }

  func owners(of key: Int, count: Int) -> [Int] {
    []
  }
}
