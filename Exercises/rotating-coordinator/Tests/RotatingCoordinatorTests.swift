import Atoll
import AtollSuite
import RotatingCoordinatorContract
import XCTest

final class RotatingCoordinatorTests: XCTestCase {
  private typealias Process = RemoteNode<CoordinatorTypes>
  private typealias One = SingleNode<CoordinatorTypes>

  // MARK: - One of the three processes a, b and c

  func testSendsItsEstimate() throws {
    var b = try One(.init(input: 1), at: 1, of: 3)
    XCTAssertEqual(
      words(try b.start()), "estimate(1, takenIn: 0, round: 1) to a",
      "b starts with the input 1: it sends")
  }

  func testProposesToAll() throws {
    var a = try One(.init(input: 1), at: 0, of: 3)
    XCTAssertEqual(words(try a.start()), "nothing", "a, the coordinator, starts: it sends")
    XCTAssertEqual(
      words(try a.receive(.estimate(1, takenIn: 0, round: 1), from: 1)),
      "propose(1, round: 1) to b, propose(1, round: 1) to c",
      "a, the coordinator of round 1, has 1 and hears the estimate 1 from b, which makes two of three: it sends"
    )
  }

  func testProposesTheLatest() throws {
    var b = try coordinatorOfRoundTwo()
    XCTAssertEqual(
      words(try b.receive(.estimate(0, takenIn: 1, round: 2), from: 2)),
      "propose(0, round: 2) to a, propose(0, round: 2) to c",
      "b, the coordinator of round 2, has the input 1 and hears from c the estimate 0, taken over in round 1: it sends"
    )
  }

  func testTakesTheProposalOver() throws {
    var c = try One(.init(input: 1), at: 2, of: 3)
    try c.start()
    XCTAssertEqual(
      words(try c.receive(.propose(0, round: 1), from: 0)),
      "accept(round: 1) to a, estimate(0, takenIn: 1, round: 2) to b",
      "c has 1 and hears that a proposes 0: it accepts, and goes on to round 2; it sends")
  }

  func testRefusesWhomItSuspects() throws {
    var c = try One(.init(input: 1), at: 2, of: 3)
    try c.start()
    XCTAssertEqual(
      words(try c.handle(.suspects(NodeID(0)))),
      "refuse(round: 1) to a, estimate(1, takenIn: 0, round: 2) to b",
      "c waits for a's proposal, and its detector suspects a: it refuses, and goes on to round 2; it sends"
    )
    XCTAssertEqual(
      words(try c.receive(.propose(0, round: 1), from: 0)), "nothing",
      "c has refused in round 1, and now the proposal comes: it sends")
  }

  func testDecides() throws {
    var a = try One(.init(input: 1), at: 0, of: 3)
    try a.start()
    try a.receive(.estimate(1, takenIn: 0, round: 1), from: 1)
    XCTAssertEqual(decision(a), "none", "a has proposed 1 and nobody has answered: its decision")
    XCTAssertEqual(
      words(try a.receive(.accept(round: 1), from: 1)), "decide(1) to b, decide(1) to c",
      "a has taken over its own proposal, and b accepts it, which makes two of three: it sends")
    XCTAssertEqual(
      decision(a), "1", "a has taken over its own proposal, and b accepts it: its decision")
  }

  func testARefusalIsNoAcceptance() throws {
    var a = try One(.init(input: 1), at: 0, of: 3)
    try a.start()
    try a.receive(.estimate(1, takenIn: 0, round: 1), from: 1)
    XCTAssertEqual(
      words(try a.receive(.refuse(round: 1), from: 1)), "estimate(1, takenIn: 1, round: 2) to b",
      "a has proposed 1 and b refuses: with its own, that is a majority of answers, and not all accept; it sends"
    )
    XCTAssertEqual(decision(a), "none", "a has proposed 1 and b refuses: its decision")
  }

  func testDecidesWhatIsDecided() throws {
    var c = try One(.init(input: 1), at: 2, of: 3)
    try c.start()
    try c.receive(.decide(0), from: 1)
    XCTAssertEqual(decision(c), "0", "c hears that 0 is decided: its decision")
  }

