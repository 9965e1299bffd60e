import Testing

@testable import Atoll

struct RandomStreamTests {
  /// The reference implementation, word for word: Blackman & Vigna, xoshiro256starstar.c, https://prng.di.unimi.it.
  struct Reference {
    var s: [UInt64]

    static func rotl(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }

    mutating func next() -> UInt64 {
      let result = Self.rotl(s[1] &* 5, 7) &* 9
      let t = s[1] << 17
      s[2] ^= s[0]
      s[3] ^= s[1]
      s[1] ^= s[2]
      s[0] ^= s[3]
      s[2] ^= t
      s[3] = Self.rotl(s[3], 45)
      return result
    }
  }

  @Test func `SplitMix64 gives the published values for seed 1234567`() {
    // https://rosettacode.org/wiki/Pseudo-random_numbers/Splitmix64
    var state: UInt64 = 1_234_567
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
    ]
    for value in expected { #expect(RandomStream.splitMix(&state) == value) }
  }

  @Test func `the stream is xoshiro256 star star from the state 1 2 3 4`() {
    // The vector of the rand_xoshiro package, made with the authors' C program.
    var stream = RandomStream(seed: 0)
    (stream.a, stream.b, stream.c, stream.d) = (1, 2, 3, 4)
    let expected: [UInt64] = [
      11520, 0, 1_509_978_240, 1_215_971_899_390_074_240, 1_216_172_134_540_287_360,
      607_988_272_756_665_600, 16_172_922_978_634_559_625, 8_476_171_486_693_032_832,
      10_595_114_339_597_558_777, 2_904_607_092_377_533_576,
    ]
    for value in expected { #expect(stream.next() == value) }
  }

  @Test(arguments: [0, 1, 42, UInt64.max] as [UInt64])
  func `a seed fills the state by SplitMix64, as the authors advise`(seed: UInt64) {
    var state = seed
    var reference = Reference(s: (0..<4).map { _ in RandomStream.splitMix(&state) })
    var stream = RandomStream(seed: seed)
    for _ in 0..<1000 { #expect(stream.next() == reference.next()) }
  }

  @Test(arguments: [2, 3, 7, 10, 64])
  func `every number below a bound is as likely as the others`(bound: Int) {
    var stream = RandomStream(seed: 9)
    var counts = Array(repeating: 0, count: bound)
    let draws = 2000 * bound
    for _ in 0..<draws { counts[stream.below(bound)] += 1 }
    // Chi-squared with bound - 1 degrees of freedom: mean bound - 1, variance 2 (bound - 1).
    let chi = counts.reduce(0.0) { $0 + Double(($1 - 2000) * ($1 - 2000)) / 2000 }
    let freedom = Double(bound - 1)
    #expect(chi < freedom + 5 * (2 * freedom).squareRoot())
    #expect(counts.allSatisfy { $0 > 0 })
  }

  @Test func `a range is drawn with both its ends`() {
    var stream = RandomStream(seed: 3)
    let drawn = Set((0..<500).map { _ in stream.number(in: -2...2) })
    #expect(drawn == [-2, -1, 0, 1, 2])
    #expect(stream.number(in: 7...7) == 7)
  }

  @Test func `streams of different seeds, purposes and places differ from each other`() {
    var first: Set<UInt64> = []
    for seed in 0..<20 as Range<UInt64> {
      for purpose in 0..<4 as Range<UInt64> {
        for index in 0..<50 {
          var stream = RandomStream(seed: seed, purpose: purpose, index: index)
          first.insert(stream.next())
        }
      }
    }
    #expect(first.count == 20 * 4 * 50)
  }

  @Test func `neighbouring streams agree in half of their bits`() {
    for index in 0..<20 {
      var one = RandomStream(seed: 1, purpose: 1, index: index)
      var other = RandomStream(seed: 1, purpose: 1, index: index + 1)
      let differing = (0..<200).reduce(0) { sum, _ in sum + (one.next() ^ other.next()).nonzeroBitCount }
      // 12,800 coin tosses: mean 6,400, standard deviation 57.
      #expect(abs(differing - 6400) < 5 * 57)
    }
  }

  /// Draws once or many times at each beat, and notes one draw.
  struct Drawer: Node {
    enum TimerName: Hashable, Codable, Sendable { case beat }
    typealias Message = Int
    let draws: Int

    mutating func start(_ context: inout Context) { context.setTimer(.beat, after: 10) }
    mutating func timeout(_ timer: TimerName, _ context: inout Context) {
      let drawn = (0..<draws).map { _ in context.choose(among: 0..<1_000_000) }
      context.note("\(drawn[0])")
      for value in drawn { context.send(value, to: context.choose(among: context.peers)) }
      context.setTimer(.beat, after: 10)
    }
    mutating func receive(_ message: Int, from sender: NodeID, _ context: inout Context) {}
  }

  @Test func `a node that draws more does not shift what the others draw, nor their links`() {
    func events(_ draws: Int) -> [TraceEvent] {
      let link = Link(loss: Probability(0.3), latency: .uniform(1...100))
      var run = Simulation(
        Cluster(count: 4, link: link) { Drawer(draws: $0.index == 2 ? draws : 1) }, seed: 5)
      run.run(until: 200)
      // What the other nodes drew, sent and lost, without the numbers, which the extra events shift.
      return run.trace.events.filter { event in
        let mover = event.kind == .delivery || event.kind == .drop ? event.peer : event.node
        return mover != NodeID(2)
      }.map { event in
        var event = event
        (event.number, event.cause) = (0, nil)
        return event
      }
    }
    let (few, many) = (events(1), events(7))
    #expect(few.count > 100)
    #expect(few.sorted(by: order) == many.sorted(by: order))
  }

  private func order(_ a: TraceEvent, _ b: TraceEvent) -> Bool {
    (a.time, "\(a)") < (b.time, "\(b)")
  }

  @Test func `a probability happens as often as it says`() {
    for percent in [0, 1, 25, 50, 99, 100] {
      var stream = RandomStream(seed: UInt64(percent))
      let probability = Probability(Double(percent) / 100)
      let happened = (0..<10_000).filter { _ in probability.happens(&stream) }.count
      let deviation = (10_000 * Double(percent) / 100 * (1 - Double(percent) / 100)).squareRoot()
      #expect(abs(Double(happened) - Double(percent) * 100) <= 5 * deviation)
    }
  }

  @Test func `what cannot happen draws nothing`() {
    var stream = RandomStream(seed: 1)
    #expect(!Probability.never.happens(&stream))
    #expect(stream == RandomStream(seed: 1))
  }

  @Test func `a probability outside 0 to 1 is taken to the nearer end`() {
    #expect(Probability(-3) == .never)
    #expect(Probability(7) == Probability(1))
    #expect(Probability(-.infinity) == .never)
    #expect(Probability(.infinity) == Probability(1))
  }

  @Test(arguments: [0, 0.1, 0.2, 0.25, 1.0 / 3, 0.001, 0.999, 1])
  func `a probability is written as the shortest number that means it`(value: Double) {
    let text = Probability(value).description
    #expect(Double(text).map(Probability.init) == Probability(value))
    #expect(text.count <= 12)
    if value != 1.0 / 3 { #expect(text == "\(value)") }
  }
}
