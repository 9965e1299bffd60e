import Atoll
import Testing

@testable import AtollLessons

struct ShardTests {
  /// Karger and others 1997: only keys that go to the new server move.
  @Test func `on a ring all keys that move go to the server that joins`() {
    for salt in 0..<5 as Range<UInt64> {
      for servers in 1...8 {
        let before = ShardMap(.ring, servers: servers, virtual: 8, salt: salt)
        let after = ShardMap(.ring, servers: servers + 1, virtual: 8, salt: salt)
        for key in 0..<ShardMap.keyCount where before.owner(of: key) != after.owner(of: key) {
          #expect(after.owner(of: key) == servers)
        }
      }
    }
  }

  /// By looking at every point: the one with the smallest distance from the key on.
  @Test func `the owner on a ring is the first point from the key on`() {
    let map = ShardMap(.ring, servers: 5, virtual: 7, salt: 3)
    for key in 0..<ShardMap.keyCount {
      let place = ShardMap.hash(UInt64(key), 3)
      let nearest = map.points.min { $0.place &- place < $1.place &- place }
      #expect(map.owner(of: key) == nearest?.server)
    }
  }

  /// The mean of 200 rings. A new server's part has a deviation of 1/4 of its mean with 16 points, so that of the mean of
  /// 200 is below two percent; modulo's counts deviate less.
  @Test(arguments: 1...8) func `as many keys move as the theory says`(servers: Int) {
    func share(_ placement: ShardMap.Placement) -> Double {
      var moved = 0
      for salt in 0..<200 as Range<UInt64> {
        let before = ShardMap(placement, servers: servers, virtual: 16, salt: salt)
        let after = ShardMap(placement, servers: servers + 1, virtual: 16, salt: salt)
        moved += stride(from: 0, to: ShardMap.keyCount, by: 10).count {
          before.owner(of: $0) != after.owner(of: $0)
        }
      }
      return Double(moved) / 20_000
    }
    let fair = 1 / Double(servers + 1)
    #expect(abs(share(.ring) / fair - 1) < 0.1)
    #expect(abs(share(.modulo) - (1 - fair)) < 0.02)
    #expect(abs(share(.range) - 0.5) < 0.06)
  }

  @Test func `the parts of a ring are one circle, and deviate as the theory says`() {
    for virtual in [1, 4, 16] {
      var squares = 0.0
      for salt in 0..<500 as Range<UInt64> {
        let parts = ShardMap(.ring, servers: 4, virtual: virtual, salt: salt).parts
        #expect(abs(parts.reduce(0, +) - 1) < 1e-9)
        for part in parts { squares += (part * 4 - 1) * (part * 4 - 1) }
      }
      let theory = (3 / Double(4 * virtual + 1)).squareRoot()
      #expect(abs((squares / 2000).squareRoot() / theory - 1) < 0.1, "\(virtual) points")
    }
  }

  @Test(arguments: ShardMap.Placement.allCases)
  func `after a server has joined every key is found`(placement: ShardMap.Placement) throws {
    var settings = Settings(Shards.settings)
    try settings.set("placement", to: placement.rawValue)
    var run = try #require(Shards.begin(settings, seed: 4) as? Simulation<Shards.AnyMember>)
    run.invoke(.fill(40), at: NodeID(0))
    run.run(until: 100)
    run.invoke(.join, at: NodeID(0))
    run.run(until: 200)
    run.invoke(.scan(0, 999), at: NodeID(0))
    run.run(until: 300)
    let replies = run.clientOperations.compactMap { $0.reply as? ShardReply }
    #expect(replies == [.done, .done, .found((0..<40).map { $0 * 25 }, servers: 5)])
    #expect(Shards.findings(run, settings).allSatisfy { $0.answer == .yes })
  }
}
