import Atoll
import BenOrContract

/// One process of Ben-Or's protocol.
///
/// Grade it as often as you like: `atoll grade ben-or`. `atoll hint ben-or` helps in small steps.
struct BenOr: BenOrProcess {
  /// How many processes may crash: f.
  let crashesMax: Int
  private(set) var decision: Int?

  private var round = 1
  private var isProposing = false
  private var estimate: Int
  /// How often 0, 1 and nothing were said in this phase, and in the phases after it: a phase needs n − f words, and
  /// other processes can be ahead.
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
    // TODO: when this phase has its n − f words, end it: the two functions below. The task is in README.md.
  }

  private mutating func endOfReports(_ tally: [Int], _ context: inout Context) {
  }

  private mutating func endOfProposals(_ tally: [Int], _ context: inout Context) {
  }

  /// Two phases for each round, numbered through.
  private var phase: Int { 2 * round + (isProposing ? 1 : 0) }

  /// Counts a word of this phase or of a later one; a word of an earlier phase comes too late.
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
}
