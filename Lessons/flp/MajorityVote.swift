import Atoll

/// Proposes its input to the others, votes for the first proposal of another that arrives, and decides a value once
/// it knows of two votes for it.
///
/// Agreement: each process votes once, and two values cannot both get two of three votes. Validity: only inputs are
/// proposed. Without a crash three votes for two values always make a majority. It loses termination: a crash can
/// leave one vote for each.
public struct MajorityVote: ConsensusProcess {
  /// What the processes say to each other.
  public enum Message: Hashable, Codable, Sendable { case propose(Int), vote(Int) }
  /// Its first step.
  public typealias TimerName = FirstStep

  /// What it proposes.
  public let input: Int
  var hasVoted = false
  /// How many votes for 0 and for 1 it knows of, its own included.
  var votes = [0, 0]
  /// What it has decided.
  public var decision: Int?

  /// A process with an input.
  public init(input: Int) { self.input = input }

  /// Gets ready for its first step.
  public mutating func start(_ context: inout Context) { context.setTimer(.begin, after: 0...10) }

  /// Its first step: proposes.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    context.broadcast(.propose(input))
  }

  /// Votes, or counts a vote.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .propose(let value):
      guard !hasVoted else { return }
      hasVoted = true
      context.broadcast(.vote(value))
      count(value, &context)
    case .vote(let value): count(value, &context)
    }
  }

  private mutating func count(_ value: Int, _ context: inout Context) {
    votes[value] += 1
    guard votes[value] == context.majority else { return }
    decision = value
    context.note("decides \(value)")
  }
}
