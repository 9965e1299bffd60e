import Atoll
import RaftElectionContract

/// One node that takes part in Raft's elections.
struct RaftElection: Elector {
  let logEnd: LogEnd
  private(set) var term = 0
  private(set) var role = ElectionRole.follower
  private var vote: NodeID?
  private var votes: NodeSet = []

  static var stable: StableState<Self> { StableState(\.term, \.vote) }

  init(logEnd: LogEnd) {
    self.logEnd = logEnd
  }

  mutating func handle(_ nudge: ElectionNudge, id: RequestID, _ context: inout Context) {
    guard role != .leader else { return }
    (term, role, vote, votes) = (term + 1, .candidate, context.id, [context.id])
    context.broadcast(.askVote(term: term, logEnd: logEnd))
    leadIfElected(&context)
  }

  mutating func receive(_ message: ElectionMessage, from sender: NodeID, _ context: inout Context) {
    if message.term > term { (term, role, vote, votes) = (message.term, .follower, nil, []) }
    if case .askVote = message {} else { guard message.term == term else { return } }
    switch message {
    case .askVote(_, let end):
      guard vote == nil || vote == sender else { return }
      guard (end.term, end.index) >= (logEnd.term, logEnd.index) else { return }
      vote = sender
      context.send(.vote(term: term), to: sender)
    case .vote:
      guard role == .candidate else { return }
      votes.insert(sender)
      leadIfElected(&context)
    case .lead:
      role = .follower
    }
  }

  private mutating func leadIfElected(_ context: inout Context) {
    guard votes.count >= context.majority else { return }
    role = .leader
    context.broadcast(.lead(term: term))
  }
}
