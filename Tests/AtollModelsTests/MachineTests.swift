import Atoll
import Testing

@testable import AtollLessons

/// The CAP theorem for finite machines, against closed formulas and against the nodes themselves.
struct MachineTests {
  /// In how many of all machines with `k` states a path of ticks, from a state that any step may lead to, has `j` states:
  /// as a share of them, k!/(k-j)! · j / k^(j+1), from the theory of random mappings.
  private func share(_ k: Int, _ j: Int) -> Double {
    var product = Double(j) / Double(k)
    for taken in 0..<j { product *= Double(k - taken) / Double(k) }
    return product
  }

  /// How many machines that can say `words` things answer nothing: a silent step for the request, and one for each state
  /// on the path after it.
  private func silent(_ k: Int, words: Int) -> Int {
    let all = (0..<2 * k).reduce(1.0) { product, _ in product * Double(k * words) }
    var total = 0.0
    var silence = 1.0 / Double(words)
    for j in 1...k {
      silence /= Double(words)
      total += share(k, j) * silence
    }
    return Int((all * total).rounded())
  }

  @Test(arguments: 1...3) func `the killers are as many as the formula says`(states: Int) {
    let counts = CapKiller.countByMachines(states: states)
    let (a, b) = (CapMachine.count(.writer, states: states), CapMachine.count(.reader, states: states))
    let (silentA, silentB) = (silent(states, words: 2), silent(states, words: 3))
    #expect(counts.reduce(0, +) == a * b)
    #expect(counts[0] == silentA * b)
    #expect(counts[1] == (a - silentA) * silentB)
    // 0 and 1 are only names: whatever machine says the one, another one says the other.
    #expect(counts[2] == (a - silentA) * (b - silentB) / 2 && counts[3] == counts[2])
    #expect(counts[4] == 0)
  }

  @Test(arguments: 1...2) func `counting pair by pair gives the same`(states: Int) {
    #expect(CapKiller.count(states: states) == CapKiller.countByMachines(states: states))
  }

  @Test func `two operations are judged as the checker judges them`() {
    let spans = (0..<4).flatMap { from in (from..<4).map { from...$0 } }
    for (writing, reading) in spans.flatMap({ one in spans.map { (one, $0) } }) {
      for value in 0...1 {
        let operations: [RegisterZones<Int>.Operation] = [
          .init(1, isWrite: true, invoked: writing.lowerBound, returned: writing.upperBound),
          .init(value, isWrite: false, invoked: reading.lowerBound, returned: reading.upperBound),
        ]
        let isExplained = RegisterZones(operations, initial: 0)?.order != nil
        #expect(CapKiller.isLinearizable(writing: writing, reading: reading, value: value) == isExplained)
      }
    }
  }

  @Test func `every pair with one state, and some with more, is killed by the run that is said`() throws {
    var pairs = (0..<4).flatMap { a in (0..<9).map { (1, a, $0) } }
    var stream = RandomStream(seed: 1)
    for _ in 0..<60 {
      let states = 2 + stream.below(2)
      pairs.append((states, stream.below(46_656), stream.below(531_441)))
    }
    for (states, a, b) in pairs {
      var settings = Settings(Machines.settings)
      try settings.set("states", to: "\(states)")
      try settings.set("a", to: "\(a)")
      try settings.set("b", to: "\(b)")
      let pair = Machines.pair(settings)
      let killer = try #require(CapKiller.of(pair.a, pair.b))
      var run = Machines.cutOff(settings, seed: 1)
      if killer != .inventedValue { run.invoke(.write("x", "1"), at: NodeID(0)) }
      run.run(until: states + 1)
      run.invoke(.read("x"), at: NodeID(1))
      // Ten times as long as a machine can be silent and speak afterwards.
      run.run(until: 11 * (states + 1))
      let history = History<RegisterRequest, RegisterReply>(of: run)
      let isLinearizable = LinearizabilityCheck(RegisterSpecification()).witness(history) != nil
      let unanswered = history.entries.filter { $0.reply == nil }
      switch killer {
      case .writerSilent: #expect(unanswered.contains { $0.client == "a" })
      case .readerSilent: #expect(unanswered.contains { $0.client == "b" })
      case .staleRead, .inventedValue: #expect(!isLinearizable && unanswered.isEmpty)
      }
    }
  }

