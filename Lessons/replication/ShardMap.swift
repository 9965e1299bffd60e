import Atoll

/// Which server a key belongs to: the sharding function.
///
/// It is a value that everybody who routes or holds data must have the same copy of.
public struct ShardMap: Hashable, Codable, Sendable, CustomStringConvertible {
  /// How keys are laid out.
  public enum Placement: String, Hashable, Codable, Sendable, CaseIterable {
    /// Neighbouring keys together: as many ranges of equal width as there are servers.
    case range
    /// The key's hash, modulo the number of servers.
    case modulo
    /// The first point on a circle of hashes from the key's hash on; each server has some points (consistent hashing).
    ///
    /// - SeeAlso: Karger and others 1997, "Consistent hashing and random trees".
    case ring
  }

  /// A point on the circle, and whose it is.
  struct Point: Hashable, Codable, Sendable {
    let place: UInt64
    let server: Int
  }

  /// Keys are 0 to 999.
  public static let keyCount = 1000

  let placement: Placement
  /// How many servers there are.
  public let servers: Int
  /// The points on the circle, in order; none where there is no circle.
  let points: [Point]
  /// Which of many hash functions is used.
  let salt: UInt64

  /// The map of some servers.
  ///
  /// - Parameter virtual: how many points each server has on the circle ("virtual nodes").
  public init(_ placement: Placement, servers: Int, virtual: Int, salt: UInt64 = 0) {
    (self.placement, self.servers, self.salt) = (placement, servers, salt)
    let count = placement == .ring ? virtual : 0
    points = (0..<servers * count).map { number in
      let server = number / count
      return Point(place: Self.hash(UInt64(server << 20 + number % count) + 1 << 40, salt), server: server)
    }.sorted { ($0.place, $0.server) < ($1.place, $1.server) }
  }

  /// The server of a key, from 0. A server's points do not move when another one joins.
  public func owner(of key: Int) -> Int {
    switch placement {
    case .range: key * servers / Self.keyCount
    case .modulo: Int(Self.hash(UInt64(key), salt) % UInt64(servers))
    case .ring: owner(at: Self.hash(UInt64(key), salt))
    }
  }

  /// Whose the first point from a place on is; after the last point comes the first.
  private func owner(at place: UInt64) -> Int {
    var (low, high) = (0, points.count)
    while low < high {
      let middle = (low + high) / 2
      if points[middle].place < place { low = middle + 1 } else { high = middle }
    }
    return points[low == points.count ? 0 : low].server
  }

  /// Mixes all bits of a number into all others (the last steps of SplitMix64; Steele, Lea and Flood 2014).
  static func hash(_ number: UInt64, _ salt: UInt64) -> UInt64 {
    var mixed = number &+ (salt &+ 1) &* 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// `ring over 4 servers, 64 points`.
  public var description: String {
    "\(placement) over \(servers) servers" + (points.isEmpty ? "" : ", \(points.count) points")
  }
}
