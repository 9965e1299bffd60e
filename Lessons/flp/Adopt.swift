import Atoll

/// Rounds without end: in each, broadcasts its estimate and waits for *one* other process's estimate of the same
/// round. The same value: decides it. A different one: adopts it. Goes on to the next round either way.
///
/// Agreement: a process that decides v has met a second one with v in that round, so at most one of the three has
/// another value. Whoever has it can only hear v, and takes v; who decided keeps v; so in every later round, too, at
/// most one process has another value, and to decide it would take two. Validity: estimates are inputs. A crash does
/// not block it, for nobody waits for more than one other. It loses termination all the same: there is a run without
/// any crash in which nobody ever decides.
public struct Adopt: ConsensusProcess {
  /// What the processes say to each other.
  public enum Message: Hashable, Codable, Sendable { case estimate(Int, round: Int) }

  /// After which round it takes no more part; none where it goes on for ever.
  let rounds: Int?
  /// The round it is in, from 1.
  var round = 1
  var estimate: Int
  /// Messages of later rounds that have arrived already, in the order of their arrival.
  var early: [Message] = []
  /// What it has decided.
  public var decision: Int?

  /// In every round it may fail to decide.
  public static var hasRoundsWithoutEnd: Bool { true }

  /// A process with an input.
  public init(input: Int, rounds: Int? = nil) {
    self.rounds = rounds
    estimate = input
  }

  /// Tells the others its input.
  public mutating func start(_ context: inout Context) {
    context.broadcast(.estimate(estimate, round: round))
  }

  /// Uses a message of this round, keeps one of a later round, drops one of an earlier.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    early.append(message)
    while !isCutShort, let place = early.firstIndex(where: { [round] in $0.round == round }) {
      use(early.remove(at: place).value, &context)
      if !isCutShort { context.broadcast(.estimate(estimate, round: round)) }
    }
    early.removeAll { [round, isCutShort] in $0.round < round || isCutShort }
  }

  /// Whether it is beyond the last round that the model lets it take part in.
  public var isCutShort: Bool { rounds.map { round > $0 } ?? false }

  private mutating func use(_ value: Int, _ context: inout Context) {
    if value == estimate, decision == nil {
      decision = value
      context.note("decides \(value)")
    } else if decision == nil {
      estimate = value
    }
    round += 1
  }
}

extension Adopt.Message {
  var value: Int { if case .estimate(let value, _) = self { value } else { 0 } }
  var round: Int { if case .estimate(_, let round) = self { round } else { 0 } }
}

extension Adopt {
  /// Its rounds, modulo a shift: `receive` compares rounds with each other and adds one, and does nothing else with
  /// them, so it commutes with adding a number to all of them. (The bound `rounds` does not, and is left out.)
  static func quotient(inputs: [Int]) -> RoundQuotient<Adopt> {
    RoundQuotient(
      Cluster(inputs: inputs) { Adopt(input: $0) },
      round: { $0.round }, messageRound: { $0.round },
      shifted: { process, more in
        var process = process
        process.round += more
        process.early = process.early.map { $0.shifted(by: more) }
        return process
      },
      messageShifted: { $0.shifted(by: $1) })
  }
}

extension Adopt.Message {
  func shifted(by more: Int) -> Adopt.Message { .estimate(value, round: round + more) }
}
