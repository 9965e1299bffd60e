/// Where things are on the ring: a place is a number from 0 to `size - 1`, and after the last one comes 0 again.
public enum RingPlace {
  /// How many places the ring has.
  public static let size = 1 << 40

  /// The place of one of a server's points. No two points of this exercise's tests share a place.
  public static func ofPoint(_ point: Int, server: Int) -> Int {
    var mixed = UInt64(server * 4096 + point) &* 0x9E37_79B9_7F4A_7C15 &+ 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) >> 24)
  }
}

/// A ring that tells which server a key belongs to.
public protocol HashRingProtocol {
  /// A ring without servers, on which each server will have so many points, numbered from 0.
  init(pointsPerServer: Int)

  /// A server joins; nothing happens if it is there already.
  mutating func add(_ server: Int)

  /// A server leaves; nothing happens if it is not there.
  mutating func remove(_ server: Int)

  /// The server of the key at a place: whose the first point is, from that place on. None where there is no server.
  func owner(of key: Int) -> Int?

  /// The servers of a key's copies: the first `count` different ones, from the key's place on; all, if there are fewer.
  func owners(of key: Int, count: Int) -> [Int]
}
