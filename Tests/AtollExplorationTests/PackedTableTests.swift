import Atoll
import Testing

@testable import AtollExploration

struct PackedTableTests {
  /// Words in a row, in steps and at random; the table doubles several times between them.
  @Test(arguments: [1, 2, 3, 16])
  func `a table knows what was entered, however often it doubles`(threads: Int) throws {
    var random = RandomStream(seed: 7)
    let owners = TableOwners(threads: threads)
    var table = try #require(PackedTable<UInt64>(countMax: 300_000, owners: owners))
    defer { table.free() }
    var (count, known) = (0, Set<UInt64>())
    for number in 0..<240_000 as Range<UInt64> {
      let word: UInt64 =
        switch number % 4 {
        case 0: number
        case 1: number << 37
        case 2: UInt64(random.below(1 << 40))
        default: number / 3
        }
      let isNew = table.insert(word, at: Int(truncatingIfNeeded: word.mixed >> table.shift), table.ring)
      #expect(isNew == known.insert(word).inserted, "\(word)")
      if isNew {
        count += 1
        table.count(word.mixed)
        table.grow(for: count)
      }
    }
    #expect(table.byteCount >= count * 8 * 4 / 3 && table.byteCount <= count * 8 * 8 / 3)
    for word in known.sorted() {
      #expect(!table.insert(word, at: Int(truncatingIfNeeded: word.mixed >> table.shift), table.ring))
    }
  }

  @Test(arguments: 1...16)
  func `each thread owns a share of the table`(threads: Int) {
    let owners = TableOwners(threads: threads)
    let shares = (0..<threads).map { owners.count($0) }
    #expect(shares.reduce(0, +) == 64)
    #expect(shares.allSatisfy { $0 >= 64 / threads && $0 <= 64 / threads + 1 })
    for shard in 0..<64 as Range<UInt64> {
      let owner = owners.owner(hash: shard << 58)
      #expect(owner == owners.owner(hash: (shard << 58) | (1 << 58 - 1)))
      #expect(
        owners.wrapped(Int(shard + 1) << 8, 8)
          == (owners.end(Int(shard)) == shard + 1
            ? (0..<owner).reduce(0) { $0 + owners.count($1) } << 8 : Int(shard + 1) << 8))
    }
  }
}