  @Test func `a machine that waits is not called silent before it must be`() {
    // Two states: "write" leads from 0 to 1, and the tick from 1 says ok. The steps in the order of the number's digits,
    // each word × 2 + next: tick in 0, write in 0, tick in 1, write in 1.
    let digits = [0, 1, 2, 0]
    let number = digits.reversed().reduce(0) { $0 * 4 + $1 }
    let machine = CapMachine(.writer, states: 2, number: number)
    #expect(machine.step(0, .request) == (next: 1, word: 0))
    #expect(machine.step(1, .tick) == (next: 0, word: 1))
    #expect(machine.answer(afterTicks: 0) == CapMachine.Answer(word: 1, ticks: 1))
  }
}

/// Majorities, and what waiting costs.
struct MajorityTests {
  @Test func `who waits for a majority is linearizable, and who waits for nobody is not`() throws {
    var settings = Settings(MajorityRegister.settings)
    try settings.set("nodes", to: "5")
    let table = LatencyPrice.study.answer(settings, 3)
    let broken = table.rows.map { $0[4] }
    #expect(broken[0] != .number(0))
    #expect(broken[2...].allSatisfy { $0 == .number(0) })
    let means = table.rows.map { row in if case .number(let mean) = row[2] { mean } else { -1.0 } }
    #expect(means == means.sorted() && means[0] == 0)
  }

  @Test(arguments: [3, 5], 1...12 as ClosedRange<UInt64>)
  func `no faults make a majority's history one that is not linearizable`(nodes: Int, seed: UInt64) throws {
    var settings = Settings(MajorityRegister.settings)
    try settings.set("nodes", to: "\(nodes)")
    try settings.set("timeout", to: "25")
    var run = MajorityRegister.begin(settings, seed: seed)
    run.setLinks(Link(loss: Probability(0.1), duplication: Probability(0.1), latency: .uniform(1...20)))
    var stream = RandomStream(seed: seed)
    for number in 1...40 {
      let node = NodeID(stream.below(nodes))
      switch stream.below(9) {
      case 0: run.partition([[node], NodeSet((0..<nodes).map { NodeID($0) }.filter { $0 != node })])
      case 1:
        run.heal()
        for node in (0..<nodes).map({ NodeID($0) }) where !run.isUp(node) { run.recover(node) }
      case 2 where number % 3 == 0 && run.isUp(node): run.crash(node)
      case 3...5: _ = try run.invoke(anyRequest: RegisterRequest.write("x", "\(number)"), at: node)
      default: _ = try run.invoke(anyRequest: RegisterRequest.read("x"), at: node)
      }
      run.run(until: run.now + stream.below(40))
    }
    let operations = History<RegisterRequest, RegisterReply>(of: run).entries.compactMap { entry in
      switch (entry.request, entry.reply) {
      case (_, .unavailable?): nil as RegisterZones<String>.Operation?
      case (.write(_, let value), _):
        .init(value, isWrite: true, invoked: entry.invoked, returned: entry.returned)
      case (.read, .value(let value)?):
        .init(value, isWrite: false, invoked: entry.invoked, returned: entry.returned)
      default: nil
      }
    }
    let zones = try #require(RegisterZones(operations, initial: "0"))
    #expect(zones.order != nil)
    #expect(operations.contains { $0.returned != nil })
  }

  @Test func `three nodes go on without one of them, and one alone refuses`() throws {
    for lone in 0..<3 {
      var run = MajorityRegister.begin(Settings(MajorityRegister.settings), seed: 1)
      run.partition([NodeSet((0..<3).filter { $0 != lone }.map { NodeID($0) }), [NodeID(lone)]])
      for node in 0..<3 { _ = try run.invoke(anyRequest: RegisterRequest.read("x"), at: NodeID(node)) }
      run.run(until: 100)
      let answers = run.clientOperations.map { $0.reply as? RegisterReply }
      for node in 0..<3 { #expect(answers[node] == (node == lone ? .unavailable : .value("0"))) }
    }
  }
}
