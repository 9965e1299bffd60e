import ConsistentHashingContract
import HashRingRemote
import XCTest

final class ConsistentHashingTests: XCTestCase {
  func testEmptyRing() throws {
    var ring = try HashRing(pointsPerServer: 3)
    XCTAssertEqual(
      text(try ring.owner(of: 17)), "nobody", "a ring without servers: the owner of the key at 17")
    XCTAssertEqual(
      try ring.owners(of: 17, count: 2), [], "a ring without servers: two owners of the key at 17")
    try ring.add(5)
    XCTAssertEqual(text(try ring.owner(of: 17)), "5", "server 5 is alone: the owner of the key at 17")
    try ring.remove(5)
    XCTAssertEqual(
      text(try ring.owner(of: 17)), "nobody", "server 5 was alone, and has left: the owner of the key at 17")
  }

  func testFirstPointFromTheKeyOn() throws {
    let servers = [0, 1, 2, 3]
    let ring = try ring(servers, points: 2)
    for (before, point) in zip(places(servers, points: 2), places(servers, points: 2).dropFirst()) {
      // Nearer to the point before, nearer to the one after, and right before it: the next point decides.
      for key in [before.place + 1, before.place + (point.place - before.place) * 3 / 4, point.place - 1] {
        compare(
          try ring.owner(of: key), point.server,
          "servers 0 to 3 with two points each. The first point from \(key) on is at \(point.place). The owner of the key at \(key)"
        )
      }
    }
  }

  func testKeyAtAPoint() throws {
    let ring = try ring([0, 1, 2], points: 3)
    for point in places([0, 1, 2], points: 3) {
      compare(
        try ring.owner(of: point.place), point.server,
        "a key is at the very place of a point of server \(point.server): its owner")
    }
  }

  func testGoesRound() throws {
    for servers in [[0, 1, 2], [3, 4], [1, 5, 6], [2, 7, 8, 9]] {
      let ring = try ring(servers, points: 3)
      let points = places(servers, points: 3)
      let (first, last) = (points[0], points[points.count - 1])
      for key in [last.place + 1, RingPlace.size - 1, 0] {
        compare(
          try ring.owner(of: key), first.server,
          "servers \(servers): the last point is at \(last.place), of server \(last.server), and the first one at \(first.place), of server \(first.server). The owner of the key at \(key)"
        )
      }
    }
  }

  func testJoiningTakesOnlyForItself() throws {
    for count in [1, 3, 6] {
      var ring = try ring(Array(0..<count), points: 4)
      let before = try owners(ring)
      try ring.add(count)
      let after = try owners(ring)
      XCTAssertTrue(
        after.contains(count),
        "server \(count) joins servers \(Array(0..<count)), and has none of \(keys.count) keys; it should have some"
      )
      for place in before.indices where before[place] != after[place] {
        compare(
          after[place], count,
          "server \(count) joins servers \(Array(0..<count)). The key at \(keys[place]) was server \(text(before[place]))'s, and has a new owner"
        )
      }
    }
  }

  func testJoiningTakesAShare() throws {
    // With 64 points each, a fifth server's part is 20 percent, give or take a standard deviation of 11 percent of that.
    var ring = try ring([0, 1, 2, 3], points: 64)
    let before = try owners(ring)
    try ring.add(4)
    let moved = zip(before, try owners(ring)).count { $0 != $1 }
    XCTAssertTrue(
      keys.count * 12 / 100...keys.count * 28 / 100 ~= moved,
      "a fifth server with 64 points joins: of \(keys.count) keys, about a fifth should move, and \(moved) do"
    )
  }

  func testLeavingGivesToTheNext() throws {
    var ring = try ring([0, 1, 2, 3], points: 4)
    let before = try owners(ring)
    try ring.remove(2)
    let after = try owners(ring)
    for place in before.indices {
      let key = keys[place]
      let right = first(from: key, among: places([0, 1, 3], points: 4))
      compare(
        after[place], right,
        "server 2 leaves servers 0 to 3. The key at \(key) was server \(text(before[place]))'s: its owner now"
      )
    }
    try ring.add(2)
    for (place, owner) in try owners(ring).enumerated() {
      compare(
        owner, before[place], "server 2 leaves and comes back: the owner of the key at \(keys[place])")
    }
  }

  func testOwnersAreDifferent() throws {
    let ring = try ring([0, 1, 2], points: 4)
    let points = places([0, 1, 2], points: 4)
    for key in keys.prefix(20) + keys.suffix(20) {
      var right: [Int] = []
      let order = points.filter { $0.place >= key } + points.filter { $0.place < key }
      for point in order where !right.contains(point.server) { right.append(point.server) }
      for count in [1, 2, 3, 5, 0] {
        compare(
          try ring.owners(of: key, count: count), Array(right.prefix(count)),
          "servers 0 to 2, and the points from \(key) on are of servers \(order.prefix(6).map(\.server)), …. The servers for \(count) copies"
        )
      }
    }
  }

  func testOrderDoesNotMatter() throws {
    let points = places([0, 1, 2, 3, 4], points: 3)
    let right = keys.map { first(from: $0, among: points) }
    var other = try HashRing(pointsPerServer: 3)
    for server in [3, 7, 1, 4, 3, 0, 2, 1] { try other.add(server) }
    for server in [7, 9, 7] { try other.remove(server) }
    for (place, owner) in try owners(other).enumerated() {
      compare(
        owner, right[place],
        "3, 7, 1, 4, 3, 0, 2, 1 join, then 7 leaves: the owner of the key at \(keys[place])")
    }
  }

  func testManyServers() throws {
    let servers = [2, 3, 5, 8, 13, 21, 34, 55, 89]
    let ring = try ring(servers, points: 20)
    let points = places(servers, points: 20)
    for key in keys {
      compare(
        try ring.owner(of: key), first(from: key, among: points),
        "nine servers with 20 points each: the owner of the key at \(key)")
    }
  }

  // MARK: - The definition, by looking at every point

  /// 200 places, evenly spread.
  private let keys = (0..<200).map { RingPlace.size / 200 * $0 + 12_345 }

  private func ring(_ servers: [Int], points: Int) throws -> HashRing {
    var ring = try HashRing(pointsPerServer: points)
    for server in servers { try ring.add(server) }
    return ring
  }

  private func owners(_ ring: HashRing) throws -> [Int?] { try keys.map { try ring.owner(of: $0) } }

  private func places(_ servers: [Int], points: Int) -> [(place: Int, server: Int)] {
    servers.flatMap { server in
      (0..<points).map { (place: RingPlace.ofPoint($0, server: server), server: server) }
    }.sorted { $0.place < $1.place }
  }

  private func first(from key: Int, among points: [(place: Int, server: Int)]) -> Int? {
    (points.first { $0.place >= key } ?? points.first)?.server
  }

  private func text(_ server: Int?) -> String { server.map(String.init) ?? "nobody" }

  private func text(_ servers: [Int]) -> String { "\(servers)" }

  /// How many contradictions this test has shown.
  private var shown = 0

  /// Shows two contradictions at most: the next ones say the same.
  private func compare(_ actual: Int?, _ expected: Int?, _ what: String) {
    compare(text(actual), text(expected), what)
  }

  private func compare(_ actual: [Int], _ expected: [Int], _ what: String) {
    compare(text(actual), text(expected), what)
  }

  private func compare(_ actual: String, _ expected: String, _ what: String) {
    guard actual != expected, shown < 2 else { return }
    shown += 1
    XCTAssertEqual(actual, expected, what)
  }
}
