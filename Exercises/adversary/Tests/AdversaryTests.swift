import AdversaryContract
import AdversaryRemote
import Atoll
import AtollSuite
import XCTest

final class AdversaryTests: XCTestCase {
  /// A message that was sent is delivered at the latest as the twelfth delivery after that, and each process with
  /// messages in transit receives one at least every twelve deliveries.
  private let patience = 12

  func testChoosesAMessageInTransit() throws {
    var scheduler = try Adversary()
    let run = DeliveryRun(cluster([0, 1, 1]))
    let choice = try scheduler.next(view(of: run))
    XCTAssertTrue(
      run.pending.contains { $0.id == choice },
      "at the beginning the messages \(list(run)) are in transit, and it chooses \(choice)")
  }

  func testOneRound() throws {
    try keepUndecided([0, 0, 1], rounds: 1)
  }

  func testTwoRounds() throws {
    try keepUndecided([0, 1, 1], rounds: 2)
  }

  func testDeliversEverything() throws {
    try keepUndecided([0, 1, 1], rounds: 12, mayDecide: true)
  }

  func testAnyInputs() throws {
    for inputs in [[0, 1, 1], [1, 0, 1], [1, 1, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]] {
      try keepUndecided(inputs, rounds: 6)
    }
  }

  func testFiftyRounds() throws {
    try keepUndecided([0, 1, 0], rounds: 50)
  }

  func testManyRounds() throws {
    try keepUndecided([1, 1, 0], rounds: 150)
  }

  func testTwoRunsAtOnce() throws {
    // Two schedulers take turns: what one of them has seen is no business of the other.
    var (first, second) = (try Adversary(), try Adversary())
    try SuiteRuns.schedule("first-of-two", cluster([0, 1, 1])) { run in
      var other = DeliveryRun(cluster([1, 0, 0]))
      for _ in 0..<60 {
        if let wrong = try deliver(&run, &first) ?? deliver(&other, &second) { return wrong }
        if let wrong = decided(run) ?? decided(other) { return wrong }
      }
      return nil
    }
  }

  // MARK: - Runs

  /// Lets a scheduler of the learner's run the protocol, until all have done some rounds; every rule is held exactly.
  private func keepUndecided(_ inputs: [Int], rounds: Int, mayDecide: Bool = false) throws {
    var scheduler = try Adversary()
    try SuiteRuns.schedule(inputs.map(String.init).joined(), cluster(inputs)) { run in
      var silent = [0, 0, 0]
      while run.nodes.contains(where: { $0.round <= rounds }) {
        let before = run.pending
        if let wrong = try deliver(&run, &scheduler) { return wrong }
        let receiver = before.first { message in !run.pending.contains { $0.id == message.id } }?.to.index
        for place in silent.indices {
          let waits = run.pending.contains { $0.to.index == place }
          silent[place] = receiver == place || !waits ? 0 : silent[place] + 1
        }
        if !mayDecide, let wrong = decided(run) { return wrong }
        if let wrong = unfair(run, silent) { return wrong }
      }
      return nil
    }
  }

  private func deliver(_ run: inout DeliveryRun<Adopt>, _ scheduler: inout Adversary) throws -> String? {
    let choice = try scheduler.next(view(of: run))
    let messages = list(run)
    return run.deliver(choice)
      ? nil : "it chooses message \(choice), which is not in transit; in transit are \(messages)"
  }

  private func decided(_ run: DeliveryRun<Adopt>) -> String? {
    for (place, process) in run.nodes.enumerated() {
      if let decision = process.decision {
        return
          "\(NodeID(place)) has decided \(decision), in round \(process.round - 1): it heard its own value first"
      }
    }
    return nil
  }

  private func unfair(_ run: DeliveryRun<Adopt>, _ silent: [Int]) -> String? {
    if let old = run.pending.first(where: { run.deliveries - $0.sentAfter >= patience }) {
      return
        "not fair: \(ValueText(names: []).text(old.message)) from \(old.from) to \(old.to) was sent \(patience) deliveries ago and "
        + "is still in transit"
    }
    if let place = silent.firstIndex(where: { $0 >= patience }) {
      return
        "not fair: \(NodeID(place)) has taken no step in \(patience) deliveries, though messages to it are in transit"
    }
    return nil
  }

  private func view(of run: DeliveryRun<Adopt>) -> View {
    View(
      processes: run.nodes.map { ProcessView(round: $0.round, estimate: $0.estimate) },
      messages: run.pending.map { message in
        PendingMessage(
          id: message.id, from: message.from.index, to: message.to.index, value: message.message.value,
          round: message.message.round, age: run.deliveries - message.sentAfter)
      })
  }

  private func list(_ run: DeliveryRun<Adopt>) -> String {
    run.pending.map { String($0.id) }.joined(separator: ", ")
  }

  private func cluster(_ inputs: [Int]) -> Cluster<Adopt> {
    Cluster(count: inputs.count) { Adopt(input: inputs[$0.index]) }
  }
}
