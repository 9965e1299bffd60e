import Atoll
import Testing

@testable import AtollExploration

/// The orbits' sizes add up to the number of configurations only where each orbit has one representative and every
/// size is right: that is what these tests compare on random symmetric systems.
struct SymmetryTests {
  /// A node whose behaviour is drawn, and does not depend on which node it is.
  private struct Member: Node {
    typealias Message = Int
    typealias TimerName = Int
    let system: UInt64
    var state = 0
    var fuel = 2
    var heard = NodeSet()
    var friend: NodeID?

    static var stable: StableState<Self> { StableState(\.fuel, \.friend) }

    mutating func start(_ context: inout Context) { react(1, nil, &context) }
    mutating func recover(_ context: inout Context) { react(2, nil, &context) }
    mutating func timeout(_ timer: Int, _ context: inout Context) { react(10 + timer, nil, &context) }

    mutating func receive(_ message: Int, from sender: NodeID, _ context: inout Context) {
      react(20 + message * 2 + (heard.contains(sender) ? 1 : 0), sender, &context)
    }

    private mutating func react(_ event: Int, _ sender: NodeID?, _ context: inout Context) {
      let key = [event, state, heard.count, friend == nil ? 0 : 1].reduce(system) {
        ($0 &+ UInt64($1) &+ 1) &* 0x2545_F491_4F6C_DD1D
      }
      var random = RandomStream(seed: key)
      if random.below(6) == 0 { state = context.choose(among: [0, 1]) } else { state = random.below(3) }
      if let sender {
        if random.below(2) == 0 { heard.insert(sender) }
        if random.below(3) == 0 { friend = sender }
      }
      if random.below(3) == 0 { context.setTimer(random.below(2), after: 3) }
      guard fuel > 0 else { return }
      let message = random.below(2)
      switch random.below(4) {
      case 0: context.broadcast(message)
      case 1: if let sender { context.send(message, to: sender) }
      case 2: if let friend { context.send(message, to: friend) }
      default: return
      }
      fuel -= 1
    }
  }

  private static func problem(_ seed: UInt64, _ network: NetworkSemantics) -> ExplorationProblem<Member> {
    var random = RandomStream(seed: seed)
    let faults = FaultBounds(drops: random.below(2), crashes: random.below(2), recoveries: random.below(2))
    let count = 2 + random.below(3)
    return ExplorationProblem(
      Cluster(count: count) { _ in Member(system: seed) }, network: network, faults: faults,
      properties: [
        .always("not 2", everyNode: { $0.state != 2 }), .atMostOne("one") { $0.heard.count > 1 },
        .sometimes("all", everyNode: { $0.fuel == 0 }),
        .sometimes("sum") { $0.nodes.map(\.state).reduce(0, +) == 3 },
      ],
      symmetry: Symmetry(of: (0..<count).map { NodeID($0) }) { member, renaming in
        var renamed = member
        renamed.heard = renaming(member.heard)
        renamed.friend = member.friend.map { renaming($0) }
        return renamed
      })
  }

  @Test(arguments: NetworkSemantics.allCases)
  func `orbits add up to the configurations of the full search`(network: NetworkSemantics) throws {
    var compared = 0
    for seed in 0..<60 as Range<UInt64> {
      let problem = Self.problem(seed, network)
      var limits = SearchLimits()
      limits.states = 8000
      let full = try Explorer(problem).explore(limits)
      guard full.end == .complete else { continue }
      compared += 1
      limits.usesSymmetry = true
      let report = try Explorer(problem).explore(limits)
      let words: Comment = "seed \(seed), \(network)"
      #expect(report.end == .complete, words)
      #expect(report.states == full.states, words)
      #expect(report.depth == full.depth, words)
      let orbits = try #require(report.orbits)
      #expect(orbits <= full.states && report.transitions <= full.transitions, words)
      for (property, other) in zip(report.properties, full.properties) {
        #expect(property.example?.length == other.example?.length, words)
        guard let example = property.example else { continue }
        #expect(try Explorer(problem).run(example.choices)?.trace == example.trace, words)
      }
    }
    #expect(compared > 25, "\(compared)")
  }

  @Test func `what is not symmetric is refused with words`() throws {
    var limits = SearchLimits()
    limits.usesSymmetry = true
    var problem = Self.problem(1, .unordered)
    problem.cluster.nodes[1].state = 1
    let error = #expect(throws: ExplorationError.self) { try Explorer(problem).explore(limits) }
    #expect(error?.description.contains("nodes a and b do not begin alike") == true)
    problem.symmetry = nil
    #expect(throws: ExplorationError.self) { try Explorer(problem).explore(limits) }
    problem.symmetry = Symmetry(of: [NodeID(0), NodeID(9)]) { member, _ in member }
    #expect(throws: ExplorationError.self) { try Explorer(problem).explore(limits) }
  }
}
