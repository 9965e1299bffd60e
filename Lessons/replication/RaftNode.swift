import Atoll

/// A node of Raft: it follows a leader, or stands for election, or leads and has the others copy its log.
///
/// Left out: clients' sessions, snapshots, changes of the membership, and refusals whose only content is a newer term.
///
/// - SeeAlso: Ongaro and Ousterhout 2014, "In search of an understandable consensus algorithm".
public struct RaftNode: Node {
  /// What it is in its term.
  public enum Role: String, Hashable, Codable, Sendable { case follower, candidate, leader }
  /// Nothing heard of a leader; time for a heartbeat; a client hands the leader a command.
  public enum TimerName: String, Hashable, Codable, Sendable { case election, heartbeat, command }
  /// What it sends and receives.
  public typealias Message = RaftMessage

  let rules: RaftRules
  var role = Role.follower
  /// Its term, and whom it voted for in it.
  var term = 0
  var vote: NodeID?
  /// Its copy of the log.
  var log: [RaftEntry] = []
  /// What its state machine has carried out: the entries that it knows to be committed.
  var applied: [RaftEntry] = []
  /// The terms that it has led: for the property, no rule reads it.
  var led: [Int] = []
  /// A candidate's votes.
  var votes = NodeSet()
  /// A leader's knowledge: the next index to send to each follower, and up to where each log is known to be the same.
  var next = NodeMap<Int>()
  var match = NodeMap<Int>()
  /// How many commands it has been handed in this term.
  var handed = 0

  /// The state machine is on disk, too.
  public static var stable: StableState<Self> { StableState(\.term, \.vote, \.log, \.applied, \.led) }

  /// A node that has seen no term yet.
  init(rules: RaftRules) { self.rules = rules }

  /// The place of the last entry.
  var end: RaftPosition { position(log.count) }

  func position(_ index: Int) -> RaftPosition {
    RaftPosition(term: index == 0 ? 0 : log[index - 1].term, index: index)
  }

  /// Waits for a leader.
  public mutating func start(_ context: inout Context) { awaitLeader(&context) }

  /// Comes back with what is on disk.
  public mutating func recover(_ context: inout Context) {
    if rules.bug == .voteNotKept { vote = nil }
    awaitLeader(&context)
  }

  func awaitLeader(_ context: inout Context) {
    guard term < rules.termMax, context.id.index < rules.candidates else { return }
    context.setTimer(.election, after: 150...150 + rules.spread)
  }

  /// Stands for election, says that it still leads, or takes a command.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    switch timer {
    case .election: stand(&context)
    case .heartbeat:
      sendToAll(&context)
      context.setTimer(.heartbeat, after: 50)
    case .command:
      handed += 1
      log.append(RaftEntry(term: term, leader: context.id, number: handed))
      if handed < rules.commands { context.setTimer(.command, after: 20...60) }
      sendToAll(&context)
    }
  }

  /// Adopts a newer term first; what is said in an older one is void.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    if message.term > term { follow(message.term, &context) }
    guard message.term == term else { return }
    switch message {
    case .askVote(_, let end): considerVote(for: sender, end: end, &context)
    case .vote where role == .candidate: count(voteOf: sender, &context)
    case .append(_, let position, let entries, let commit):
      obey(sender, entries, after: position, commit: commit, &context)
    case .appended(_, let index) where role == .leader: learn(that: sender, hasUpTo: index, &context)
    case .missing(_, let index) where role == .leader && next[sender] == index + 1:
      next[sender] = index
      sendEntries(to: sender, &context)
    case .vote, .appended, .missing: break
    }
  }

  /// Follows in a new term, without a vote.
  private mutating func follow(_ newTerm: Int, _ context: inout Context) {
    stepDown(&context)
    (term, vote, votes, next, match, handed) = (newTerm, nil, [], [:], [:], 0)
    if term < rules.termMax { awaitLeader(&context) } else { context.cancelTimer(.election) }
  }

  /// Leads no more. A leader meets another one of its own term only where votes are forgotten.
  mutating func stepDown(_ context: inout Context) {
    if role == .leader {
      context.cancelTimer(.heartbeat)
      context.cancelTimer(.command)
    }
    role = .follower
  }
}
