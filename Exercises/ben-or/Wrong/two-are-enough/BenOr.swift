import Atoll
import BenOrContract

/// One process of Ben-Or's protocol (1983) for crashes, n > 2f.
struct BenOr: BenOrProcess {
  let crashesMax: Int
  private(set) var decision: Int?

  private var round = 1
  private var isProposing = false
  private var estimate: Int
  /// How often 0, 1 and nothing were said in this phase, and in the phases after it; its own word is counted.
  private var tallies: [[Int]] = []

  init(input: Int, crashesMax: Int) {
    self.crashesMax = crashesMax
    estimate = input
  }

  mutating func start(_ context: inout Context) {
    say(estimate, &context)
  }

  mutating func receive(_ message: BenOrMessage, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .report(let value, let round): count(value, phase: 2 * round)
    case .propose(let value, let round): count(value, phase: 2 * round + 1)
    }
    while let tally = tallies.first, tally.reduce(0, +) >= 2 {
      tallies.removeFirst()
      if isProposing {
        endOfProposals(tally, &context)
      } else {
        endOfReports(tally, &context)
      }
    }
  }

  /// Two phases for each round.
  private var phase: Int { 2 * round + (isProposing ? 1 : 0) }

  private mutating func count(_ value: Int?, phase: Int) {
    let ahead = phase - self.phase
    guard ahead >= 0 else { return }
    while tallies.count <= ahead { tallies.append([0, 0, 0]) }
    tallies[ahead][value ?? 2] += 1
  }

  /// Says its word of this phase to the others, and counts it.
  private mutating func say(_ value: Int?, _ context: inout Context) {
    context.broadcast(isProposing ? .propose(value, round: round) : .report(estimate, round: round))
    count(value, phase: phase)
  }

  private mutating func endOfReports(_ tally: [Int], _ context: inout Context) {
    let winner = [0, 1].first { tally[$0] >= 2 }
    isProposing = true
    say(winner, &context)
  }

  private mutating func endOfProposals(_ tally: [Int], _ context: inout Context) {
    let proposed = [0, 1].first { tally[$0] > 0 }
    if let proposed, tally[proposed] >= 2 { decision = decision ?? proposed }
    estimate = proposed ?? context.choose(among: [0, 1])
    (round, isProposing) = (round + 1, false)
    say(estimate, &context)
  }
}
