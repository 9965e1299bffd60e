import Atoll
import RaftElectionContract

/// One node that takes part in Raft's elections.
///
/// Grade it as often as you like: `atoll grade raft-election`. `atoll hint raft-election` helps in small steps.
struct RaftElection: Elector {
  let logEnd: LogEnd
  private(set) var term = 0
  private(set) var role = ElectionRole.follower
  /// Whom it voted for in this term.
  private var vote: NodeID?
  /// A candidate's votes in this term, its own included.
  private var votes: NodeSet = []

  // TODO: which of these properties must be on disk? Then: stand for election, and take part in it. The task is in README.md.
  static var stable: StableState<Self> { .nothing }

  init(logEnd: LogEnd) {
    self.logEnd = logEnd
  }

  mutating func handle(_ nudge: ElectionNudge, id: RequestID, _ context: inout Context) {
  }

  mutating func receive(_ message: ElectionMessage, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .askVote(_, let candidateEnd): break
    case .vote: break
    case .lead: break
    }
  }
}
