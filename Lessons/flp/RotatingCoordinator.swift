import Atoll

/// Three rounds, each with another coordinator: in round k the k-th process broadcasts its estimate, and the others
/// adopt it; who suspects that the coordinator has crashed goes on without. After the last round everybody decides
/// its estimate.
///
/// The timer `suspect` is a failure detector. If it only ever suspects who has crashed, the first correct coordinator
/// unites all estimates. In an asynchronous system it can suspect a coordinator that is merely slow: termination
/// stays, and agreement is lost.
///
/// - SeeAlso: Chandra & Toueg 1996, "Unreliable failure detectors for reliable distributed systems".
public struct RotatingCoordinator: ConsensusProcess {
  /// What a coordinator says.
  public enum Message: Hashable, Codable, Sendable { case propose(Int, round: Int) }
  /// Its first step, and the end of its patience with a coordinator.
  public enum TimerName: String, Hashable, Codable, Sendable { case begin, suspect }

  /// For how many ticks it waits for a coordinator.
  let patience: Int
  /// The round it is in, from 1; 0 before its first step.
  var round = 0
  var estimate: Int
  /// Proposals of later rounds that have arrived already, by round.
  var early: [Int?] = [nil, nil, nil]
  /// What it has decided.
  public var decision: Int?

  /// A process with an input, which waits for a coordinator for some ticks.
  public init(input: Int, patience: Int) {
    self.patience = patience
    estimate = input
  }

  /// Gets ready for its first step.
  public mutating func start(_ context: inout Context) { context.setTimer(.begin, after: 0...10) }

  /// Begins, or gives a coordinator up.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    if timer == .suspect { context.note("suspects the coordinator of round \(round)") }
    enter(round + 1, &context)
  }

  /// Adopts the proposal of this round, keeps one of a later round, drops one of an earlier.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    guard case .propose(let value, let proposed) = message else { return }
    if proposed > round { early[proposed - 1] = value }
    guard proposed == round else { return }
    estimate = value
    context.cancelTimer(.suspect)
    enter(round + 1, &context)
  }

  private mutating func enter(_ next: Int, _ context: inout Context) {
    round = next
    guard round <= context.clusterSize else {
      decision = estimate
      return context.note("decides \(estimate)")
    }
    if context.id.index == round - 1 {
      context.broadcast(.propose(estimate, round: round))
      enter(round + 1, &context)
    } else if let value = early[round - 1] {
      (estimate, early[round - 1]) = (value, nil)
      enter(round + 1, &context)
    } else {
      context.setTimer(.suspect, after: patience)
    }
  }
}