  func testKeepsWhatComesEarly() throws {
    var c = try One(.init(input: 0), at: 2, of: 3)
    try c.start()
    XCTAssertEqual(
      words(try c.receive(.propose(0, round: 2), from: 1)), "nothing",
      "c waits in round 1 and hears b's proposal of round 2: it sends")
    XCTAssertEqual(
      words(try c.receive(.propose(1, round: 1), from: 0)),
      "accept(round: 1) to a, estimate(1, takenIn: 1, round: 2) to b, accept(round: 2) to b",
      "c has heard b's proposal of round 2, and now a's of round 1: it goes on to round 3; it sends"
    )
    var a = try One(.init(input: 1), at: 0, of: 3)
    try a.start()
    XCTAssertEqual(
      words(try a.receive(.refuse(round: 1), from: 1)), "nothing",
      "a has proposed nothing yet, and b refuses: it sends")
    XCTAssertEqual(
      words(try a.receive(.estimate(1, takenIn: 0, round: 1), from: 1)),
      "propose(1, round: 1) to b, propose(1, round: 1) to c, estimate(1, takenIn: 1, round: 2) to b",
      "a has heard that b refuses, and now b's estimate: it proposes, and has a majority of answers; it sends"
    )
  }

  func testKeepsSuspicions() throws {
    var c = try One(.init(input: 1), at: 2, of: 3)
    try c.start()
    XCTAssertEqual(
      words(try c.handle(.suspects(NodeID(1)))), "nothing",
      "c waits for a's proposal, and its detector suspects b: it sends")
    XCTAssertEqual(
      words(try c.receive(.propose(0, round: 1), from: 0)),
      "accept(round: 1) to a, estimate(0, takenIn: 1, round: 2) to b, refuse(round: 2) to b",
      "c suspects b, and hears a's proposal: it goes on to round 2, whose coordinator it suspects, and to round 3; it sends"
    )
    var a = try One(.init(input: 1), at: 0, of: 3)
    try a.start()
    try a.handle(.suspects(NodeID(1)))
    try a.receive(.estimate(1, takenIn: 0, round: 1), from: 1)
    XCTAssertEqual(
      words(try a.receive(.refuse(round: 1), from: 1)),
      "estimate(1, takenIn: 1, round: 2) to b, refuse(round: 2) to b, estimate(1, takenIn: 1, round: 3) to c",
      "a suspects b, and b refuses a's proposal: it goes on to round 2, and to round 3; it sends")
  }

  /// b, which has refused a's round 1.
  private func coordinatorOfRoundTwo() throws -> One {
    var b = try One(.init(input: 1), at: 1, of: 3)
    try b.start()
    try b.handle(.suspects(NodeID(0)))
    return b
  }

  private func words(_ step: One.Step) -> String {
    let sent = step.sent.map { "\(text($0.message)) to \($0.to)" }
    return sent.isEmpty ? "nothing" : sent.joined(separator: ", ")
  }

  private func decision(_ process: One) -> String { text(process.observation as Any) }

  // MARK: - Every order of events

  func testAgreesWhateverIsSuspected() throws {
    for inputs in [[0, 1, 1], [1, 0, 0]] {
      let problem = ExplorationProblem(
        try cluster(inputs), network: .unordered,
        clients: [NodeID(1): [.suspects(NodeID(0))], NodeID(2): [.suspects(NodeID(0))]],
        properties: properties(inputs))
      try SuiteRuns.explore(name(inputs), problem, statesMax: 1_000_000, keeping: { $0.round <= 2 })
    }
  }

  func testAgreesInThreeRounds() throws {
    let inputs = [0, 1, 1]
    let problem = ExplorationProblem(
      try cluster(inputs), network: .ordered,
      clients: [
        NodeID(0): [.suspects(NodeID(1))], NodeID(1): [.suspects(NodeID(0))],
        NodeID(2): [.suspects(NodeID(0)), .suspects(NodeID(1))],
      ],
      properties: properties(inputs))
    try SuiteRuns.explore(name(inputs), problem, statesMax: 1_000_000, keeping: { $0.round <= 3 })
  }

  private func properties(_ inputs: [Int]) -> [Property<Process>] {
    [
      .agreement("no two processes decide differently") { $0.observation },
      .always(
        "who decides, decides the input of some process",
        everyNode: { process in process.observation.map { inputs.contains($0) } ?? true }),
      .sometimes("some process decides", someNode: { $0.observation != nil }),
    ]
  }

  // MARK: - Simulated runs

  func testTerminatesWithoutACrash() throws {
    try simulate([0, 1, 1], crashes: [], wrongUntil: 0, seeds: 1...5)
    try simulate([0, 1, 1, 0, 1], crashes: [], wrongUntil: 0, seeds: 6...8)
  }

