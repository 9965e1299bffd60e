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
    let start = points.firstIndex { $0.place >= key } ?? 0
    var owners: [Int] = []
    for point in points[start...] + points[..<start] where owners.count < count {
      owners.append(point.server)
    }
    return owners
  }
}
