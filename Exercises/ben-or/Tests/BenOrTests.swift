import Atoll
import AtollSuite
import BenOrContract
import XCTest

final class BenOrTests: XCTestCase {
  private typealias Process = RemoteNode<BenOrTypes>

  // MARK: - One process

  func testReportsItsInput() throws {
    var process = try SingleNode<BenOrTypes>(.init(input: 1, crashesMax: 1), at: 1, of: 3)
    let sent = try process.start().sent
    XCTAssertEqual(
      words(sent.map(\.message)), "report(1, round: 1), report(1, round: 1)",
      "b starts with the input 1: it says")
    XCTAssertEqual(words(sent.map(\.to).sorted()), "a, c", "b starts with the input 1: it says so to")
  }

  func testProposesAMajority() throws {
    for value in [0, 1] {
      XCTAssertEqual(
        try proposal([value, value], of: 3, crashesMax: 1), "propose(\(value), round: 1)",
        "three processes, of which one may crash: a reports \(value) and hears one more report of \(value); it says"
      )
    }
  }

  func testProposesNothing() throws {
    XCTAssertEqual(
      try proposal([1, 0], of: 3, crashesMax: 1), "propose(none, round: 1)",
      "three processes, of which one may crash: a reports 1 and hears a report of 0; it says")
  }

  func testCountsAgainstAll() throws {
    XCTAssertEqual(
      try proposal([0, 0, 1], of: 4, crashesMax: 1), "propose(none, round: 1)",
      "four processes, of which one may crash: a reports 0 and hears 0 and 1, and two are not more than half of four; it says"
    )
    XCTAssertEqual(
      try proposal([0, 0, 0], of: 4, crashesMax: 1), "propose(0, round: 1)",
      "four processes, of which one may crash: a reports 0 and hears 0 and 0; it says")
  }

  func testDecides() throws {
    var process = try proposing(1)
    XCTAssertEqual(
      words(process.observation), "none", "a proposes 1 and has heard no proposal yet: its decision")
    try process.receive(.propose(1, round: 1), from: 1)
    XCTAssertEqual(
      words(process.observation), "1", "a proposes 1 and hears a proposal of 1 from b: its decision")
  }

  func testAdoptsOneProposal() throws {
    var process = try proposing(1)
    let step = try process.receive(.propose(nil, round: 1), from: 1)
    let what = "a proposes 1 and hears that b proposes nothing"
    XCTAssertEqual(words(process.observation), "none", "\(what): its decision")
    XCTAssertEqual(process.possibilities.count, 0, "\(what): the number of coins that it tosses")
    XCTAssertEqual(once(step.sent.map(\.message)), "report(1, round: 2)", "\(what): it says")
  }

  func testTossesACoin() throws {
    var reports: Set<String> = []
    for side in [0, 1] {
      var process = try proposing(nil)
      let step = try process.receive(.propose(nil, round: 1), from: 2, choosing: [side])
      XCTAssertEqual(
        process.possibilities, [2], "a and c propose nothing: the sides of each coin that a tosses")
      reports.insert(once(step.sent.map(\.message)))
    }
    XCTAssertEqual(
      reports.sorted(), ["report(0, round: 2)", "report(1, round: 2)"],
      "a and c propose nothing, and a tosses a coin: what it can say then")
  }

  /// What process a says when its first phase ends: it reports the first value and hears the others.
  private func proposal(_ reports: [Int], of count: Int, crashesMax: Int) throws -> String {
    var process = try SingleNode<BenOrTypes>(.init(input: reports[0], crashesMax: crashesMax), of: count)
    try process.start()
    var said: [BenOrMessage] = []
    for (place, report) in reports.dropFirst().enumerated() {
      said += try process.receive(.report(report, round: 1), from: place + 1).sent.map(\.message)
    }
    return once(said)
  }

  /// Process a of three, which has just proposed a value, or nothing.
  private func proposing(_ value: Int?) throws -> SingleNode<BenOrTypes> {
    var process = try SingleNode<BenOrTypes>(.init(input: 1, crashesMax: 1), of: 3)
    try process.start()
    try process.receive(.report(value ?? 0, round: 1), from: 1)
    return process
  }

  // MARK: - Every order of events

  func testAgreesInEveryOrder() throws {
    for inputs in [[0, 1, 1], [0, 0, 1], [1, 1, 1]] {
      let problem = try problem(inputs, .unordered, crashes: 1)
      try SuiteRuns.explore(name(inputs), problem, statesMax: 300_000, keeping: { $0.round == 1 })
    }
  }

  func testAgreesInTwoRounds() throws {
    for inputs in [[0, 1, 1], [0, 0, 1]] {
      let problem = try problem(inputs, .ordered, crashes: 0)
      try SuiteRuns.explore(
        name(inputs), problem, statesMax: 1_000_000, stepsMax: 16, keeping: { $0.round <= 2 })
    }
  }

