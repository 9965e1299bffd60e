import Atoll

/// Ballots without end, each with another leader, and each with more patience than the last one: the way of Paxos, with
/// time-outs that grow.
///
/// Ballot b belongs to process (b − 1) mod 3. Everybody who enters it tells the leader its estimate and the ballot in
/// which it took that estimate over. From a majority of them the leader takes the youngest estimate and proposes it;
/// who is still in the ballot takes it over; a majority of takeovers decides. Who has waited for too long enters the
/// next ballot.
///
/// Agreement: a decided value was taken over by a majority, so every later leader hears of it, as the youngest.
/// Time plays no part in that: a wrong suspicion wastes a ballot. Termination takes time: if messages are quick in the
/// end, the patience grows beyond what a ballot takes.
///
/// - SeeAlso: Lamport 1998, "The part-time parliament"; Dwork, Lynch & Stockmeyer 1988, "Consensus in the presence of
///   partial synchrony".
public struct FLPBallots: ConsensusProcess {
  /// What the processes say to each other.
  public enum Message: Hashable, Codable, Sendable {
    case enter(ballot: Int, estimate: Int, takenIn: Int)
    case propose(Int, ballot: Int)
    case accept(ballot: Int)
    case decide(Int)
  }
  /// Its first step, and the end of its patience with a ballot.
  public typealias TimerName = RotatingCoordinator.TimerName

  let patience: Int
  let growth: Int
  /// After which ballot it enters no other.
  let ballots: Int
  /// The ballot that it is in, from 1; 0 before its first step.
  var ballot = 0
  var estimate: Int
  /// The ballot in which it took its estimate over; 0 where it is its input.
  var takenIn = 0
  /// The leader's own: who has entered, the youngest estimate of theirs, who has accepted.
  var entered = NodeSet()
  var best = 0
  var bestTakenIn = -1
  var accepted = NodeSet()
  /// What it has decided.
  public var decision: Int?

  /// In every ballot it may fail to decide.
  public static var hasRoundsWithoutEnd: Bool { true }

  /// A process with an input, which waits `patience` ticks in ballot 1 and `growth` ticks more in each one after.
  public init(input: Int, patience: Int, growth: Int, ballots: Int) {
    (self.patience, self.growth, self.ballots) = (patience, growth, ballots)
    estimate = input
  }

  /// Whether it is in the last ballot that the model has.
  public var isCutShort: Bool { ballot >= ballots }

  /// Gets ready for its first step.
  public mutating func start(_ context: inout Context) { context.setTimer(.begin, after: 0...10) }

  /// Begins, or gives a ballot up.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    if timer == .suspect { context.note("gives ballot \(ballot) up") }
    if timer == .suspect || ballot == 0 { enter(ballot + 1, &context) }
  }

  /// Takes part in the message's ballot, unless it is in a later one or all is over.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    guard decision == nil else { return }
    if message.ballot > ballot { enter(message.ballot, &context) }
    switch message {
    case .enter(ballot, let estimate, let takenIn): hear(estimate, takenIn, from: sender, &context)
    case .propose(let value, ballot):
      (estimate, takenIn) = (value, ballot)
      context.send(.accept(ballot: ballot), to: sender)
    case .accept(ballot): count(sender, &context)
    case .decide(let value): decide(value, &context)
    default: break
    }
  }

  private mutating func enter(_ next: Int, _ context: inout Context) {
    guard next <= ballots else { return }
    (ballot, entered, bestTakenIn, accepted) = (next, [], -1, [])
    context.setTimer(.suspect, after: patience + growth * (next - 1))
    let leader = NodeID((ballot - 1) % context.clusterSize)
    if leader == context.id {
      hear(estimate, takenIn, from: leader, &context)
    } else {
      context.send(.enter(ballot: ballot, estimate: estimate, takenIn: takenIn), to: leader)
    }
  }

  private mutating func hear(
    _ estimate: Int, _ takenIn: Int, from sender: NodeID, _ context: inout Context
  ) {
    guard accepted.isEmpty else { return }
    entered.insert(sender)
    if takenIn > bestTakenIn { (best, bestTakenIn) = (estimate, takenIn) }
    guard entered.count == context.majority else { return }
    (self.estimate, self.takenIn) = (best, ballot)
    context.broadcast(.propose(best, ballot: ballot))
    accepted.insert(context.id)
  }

  private mutating func count(_ sender: NodeID, _ context: inout Context) {
    accepted.insert(sender)
    guard accepted.count == context.majority else { return }
    context.broadcast(.decide(estimate))
    decide(estimate, &context)
  }

  private mutating func decide(_ value: Int, _ context: inout Context) {
    decision = value
    context.note("decides \(value)")
    context.cancelTimer(.begin)
    context.cancelTimer(.suspect)
  }
}

extension FLPBallots.Message {
  var ballot: Int {
    switch self {
    case .enter(let ballot, _, _), .propose(_, let ballot), .accept(let ballot): ballot
    case .decide: 0
    }
  }
}
