import Atoll

/// Where a log ends: its last entry's term and index; both are 0 for an empty log.
public struct LogEnd: Hashable, Codable, Sendable, CustomStringConvertible {
  /// The term of the last entry.
  public let term: Int
  /// The index of the last entry, which is also how many entries there are.
  public let index: Int

  /// Makes an end.
  public init(term: Int, index: Int) { (self.term, self.index) = (term, index) }

  /// `2 entries up to term 1`.
  public var description: String { "\(index) \(index == 1 ? "entry" : "entries") up to term \(term)" }
}

/// What the nodes say to each other; every message names its sender's term.
public enum ElectionMessage: Hashable, Codable, Sendable {
  /// A candidate asks for a vote; this is where its log ends.
  case askVote(term: Int, logEnd: LogEnd)
  /// To a candidate: you have my vote.
  case vote(term: Int)
  /// To all: I lead this term.
  case lead(term: Int)

  /// The sender's term.
  public var term: Int {
    switch self {
    case .askVote(let term, _), .vote(let term), .lead(let term): term
    }
  }
}

/// What a node's surroundings ask of it.
public enum ElectionNudge: String, Hashable, Codable, Sendable {
  /// Nothing was heard of a leader for too long: stand for election.
  case stand
}

/// What a node is in its term.
public enum ElectionRole: String, Hashable, Codable, Sendable {
  /// It leads nobody and asks for no votes.
  case follower
  /// It asks for votes.
  case candidate
  /// It leads.
  case leader
}

/// One node that takes part in Raft's elections. It is a node (`import Atoll`): `receive` is called for each message,
/// `handle` for each nudge (no answer is expected there), and after a crash it comes back with its `stable` state only.
public protocol Elector: ContractNode where Contract == ElectionTypes {
  /// A node whose log ends there. It is on disk and does not change in this exercise.
  init(logEnd: LogEnd)

  /// The term that it is in; 0 at first.
  var term: Int { get }
  /// What it is in its term.
  var role: ElectionRole { get }
}

/// The types of this exercise: for the grader.
public enum ElectionTypes: NodeContract {
  /// What the nodes say to each other.
  public typealias Message = ElectionMessage
  /// What a node's surroundings ask of it.
  public typealias Request = ElectionNudge
  /// They expect no answer.
  public typealias Reply = Notice

  /// What a node is made from.
  public struct Setup: Hashable, Codable, Sendable {
    /// Where its log ends.
    public let logEnd: LogEnd

    /// Makes a set-up.
    public init(logEnd: LogEnd) { self.logEnd = logEnd }
  }

  /// What the grader sees of a node.
  public struct Observation: Hashable, Codable, Sendable, CustomStringConvertible {
    /// The term that it is in.
    public let term: Int
    /// What it is in its term.
    public let role: ElectionRole

    /// Makes an observation.
    public init(term: Int, role: ElectionRole) { (self.term, self.role) = (term, role) }

    /// `leader in term 2`.
    public var description: String { "\(role) in term \(term)" }
  }
}

extension Elector {
  /// Makes a node for the grader.
  public init(setup: ElectionTypes.Setup) { self.init(logEnd: setup.logEnd) }

  /// What the grader sees.
  public var observation: ElectionTypes.Observation { .init(term: term, role: role) }
}