  private func problem(
    _ inputs: [Int], _ network: NetworkSemantics, crashes: Int
  ) throws -> ExplorationProblem<Process> {
    ExplorationProblem(
      try cluster(inputs, crashesMax: 1), network: network, faults: FaultBounds(crashes: crashes),
      properties: [
        .agreement("no two processes decide differently") { $0.observation },
        .always(
          "who decides, decides the input of some process",
          everyNode: { process in
            process.observation.map { inputs.contains($0) } ?? true
          }),
        .sometimes("some process decides", someNode: { $0.observation != nil }),
      ])
  }

  // MARK: - Termination, sampled

  // A process that is up decides with probability 1. In a simulation the delays do not depend on the coins. So in each
  // round all coins that are tossed show the value that the others adopt, if there is one, with probability 2^-n or more,
  // and then the next round decides. A round has 2n(n - 1) messages, so that the bounds below are 208 rounds of three
  // processes, 333 of four and 500 of five. A right solution is undecided after them with a probability of at most
  // (1 - 2^-n)^(rounds - 1): 10^-12, 10^-9 and 10^-6. (That is a coarse bound: a handful of rounds is usual.) The seeds
  // are fixed, so that the verdict on a file is always the same.

  func testTerminates() throws {
    try sample([0, 1, 1], crashesMax: 1, crashes: 0, seeds: 1...12, eventsMax: 2500)
    try sample([0, 0, 0], crashesMax: 1, crashes: 0, seeds: 1...2, eventsMax: 2500)
  }

  func testTerminatesInSpiteOfACrash() throws {
    try sample([0, 1, 1], crashesMax: 1, crashes: 1, seeds: 1...12, eventsMax: 2500)
    try sample([1, 0, 1, 0], crashesMax: 1, crashes: 1, seeds: 21...24, eventsMax: 8000)
  }

  func testFiveProcesses() throws {
    try sample([0, 1, 1, 0, 1], crashesMax: 2, crashes: 2, seeds: 1...6, eventsMax: 20_000)
    try sample([1, 0, 0, 0, 1], crashesMax: 2, crashes: 0, seeds: 11...13, eventsMax: 20_000)
  }

  func testWidelySpreadDelays() throws {
    try sample(
      [0, 1, 1], crashesMax: 1, crashes: 0, seeds: 31...40, eventsMax: 2500, latency: .uniform(1...100))
    try sample(
      [0, 1, 0, 1], crashesMax: 1, crashes: 0, seeds: 41...44, eventsMax: 8000, latency: .uniform(1...100))
  }

  /// Simulates until all that are up have decided, for each seed; the first processes crash, at different times.
  private func sample(
    _ inputs: [Int], crashesMax: Int, crashes: Int, seeds: ClosedRange<UInt64>, eventsMax: Int,
    latency: LatencyDistribution = .uniform(5...15)
  ) throws {
    let cluster = try cluster(inputs, crashesMax: crashesMax, latency: latency)
    try SuiteRuns.simulate("\(name(inputs))-\(crashes)", cluster, seeds: seeds) { run, seed in
      var decisions: [Int: Int] = [:]
      for event in 0..<eventsMax {
        for victim in 0..<crashes where event == Int(seed) * (victim + 1) % 9 { run.crash(NodeID(victim)) }
        let goesOn = run.step()
        for (place, process) in run.nodes.enumerated() {
          let known = decisions[place]
          if let known, process.observation != known {
            return
              "\(NodeID(place)) has decided \(known), and now says \(words(process.observation)): a decision stands"
          }
          decisions[place] = process.observation
        }
        if Set(decisions.values).count > 1 { return "two processes decide differently" }
        if decisions.values.contains(where: { !inputs.contains($0) }) {
          return "a decision is nobody's input"
        }
        let open = run.nodes.indices.filter { run.isUp(NodeID($0)) && decisions[$0] == nil }
        if open.isEmpty { return nil }
        if !goesOn {
          return "\(words(open.map { NodeID($0) })) undecided, and nothing is left to happen"
        }
      }
      return "after \(eventsMax) events not all that are up have decided"
    }
  }

  private func cluster(
    _ inputs: [Int], crashesMax: Int, latency: LatencyDistribution = .uniform(5...15)
  ) throws -> Cluster<Process> {
    let processes = try inputs.map { try Process(.init(input: $0, crashesMax: crashesMax)) }
    return Cluster(count: inputs.count, link: Link(latency: latency)) { processes[$0.index] }
  }

  private func name(_ inputs: [Int]) -> String { inputs.map(String.init).joined() }
}

private func words(_ value: Any) -> String { ValueText(names: []).text(value) }

private func words(_ values: [some Any]) -> String { values.map { words($0 as Any) }.joined(separator: ", ") }

/// What was said to all, said once.
private func once(_ messages: [BenOrMessage]) -> String {
  Set(messages.map { words($0 as Any) }).sorted().joined(separator: ", ")
}

extension BenOrMessage {
  fileprivate var round: Int {
    switch self {
    case .report(_, let round), .propose(_, let round): round
    }
  }
}
