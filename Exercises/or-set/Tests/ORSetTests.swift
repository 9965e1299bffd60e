import ORSetContract
import ORSetRemote
import XCTest

final class ORSetTests: XCTestCase {
  func testAddsAndRemoves() throws {
    var set = try ORSet(replica: 0)
    XCTAssertEqual(words(try set.elements), "{}", "a new set shows")
    try set.add("milk")
    try set.add("bread")
    XCTAssertEqual(words(try set.elements), "{bread milk}", "milk and bread were added: it shows")
    try set.remove("milk")
    XCTAssertEqual(words(try set.elements), "{bread}", "milk, bread, and then milk was removed: it shows")
    try set.remove("butter")
    XCTAssertEqual(
      words(try set.elements), "{bread}", "and butter, which is not there, was removed: it shows")
  }

  func testAddsAgain() throws {
    var set = try ORSet(replica: 0)
    for round in 1...3 {
      try set.add("milk")
      XCTAssertEqual(words(try set.elements), "{milk}", "milk was added for time \(round): it shows")
      try set.remove("milk")
      XCTAssertEqual(words(try set.elements), "{}", "and removed for time \(round): it shows")
    }
  }

  func testAdditionsMeet() throws {
    var (a, b) = try pair()
    try a.add("milk")
    try b.add("bread")
    try meet(&a, &b)
    XCTAssertEqual(words(try a.elements), "{bread milk}", "a adds milk, b adds bread, they meet: a shows")
    XCTAssertEqual(words(try b.elements), "{bread milk}", "a adds milk, b adds bread, they meet: b shows")
  }

  func testRemovalReachesOthers() throws {
    var (a, b) = try pair()
    try a.add("milk")
    try meet(&a, &b)
    try b.remove("milk")
    XCTAssertEqual(words(try b.elements), "{}", "a adds milk and meets b, who removes it: b shows")
    try a.merge(b.state)
    XCTAssertEqual(
      words(try a.elements), "{}", "a adds milk and meets b, who removes it and tells a: a shows")
  }

  func testRemovalIsNotUndone() throws {
    var (a, b) = try pair()
    try a.add("milk")
    try meet(&a, &b)
    try b.remove("milk")
    try b.merge(a.state)
    XCTAssertEqual(
      words(try b.elements), "{}",
      "b has removed milk; a, who has not heard of that, tells b once more: b shows")
  }

  func testRemovalGoesOn() throws {
    var (a, b) = try pair()
    var c = try ORSet(replica: 2)
    try a.add("milk")
    let old = try a.state
    try b.merge(old)
    try c.merge(old)
    try a.remove("milk")
    try b.merge(a.state)
    try c.merge(b.state)
    XCTAssertEqual(
      words(try c.elements), "{}",
      "a adds milk, b and c hear; a removes it and tells b, and b tells c: c shows")
    try c.merge(old)
    XCTAssertEqual(
      words(try c.elements), "{}",
      "c has heard from b that a has removed milk; an old state of a comes: c shows")
    try b.merge(old)
    XCTAssertEqual(
      words(try b.elements), "{}",
      "b has heard from a that it has removed milk; an old state of a comes: b shows"
    )
  }

  func testAdditionStays() throws {
    var (a, b) = try pair()
    try a.add("milk")
    try meet(&a, &b)
    try b.remove("milk")
    try a.add("milk")
    try meet(&a, &b)
    let what = "both have milk; b removes it, while a adds it once more, and they meet"
    XCTAssertEqual(words(try a.elements), "{milk}", "\(what): a shows")
    XCTAssertEqual(words(try b.elements), "{milk}", "\(what): b shows")
    (a, b) = try pair()
    try a.add("milk")
    try b.add("milk")
    try b.remove("milk")
    try meet(&a, &b)
    XCTAssertEqual(
      words(try b.elements), "{milk}",
      "a adds milk; b adds and removes it without knowing of a's; they meet: b shows")
  }

  func testMergesAgain() throws {
    var (a, b) = try pair()
    try a.add("milk")
    let old = try a.state
    try meet(&a, &b)
    try b.remove("milk")
    try b.merge(old)
    try b.merge(old)
    XCTAssertEqual(words(try b.elements), "{}", "b has removed milk, and an old state comes twice: b shows")
    try b.add("milk")
    try b.remove("milk")
    try a.merge(b.state)
    try a.add("milk")
    try a.merge(b.state)
    XCTAssertEqual(
      words(try a.elements), "{milk}",
      "a hears that b has removed milk, adds it, and the same state of b comes again: a shows")
    try a.remove("milk")
    try a.add("milk")
    try b.merge(a.state)
    try b.remove("milk")
    try a.add("bread")
    try a.merge(b.state)
    XCTAssertEqual(
      words(try a.elements), "{bread}", "b removes the milk that it knows of, and tells a: a shows")
  }

