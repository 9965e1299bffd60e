/// How a protocol that counts rounds without end is looked at modulo a shift of the rounds: what its author declares.
///
/// Two configurations that differ only in a number k added to *every* round, the nodes' and the messages', are taken
/// as one. That is sound where the handlers commute with the shift: from the shifted state and the shifted message they
/// must come to the shifted state, and send the shifted messages. Then the shift is a bisimulation: each event of the
/// one configuration has its like in the other, and decisions are the same. So a protocol may compare rounds and add
/// to them, but not ask whether a round is the seventh. The search calls every handler once more with the next round
/// and holds the results against each other.
///
/// Two rules about messages make the graph finite, together with a bound on how far ahead of the others a node may be:
///
/// - A message of an *earlier* round than its receiver's must have no effect. It is delivered at once. The search
///   checks that there was none.
/// - A message of a *later* round waits until its receiver has come to that round. This restricts the scheduler: there
///   are schedules that are not looked at. So "bivalent" is certain, as both decisions were reached by real runs;
///   "univalent" holds for schedules within the bound only.
public struct RoundQuotient<N: Node>: Sendable {
  /// The system, without any bound on its rounds. Its nodes have no timers, no clients and no choices.
  public var cluster: Cluster<N>
  /// How many rounds a node may be ahead of the slowest node, or of the oldest message in transit.
  public var lead: Int
  /// The round that a node is in.
  public var round: @Sendable (N) -> Int
  /// The round that a message belongs to.
  public var messageRound: @Sendable (N.Message) -> Int
  /// A node with a number added to all its rounds.
  public var shifted: @Sendable (N, _ by: Int) -> N
  /// A message with a number added to all its rounds.
  public var messageShifted: @Sendable (N.Message, _ by: Int) -> N.Message

  /// Makes a declaration.
  public init(
    _ cluster: Cluster<N>, lead: Int = 1, round: @escaping @Sendable (N) -> Int,
    messageRound: @escaping @Sendable (N.Message) -> Int,
    shifted: @escaping @Sendable (N, _ by: Int) -> N,
    messageShifted: @escaping @Sendable (N.Message, _ by: Int) -> N.Message
  ) {
    self.cluster = cluster
    self.lead = lead
    self.round = round
    self.messageRound = messageRound
    self.shifted = shifted
    self.messageShifted = messageShifted
  }
}
