import Atoll

/// A command in a log, and the term of the leader that was handed it.
public struct LogEntry: Hashable, Codable, Sendable, CustomStringConvertible {
  /// The term.
  public let term: Int
  /// The command.
  public let command: String

  /// Makes an entry.
  public init(term: Int, _ command: String) { (self.term, self.command) = (term, command) }

  /// `x@1`: command x, of term 1.
  public var description: String { "\(command)@\(term)" }
}

/// A place in a log, and the term of the entry that is there. Indices count from 1; index 0 and term 0 are the place
/// before the first entry.
public struct LogPosition: Hashable, Codable, Sendable, CustomStringConvertible {
  /// The index.
  public let index: Int
  /// The entry's term.
  public let term: Int

  /// Makes a position.
  public init(index: Int, term: Int) { (self.index, self.term) = (index, term) }

  /// `3 of term 2`.
  public var description: String { index == 0 ? "the start" : "\(index) of term \(term)" }
}

/// What the nodes say to each other; every message names its sender's term.
public enum LogMessage: Hashable, Codable, Sendable {
  /// A candidate asks for a vote; this is where its log ends.
  case askVote(term: Int, end: LogPosition)
  /// To a candidate: you have my vote.
  case vote(term: Int)
  /// From a leader: these entries come right after this position; up to the index `commit` all is committed.
  case append(term: Int, after: LogPosition, entries: [LogEntry], commit: Int)
  /// To the leader: up to this index my log is the same as yours.
  case appended(term: Int, upTo: Int)
  /// To the leader: I do not have the entry that you have at this index.
  case missing(term: Int, at: Int)

  /// The sender's term.
  public var term: Int {
    switch self {
    case .askVote(let term, _), .vote(let term), .append(let term, _, _, _), .appended(let term, _),
      .missing(let term, _):
      term
    }
  }
}

/// What a node's surroundings ask of it.
public enum LogRequest: Hashable, Codable, Sendable {
  /// Nothing was heard of a leader for too long: stand for election.
  case stand
  /// A client's command; whoever does not lead takes no notice.
  case command(String)
}

/// A node's part in elections, which is given in this exercise.
public struct Election: Hashable, Codable, Sendable, CustomStringConvertible {
  /// The term that the node is in.
  public fileprivate(set) var term: Int
  /// Whether it leads its term.
  public fileprivate(set) var isLeader = false
  fileprivate var vote: NodeID?
  fileprivate var votes: NodeSet = []

  /// Of a node that is in a term and has not voted in it.
  public init(term: Int) { self.term = term }

  /// `leader of term 2`, or `in term 2`.
  public var description: String { isLeader ? "leader of term \(term)" : "in term \(term)" }
}

/// One node of Raft, without its elections, which are given. It is a node (`import Atoll`), and its handlers are given, too:
/// they call the functions below. After a crash the node comes back with its `stable` state only.
public protocol LogReplica: ContractNode where Contract == RaftLogTypes {
  /// A node that finds this on its disk.
  init(term: Int, log: [LogEntry])

  /// Its part in elections: hands off, but for reading.
  var election: Election { get set }
  /// Its log; the entry with index 1 is `log[0]`.
  var log: [LogEntry] { get }
  /// How many entries of its log it knows to be committed: the first ones.
  var committed: Int { get }

  /// It has just been elected.
  mutating func lead(_ context: inout Context)
  /// It leads, and is handed a command.
  mutating func propose(_ command: String, _ context: inout Context)
  /// It leads, and a follower in the same term says that it has the log up to an index.
  mutating func hear(_ follower: NodeID, hasUpTo index: Int, _ context: inout Context)
  /// It leads, and a follower in the same term says that it does not have the entry at an index.
  mutating func hear(_ follower: NodeID, lacks index: Int, _ context: inout Context)
  /// It follows, and the leader of its term has sent entries.
  mutating func follow(
    _ leader: NodeID, _ entries: [LogEntry], after position: LogPosition, commit: Int,
    _ context: inout Context)
}

/// The types of this exercise: for the grader.
public enum RaftLogTypes: NodeContract {
  /// What the nodes say to each other.
  public typealias Message = LogMessage
  /// What a node's surroundings ask of it.
  public typealias Request = LogRequest
  /// They expect no answer.
  public typealias Reply = Notice

  /// What a node is made from: what is on its disk.
  public struct Setup: Hashable, Codable, Sendable {
    /// Its term.
    public let term: Int
    /// Its log.
    public let log: [LogEntry]

    /// Makes a set-up.
    public init(term: Int = 0, log: [LogEntry] = []) { (self.term, self.log) = (term, log) }
  }

  /// What the grader sees of a node.
  public struct Observation: Hashable, Codable, Sendable {
    /// Its term.
    public let term: Int
    /// Whether it leads it.
    public let isLeader: Bool
    /// Its log.
    public let log: [LogEntry]
    /// How many entries it knows to be committed.
    public let committed: Int
  }
}

extension LogReplica {
  /// Makes a node for the grader.
  public init(setup: RaftLogTypes.Setup) { self.init(term: setup.term, log: setup.log) }

  /// What the grader sees.
  public var observation: RaftLogTypes.Observation {
    .init(term: election.term, isLeader: election.isLeader, log: log, committed: committed)
  }

  /// The place at an index of its log.
  public func position(_ index: Int) -> LogPosition {
    LogPosition(index: index, term: index == 0 ? 0 : log[index - 1].term)
  }

  /// Comes back as a follower.
  public mutating func recover(_ context: inout Context) {
    (election.isLeader, election.votes) = (false, [])
  }

  /// Stands for election, or takes a command.
  public mutating func handle(_ request: LogRequest, id: RequestID, _ context: inout Context) {
    switch request {
    case .stand:
      guard !election.isLeader else { return }
      election.term += 1
      (election.vote, election.votes) = (context.id, [context.id])
      context.broadcast(.askVote(term: election.term, end: position(log.count)))
    case .command(let command):
      if election.isLeader { propose(command, &context) }
    }
  }

  /// Follows in a newer term; what is said in an older one is void. Then the message is looked at.
  public mutating func receive(_ message: LogMessage, from sender: NodeID, _ context: inout Context) {
    if message.term > election.term { election = Election(term: message.term) }
    guard message.term == election.term else { return }
    switch message {
    case .askVote(_, let end):
      let own = position(log.count)
      guard election.vote ?? sender == sender, (end.term, end.index) >= (own.term, own.index) else { return }
      election.vote = sender
      context.send(.vote(term: election.term), to: sender)
    case .vote:
      guard !election.isLeader, election.vote == context.id else { return }
      election.votes.insert(sender)
      guard election.votes.count >= context.majority else { return }
      election.isLeader = true
      lead(&context)
    case .append(_, let position, let entries, let commit):
      if !election.isLeader { follow(sender, entries, after: position, commit: commit, &context) }
    case .appended(_, let index):
      if election.isLeader { hear(sender, hasUpTo: index, &context) }
    case .missing(_, let index):
      if election.isLeader { hear(sender, lacks: index, &context) }
    }
  }
}