  func testTerminatesInSpiteOfACrash() throws {
    for (place, victim) in [0, 1, 2].enumerated() {
      try simulate(
        [0, 1, 1], crashes: [victim], wrongUntil: 0,
        seeds: UInt64(place * 10 + 1)...UInt64(place * 10 + 6))
    }
  }

  func testTerminatesOnceTheDetectorIsAccurate() throws {
    try simulate([0, 1, 1], crashes: [], wrongUntil: 300, seeds: 1...10)
    try simulate([1, 0, 0], crashes: [0], wrongUntil: 300, seeds: 11...20)
  }

  func testFiveProcesses() throws {
    try simulate([0, 1, 1, 0, 1], crashes: [0, 1], wrongUntil: 200, seeds: 1...8)
    try simulate([1, 0, 1, 0, 0], crashes: [3], wrongUntil: 200, seeds: 11...16)
  }

  func testOneProcessIsTrusted() throws {
    try simulate([0, 1, 1], crashes: [], wrongUntil: 200, seeds: 1...6, onlyTrusted: 2)
    try simulate([0, 1, 1, 1, 0], crashes: [1], wrongUntil: 200, seeds: 11...16, onlyTrusted: 3)
  }

  /// Simulates until all that are up have decided. The detectors say anything until a tick; from then on they suspect all
  /// that have crashed and nobody else; or, of those that are up, trust one for certain, and go on being wrong about others.
  private func simulate(
    _ inputs: [Int], crashes: [Int], wrongUntil: Int, seeds: ClosedRange<UInt64>,
    onlyTrusted: Int? = nil
  ) throws {
    let run = "\(name(inputs))-\(crashes.map(String.init).joined(separator: ","))-\(wrongUntil)"
    try SuiteRuns.simulate(run, try cluster(inputs), seeds: seeds) { run, seed in
      var random = RandomStream(seed: seed, purpose: 7, index: 0)
      let crashTicks = crashes.map { _ in random.below(60) }
      var decisions: [Int: Int] = [:]
      var hasCalmed = false
      for tick in 0..<2000 {
        for (victim, when) in zip(crashes, crashTicks) where when == tick {
          run.crash(NodeID(victim))
        }
        let isUp = inputs.indices.filter { run.isUp(NodeID($0)) }
        if tick % 5 == 0 {
          for node in isUp where tick < wrongUntil || (onlyTrusted != nil && hasCalmed) {
            let other = random.below(inputs.count)
            guard other != node, random.below(3) == 0,
              !(hasCalmed && (other == onlyTrusted || !isUp.contains(other)))
            else { continue }
            run.invoke(
              random.below(2) == 0 ? .suspects(NodeID(other)) : .trusts(NodeID(other)),
              at: NodeID(node))
          }
        }
        if tick == max(wrongUntil, 80) {
          hasCalmed = true
          for node in isUp {
            for other in inputs.indices where other != node {
              run.invoke(
                isUp.contains(other) ? .trusts(NodeID(other)) : .suspects(NodeID(other)),
                at: NodeID(node))
            }
          }
        }
        run.run(until: tick)
        for (place, process) in run.nodes.enumerated() {
          if let known = decisions[place], process.observation != known {
            return
              "\(NodeID(place)) has decided \(known), and now says \(text(process.observation as Any)): a decision stands"
          }
          decisions[place] = process.observation
        }
        if Set(decisions.values).count > 1 { return "two processes decide differently" }
        if decisions.values.contains(where: { !inputs.contains($0) }) {
          return "a decision is nobody's input"
        }
        if isUp.allSatisfy({ decisions[$0] != nil }) { return nil }
      }
      let open = inputs.indices.filter { run.isUp(NodeID($0)) && decisions[$0] == nil }.map {
        "\(NodeID($0))"
      }
      return
        "\(open.joined(separator: ", ")) undecided at tick 2000, long after the detectors are right"
    }
  }

  private func cluster(_ inputs: [Int]) throws -> Cluster<Process> {
    let processes = try inputs.map { try Process(.init(input: $0)) }
    return Cluster(count: inputs.count, link: Link(latency: .uniform(5...15))) {
      processes[$0.index]
    }
  }

  private func name(_ inputs: [Int]) -> String { inputs.map(String.init).joined() }
}

private func text(_ value: Any) -> String { ValueText(names: []).text(value) }

extension CoordinatorMessage {
  fileprivate var round: Int {
    switch self {
    case .estimate(_, _, let round), .propose(_, let round), .accept(let round), .refuse(let round):
      round
    case .decide: 0
    }
  }
}