  // MARK: - Every order

  func testEveryOrder() throws {
    let sets = try (0..<2).map { try ORSet(replica: $0) }
    let three = try (0..<3).map { try ORSet(replica: $0) }
    // The shortest contradiction first.
    for steps in 1...4 {
      guard try explore(World(sets: sets), steps) else { return }
      guard try steps == 4 || explore(World(sets: three), steps) else { return }
    }
  }

  /// Tries every sequence of so many steps; ends at the first contradiction at the end of one.
  private func explore(_ world: World, _ steps: Int) throws -> Bool {
    guard steps > 0 else { return try world.isRight() }
    for replica in world.sets.indices {
      for isAddition in [true, false] {
        var next = world
        try next.change(replica, "milk", isAddition)
        guard try explore(next, steps - 1) else { return false }
      }
      for sender in world.sets.indices where sender != replica {
        var next = world
        try next.tell(replica, try next.send(sender))
        guard try explore(next, steps - 1) else { return false }
      }
    }
    return true
  }

  func testLongRuns() throws {
    for seed in 1...4 {
      var random = SplitMix(state: UInt64(seed))
      var world = World(sets: try (0..<4).map { try ORSet(replica: $0) })
      var sent: [World.Sent] = []
      for _ in 0..<100 {
        let replica = random.next(below: 4)
        switch random.next(below: 4) {
        case 0: try world.change(replica, ["milk", "bread"][random.next(below: 2)], true)
        case 1: try world.change(replica, ["milk", "bread"][random.next(below: 2)], false)
        case 2: sent.append(try world.send(replica))
        default:
          // An old state, or one of the latest.
          let states = random.next(below: 2) == 0 ? sent[...] : sent.suffix(4)
          if !states.isEmpty {
            try world.tell(replica, states[states.startIndex + random.next(below: states.count)])
          }
        }
        guard try world.isRight() else { return }
      }
    }
  }

  private func pair() throws -> (ORSet, ORSet) { (try ORSet(replica: 0), try ORSet(replica: 1)) }

  private func meet(_ a: inout ORSet, _ b: inout ORSet) throws {
    let said = try a.state
    try a.merge(b.state)
    try b.merge(said)
  }
}

/// Replicas, and which additions and removals each of them has heard of: what is right by definition.
private struct World {
  /// Additions by number, with their elements; and the numbers that some removal has seen.
  struct Known {
    var added: [Int: String] = [:]
    var removed: Set<Int> = []

    var elements: Set<String> { Set(added.filter { !removed.contains($0.key) }.values) }
  }

  typealias Sent = (sender: Int, state: SetState, known: Known)

  var sets: [ORSet]
  private var known: [Known]
  private var additions = 0
  private var story: [String] = []
  private var latest = 0

  init(sets: [ORSet]) {
    self.sets = sets
    known = sets.map { _ in Known() }
  }

  mutating func change(_ replica: Int, _ element: String, _ isAddition: Bool) throws {
    latest = replica
    story.append("\(name(replica)) \(isAddition ? "adds" : "removes") \(element)")
    if isAddition {
      additions += 1
      known[replica].added[additions] = element
      try sets[replica].add(element)
    } else {
      known[replica].removed.formUnion(known[replica].added.filter { $0.value == element }.keys)
      try sets[replica].remove(element)
    }
  }

  func send(_ replica: Int) throws -> Sent { (replica, try sets[replica].state, known[replica]) }

  mutating func tell(_ replica: Int, _ sent: Sent) throws {
    latest = replica
    story.append("\(name(replica)) merges a state of \(name(sent.sender))")
    known[replica].added.merge(sent.known.added) { own, _ in own }
    known[replica].removed.formUnion(sent.known.removed)
    try sets[replica].merge(sent.state)
  }

  /// Whether the replica that was changed last shows what it should; if not, the test has failed.
  func isRight() throws -> Bool {
    let (actual, expected) = (words(try sets[latest].elements), words(known[latest].elements))
    guard actual != expected else { return true }
    XCTAssertEqual(actual, expected, "\(story.suffix(12).joined(separator: "; ")): \(name(latest)) shows")
    return false
  }

  private func name(_ replica: Int) -> String { ["a", "b", "c", "d"][replica] }
}

private func words(_ elements: Set<String>) -> String { "{" + elements.sorted().joined(separator: " ") + "}" }
