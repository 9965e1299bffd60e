import Atoll

/// Ben-Or's protocol for three processes of which one may crash: rounds of two phases, and a private coin.
///
/// 1. Broadcasts its estimate, waits until it has two (its own included). Two equal ones: proposes that value;
///    otherwise proposes nothing.
/// 2. Broadcasts its proposal, waits until it has two. Two proposals for v: decides v. One for v: takes v as its
///    estimate. None: tosses a coin for it.
///
/// Agreement and validity hold whatever the coins show. Termination has probability 1 against a scheduler that does
/// not see coins before they are tossed. In a simulation the scheduler is oblivious: it draws delays without looking
/// at anything.
///
/// - SeeAlso: Ben-Or 1983, "Another advantage of free choice: completely asynchronous agreement protocols".
public struct BenOr: ConsensusProcess {
  /// What the processes say to each other; a proposal may be for nothing.
  public enum Message: Hashable, Codable, Sendable {
    case estimate(Int, round: Int)
    case propose(Int?, round: Int)
  }

  /// After which round it takes no more part.
  let rounds: Int
  /// The round it is in, from 1.
  var round = 1
  var isProposing = false
  var estimate: Int
  var proposal: Int?
  /// Messages of later phases that have arrived already, in the order of their arrival.
  var early: [Message] = []
  /// What it has decided, and in which round.
  public var decision: Int?
  var decidedIn: Int?

  /// In every round it may fail to decide.
  public static var hasRoundsWithoutEnd: Bool { true }

  /// A process with an input.
  public init(input: Int, rounds: Int) {
    self.rounds = rounds
    estimate = input
  }

  /// Whether it is beyond the last round that the model lets it take part in.
  public var isCutShort: Bool { round > rounds }

  /// Begins.
  public mutating func start(_ context: inout Context) {
    context.broadcast(.estimate(estimate, round: round))
  }

  /// Uses a message of this phase, keeps one of a later phase, drops one of an earlier.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    early.append(message)
    while !isCutShort, let place = early.firstIndex(where: { [phase] in $0.phase == phase }) {
      switch early.remove(at: place) {
      case .estimate(let value, _): propose(value, &context)
      case .propose(let value, _): finish(value, &context)
      }
    }
    early.removeAll { [phase, isCutShort] in $0.phase < phase || isCutShort }
  }

  /// Phases are numbered through: two for each round.
  var phase: Int { round * 2 + (isProposing ? 1 : 0) }

  private mutating func propose(_ other: Int, _ context: inout Context) {
    isProposing = true
    proposal = other == estimate ? estimate : nil
    context.broadcast(.propose(proposal, round: round))
  }

  private mutating func finish(_ other: Int?, _ context: inout Context) {
    if let proposal, proposal == other, decision == nil {
      (decision, decidedIn) = (proposal, round)
      context.note("decides \(proposal)")
    }
    estimate = proposal ?? other ?? toss(&context)
    (round, isProposing, proposal) = (round + 1, false, nil)
    if !isCutShort { context.broadcast(.estimate(estimate, round: round)) }
  }

  private func toss(_ context: inout Context) -> Int {
    let side = context.choose(among: [0, 1])
    context.note("tosses \(side)")
    return side
  }
}

extension BenOr.Message {
  var phase: Int {
    switch self {
    case .estimate(_, let round): round * 2
    case .propose(_, let round): round * 2 + 1
    }
  }
}
