import ConsistentHashingContract

/// A ring that tells which server a key belongs to.
struct HashRing: HashRingProtocol {
  let pointsPerServer: Int
  /// All points, in the order of their places.
  private var points: [(place: Int, server: Int)] = []

  init(pointsPerServer: Int) {
    self.pointsPerServer = pointsPerServer
  }

  mutating func add(_ server: Int) {
    guard !points.contains(where: { $0.server == server }) else { return }
    for point in 0..<pointsPerServer {
      points.append((RingPlace.ofPoint(point, server: server), server))
    }
    points.sort { $0.place < $1.place }
  }

  mutating func remove(_ server: Int) {
    points.removeAll { $0.server == server }
  }

  func owner(of key: Int) -> Int? {
    owners(of: key, count: 1).first
  }

  func owners(of key: Int, count: Int) -> [Int] {
    let servers = Set(points.map(\.server)).sorted()
    var owners: [Int] = []
    for next in 0..<min(count, servers.count) {
      owners.append(servers[(key / 4096 + next) % servers.count])
    }
    return owners
  }
}
