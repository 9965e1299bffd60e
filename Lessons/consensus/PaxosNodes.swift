import Atoll

/// What proposers propose: each its own.
public enum PaxosValue: String, Hashable, Codable, Sendable, CaseIterable { case x, y, z }

/// A mistake that can be planted in Paxos.
public enum PaxosBug: String, Hashable, Codable, Sendable, CaseIterable {
  /// The protocol as it is.
  case none
  /// An acceptor accepts in a ballot although it has promised a higher one.
  case forgetsPromise = "forgets-promise"
  /// A proposer proposes its own value although a promise named another.
  case ignoresValue = "ignores-value"
  /// A quorum is less than a majority, so that two quorums need not share an acceptor.
  case smallQuorum = "small-quorum"
}

/// What all nodes of one Paxos know from the beginning.
public struct PaxosRules: Hashable, Codable, Sendable, CustomStringConvertible {
  /// How many acceptors there are; they are the first nodes.
  let acceptors: Int
  /// How many proposers there are; they come after.
  let proposers: Int
  /// The mistake, if any.
  let bug: PaxosBug

  /// How many acceptors make a quorum: a majority, unless that is the mistake.
  var quorum: Int { bug == .smallQuorum ? max(1, acceptors / 2) : acceptors / 2 + 1 }

  /// `quorums of 2 in 3`.
  public var description: String { "quorums of \(quorum) in \(acceptors)" }
}

/// A value that an acceptor has accepted, and in which ballot.
public struct PaxosVote: Hashable, Codable, Sendable, CustomStringConvertible {
  /// The ballot.
  public var ballot: Int
  /// The value.
  public var value: PaxosValue

  /// `x in ballot 1`.
  public var description: String { "\(value) in ballot \(ballot)" }
}

/// What proposers and acceptors say to each other; every message names its ballot.
public enum PaxosMessage: Hashable, Codable, Sendable {
  /// Proposer to acceptors, phase 1: promise to take part in no lower ballot, and say what you last accepted.
  case prepare(Int)
  /// The answer: I promise, and this is what I last accepted.
  case promise(Int, PaxosVote?)
  /// Proposer to acceptors, phase 2: accept this value.
  case accept(Int, PaxosValue)
  /// The answer: I have accepted.
  case accepted(Int)
}

/// An acceptor of single-decree Paxos: the protocol's memory.
///
/// It answers and never asks. It takes no part in a ballot lower than one that it has promised.
public struct Acceptor: Node {
  /// What it sends and receives.
  public typealias Message = PaxosMessage

  /// What it knows from the beginning.
  let rules: PaxosRules
  /// The highest ballot that it has promised; 0 before any.
  var promised = 0
  /// What it last accepted.
  var vote: PaxosVote?

  /// Both survive a crash: an acceptor that forgets is the mistake `forgets-promise`.
  public static var stable: StableState<Self> { StableState(\.promised, \.vote) }

  /// Promises, or accepts, unless it has promised a higher ballot.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .prepare(let ballot):
      guard ballot > promised else { return }
      promised = ballot
      context.send(.promise(ballot, vote), to: sender)
    case .accept(let ballot, let value):
      guard ballot >= promised || rules.bug == .forgetsPromise else { return }
      promised = ballot
      vote = PaxosVote(ballot: ballot, value: value)
      context.send(.accepted(ballot), to: sender)
    case .promise, .accepted: break
    }
  }
}

/// A proposer of single-decree Paxos, which also learns what is decided in its own ballots.
public struct Proposer: Node {
  /// Its free choice: to begin a ballot, its first or another.
  public enum TimerName: String, Hashable, Codable, Sendable { case begin }
  /// What it sends and receives.
  public typealias Message = PaxosMessage

  /// What it knows from the beginning.
  let rules: PaxosRules
  /// The value that it would like.
  let wish: PaxosValue
  /// How many more ballots it may begin.
  var attempts: Int
  /// Its ballot; 0 before its first. No two proposers share one.
  var ballot = 0
  /// Who has promised, and the vote of the highest ballot that came with a promise.
  var promises = NodeSet()
  var highest: PaxosVote?
  /// What it proposes, once a quorum has promised.
  var value: PaxosValue?
  /// Who has accepted.
  var accepts = NodeSet()
  /// What is decided, once a quorum has accepted.
  var decision: PaxosValue?

  /// A proposer must never use a ballot twice.
  public static var stable: StableState<Self> { StableState(\.attempts, \.ballot) }

  /// A proposer of a value that may begin a number of ballots.
  init(rules: PaxosRules, wish: PaxosValue, attempts: Int) {
    (self.rules, self.wish, self.attempts) = (rules, wish, attempts)
  }

  /// May begin a ballot from now on.
  public mutating func start(_ context: inout Context) {
    if attempts > 0 { context.setTimer(.begin, after: 0...40) }
  }

  /// Begins its next ballot: phase 1.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    attempts -= 1
    ballot = ballot == 0 ? context.id.index - rules.acceptors + 1 : ballot + rules.proposers
    (promises, highest, value, accepts) = ([], nil, nil, [])
    sendToAcceptors(.prepare(ballot), &context)
    if attempts > 0 { context.setTimer(.begin, after: 60...120) }
  }

  /// Counts promises, then acceptances.
  public mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .promise(ballot, let vote) where value == nil:
      promises.insert(sender)
      if let vote, vote.ballot > highest?.ballot ?? 0 { highest = vote }
      guard promises.count == rules.quorum else { return }
      value = rules.bug == .ignoresValue ? wish : highest?.value ?? wish
      sendToAcceptors(.accept(ballot, value ?? wish), &context)
    case .accepted(ballot) where decision == nil:
      accepts.insert(sender)
      guard accepts.count == rules.quorum else { return }
      decision = value
      context.cancelTimer(.begin)
    default: break
    }
  }

  private func sendToAcceptors(_ message: Message, _ context: inout Context) {
    for index in 0..<rules.acceptors { context.send(message, to: NodeID(index)) }
  }
}
