import Atoll
import Foundation
import Testing

struct NodeSetTests {
  /// A set with its oracle, after random insertions and removals of nodes up to a bound.
  private func random(_ seed: UInt64, below bound: Int) -> (NodeSet, Set<Int>) {
    var random = RandomStream(seed: seed)
    var (set, oracle) = (NodeSet(), Set<Int>())
    for _ in 0..<200 {
      let place = random.below(bound)
      if random.below(2) == 0 {
        let isNew = oracle.insert(place).inserted
        #expect(set.insert(NodeID(place)) == isNew)
      } else {
        let was = oracle.remove(place) != nil
        #expect(set.remove(NodeID(place)) == was)
      }
    }
    return (set, oracle)
  }

  @Test(arguments: 0..<20 as Range<UInt64>, [5, 64, 65, 300])
  func `a node set agrees with a set`(seed: UInt64, bound: Int) {
    let (set, oracle) = random(seed, below: bound)
    #expect(set.map(\.index) == oracle.sorted())
    #expect(set.count == oracle.count && set.isEmpty == oracle.isEmpty)
    for place in 0..<(bound + 70) { #expect(set.contains(NodeID(place)) == oracle.contains(place)) }
    let (other, otherOracle) = random(seed + 1000, below: bound)
    #expect(set.union(other).map(\.index) == oracle.union(otherOracle).sorted())
    #expect(set.intersection(other).map(\.index) == oracle.intersection(otherOracle).sorted())
    #expect(set.subtracting(other).map(\.index) == oracle.subtracting(otherOracle).sorted())
    #expect(set.isSubset(of: other) == oracle.isSubset(of: otherOracle))
    #expect(set.intersection(other).isSubset(of: set))
    #expect((set == other) == (oracle == otherOracle))
  }

  @Test(arguments: 0..<20 as Range<UInt64>, [5, 64, 200])
  func `equal sets are equal in hash and order, whatever their history`(seed: UInt64, bound: Int) {
    let (set, oracle) = random(seed, below: bound)
    var again = NodeSet(all: bound + 130)
    for place in (0..<(bound + 130)).shuffled() where !oracle.contains(place) { again.remove(NodeID(place)) }
    #expect(set == again)
    #expect(set.hashValue == again.hashValue)
    #expect(Array(set) == Array(again))
    #expect("\(set)" == "\(again)")
    #expect(NodeSet(oracle.shuffled().map(NodeID.init)) == set)
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `a node set is written and read again`(seed: UInt64) throws {
    let (set, oracle) = random(seed, below: 150)
    let data = try JSONEncoder().encode(set)
    #expect(try JSONDecoder().decode(NodeSet.self, from: data) == set)
    #expect(try JSONDecoder().decode([Int].self, from: data) == oracle.sorted())
  }

  @Test func `literals and the full set hold what they say`() {
    #expect(NodeSet(all: 70).count == 70)
    #expect(NodeSet(all: 0).isEmpty)
    #expect(([NodeID(2), NodeID(0)] as NodeSet).description == "{a, c}")
  }
}

struct NodeMapTests {
  private func random(_ seed: UInt64) -> (NodeMap<Int>, [Int: Int]) {
    var random = RandomStream(seed: seed)
    var (map, oracle) = (NodeMap<Int>(), [Int: Int]())
    for _ in 0..<200 {
      let place = random.below(90)
      switch random.below(4) {
      case 0: (map[NodeID(place)], oracle[place]) = (nil, nil)
      case 1:
        map[NodeID(place), default: 5] += 1
        oracle[place, default: 5] += 1
      default:
        let value = random.below(100)
        (map[NodeID(place)], oracle[place]) = (value, value)
      }
    }
    return (map, oracle)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `a node map agrees with a dictionary`(seed: UInt64) {
    let (map, oracle) = random(seed)
    let sorted = oracle.sorted { $0.key < $1.key }
    #expect(map.keys.map(\.index) == sorted.map(\.key))
    #expect(map.values == sorted.map(\.value))
    #expect(map.map { $0.0.index } == sorted.map(\.key))
    #expect(map.count == oracle.count && map.isEmpty == oracle.isEmpty)
    for place in 0..<100 {
      #expect(map[NodeID(place)] == oracle[place])
      #expect(map[NodeID(place), default: -1] == oracle[place, default: -1])
    }
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `equal maps are equal in hash and order, whatever their history`(seed: UInt64) {
    let (map, oracle) = random(seed)
    var again = NodeMap<Int>()
    for place in (0..<100).shuffled() { again[NodeID(place)] = -7 }
    for (place, value) in oracle { again[NodeID(place)] = value }
    for place in (0..<100).shuffled() where oracle[place] == nil { again[NodeID(place)] = nil }
    #expect(map == again && map.hashValue == again.hashValue)
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `a node map is written and read again`(seed: UInt64) throws {
    let (map, _) = random(seed)
    let data = try JSONEncoder().encode(map)
    #expect(try JSONDecoder().decode(NodeMap<Int>.self, from: data) == map)
  }

  @Test(
    arguments: [
      #"{"nodes":[1,0],"entries":[5,6]}"#, #"{"nodes":[0,0],"entries":[5,6]}"#,
      #"{"nodes":[0],"entries":[]}"#,
    ])
  func `text that is no node map is not read as one`(text: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(NodeMap<Int>.self, from: Data(text.utf8))
    }
  }

  @Test func `of two values in a literal the later counts`() {
    let map: NodeMap = [NodeID(1): "x", NodeID(0): "y", NodeID(1): "z"]
    #expect(map.values == ["y", "z"])
  }

  @Test func `a dictionary keyed by nodes is written with their places as keys`() throws {
    let data = try JSONEncoder().encode([NodeID(3): 7])
    #expect(String(decoding: data, as: UTF8.self) == #"{"3":7}"#)
    #expect(try JSONDecoder().decode([NodeID: Int].self, from: data) == [NodeID(3): 7])
  }

  @Test func `nodes without a cluster are named by letters, then by numbers`() {
    #expect([0, 25, 26, 100].map { "\(NodeID($0))" } == ["a", "z", "n26", "n100"])
  }
}
