import Atoll

/// A mistake that can be planted in Raft.
public enum RaftBug: String, Hashable, Codable, Sendable, CaseIterable {
  /// The protocol as it is.
  case none
  /// A leader counts copies of an entry of an older term, and takes it for committed.
  case oldTermCommit = "old-term-commit"
  /// A vote is in memory only: a crash loses it.
  case voteNotKept = "vote-not-kept"
  /// A node votes for whoever asks first, whatever is in the candidate's log.
  case noLogCheck = "no-log-check"
  /// A follower keeps its own entry where the leader's log has another.
  case noTruncation = "no-truncation"
  /// A follower drops what comes after the leader's entries, even where nothing contradicts it.
  case truncatesAlways = "truncates-always"
}

/// What all nodes of one Raft know from the beginning.
public struct RaftRules: Hashable, Codable, Sendable, CustomStringConvertible {
  /// How many commands each leader is handed in its term.
  let commands: Int
  /// The highest term that a node begins; a node in it never stands for election again.
  let termMax: Int
  /// How many nodes stand for election: the first ones.
  let candidates: Int
  /// The election timer runs out after 150 ticks, and up to so many more.
  let spread: Int
  /// The mistake, if any.
  let bug: RaftBug

  /// `Raft`, and the mistake.
  public var description: String { bug == .none ? "Raft" : "Raft, \(bug.rawValue)" }
}

/// A command in a log: which leader was handed it, its number within the term, and the term.
public struct RaftEntry: Hashable, Codable, Sendable, CustomStringConvertible {
  /// The term of the leader that wrote it first.
  let term: Int
  /// The command: the leader that was handed it, and which one it was.
  let leader: NodeID
  let number: Int

  /// `a1@2`: the first command that a was handed, in term 2.
  public var description: String { "\(leader)\(number)@\(term)" }
}

/// A place in a log, with the term of the entry that is there; index 0 is before the first entry.
///
/// A log is *up to date* with another if its end does not come before the other's: a higher last term wins, then length.
public struct RaftPosition: Hashable, Codable, Sendable, Comparable, CustomStringConvertible {
  /// The term of the entry.
  let term: Int
  /// Its index, from 1.
  let index: Int

  /// Whether a log that ends here is behind one that ends there.
  public static func < (a: Self, b: Self) -> Bool { (a.term, a.index) < (b.term, b.index) }

  /// `2@1`: index 2, term 1.
  public var description: String { index == 0 ? "start" : "\(index)@\(term)" }
}

/// What Raft's nodes say to each other; every message names its sender's term.
public enum RaftMessage: Hashable, Codable, Sendable, CustomStringConvertible {
  /// A candidate asks for a vote; its log ends there.
  case askVote(term: Int, end: RaftPosition)
  /// The answer: you have my vote.
  case vote(term: Int)
  /// A leader's entries after a position; entries up to `commit` are committed. Without entries: a heartbeat.
  case append(term: Int, after: RaftPosition, [RaftEntry], commit: Int)
  /// The answer: my log is the same as yours up to this index.
  case appended(term: Int, upTo: Int)
  /// The answer: I do not have your entry at this index.
  case missing(term: Int, at: Int)

  /// The sender's term.
  var term: Int {
    switch self {
    case .askVote(let term, _), .vote(let term), .append(let term, _, _, _), .appended(let term, _),
      .missing(let term, _):
      term
    }
  }
  /// `term 2: append a1@1 after start, commit 0`.
  public var description: String {
    switch self {
    case .askVote(let term, let end): "term \(term): vote? log ends \(end)"
    case .vote(let term): "term \(term): vote"
    case .append(let term, let position, let entries, let commit):
      "term \(term): append "
        + (entries.isEmpty ? "nothing" : entries.map(\.description).joined(separator: " "))
        + " after \(position), commit \(commit)"
    case .appended(let term, let index): "term \(term): appended up to \(index)"
    case .missing(let term, let index): "term \(term): missing \(index)"
    }
  }
}
