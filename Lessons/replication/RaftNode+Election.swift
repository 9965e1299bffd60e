import Atoll

extension RaftNode {
  /// Begins a new term and asks for votes.
  mutating func stand(_ context: inout Context) {
    term += 1
    (role, vote, votes) = (.candidate, context.id, [context.id])
    context.broadcast(.askVote(term: term, end: end))
    awaitLeader(&context)
  }

  /// Votes once a term, and only for a candidate whose log is up to date with its own.
  mutating func considerVote(for candidate: NodeID, end theirEnd: RaftPosition, _ context: inout Context) {
    guard vote == nil || vote == candidate else { return }
    guard theirEnd >= end || rules.bug == .noLogCheck else { return }
    vote = candidate
    context.send(.vote(term: term), to: candidate)
    awaitLeader(&context)
  }

  /// Leads as soon as a majority has voted for it.
  mutating func count(voteOf voter: NodeID, _ context: inout Context) {
    votes.insert(voter)
    guard votes.count >= context.majority else { return }
    (role, votes) = (.leader, [])
    if !led.contains(term) { led.append(term) }
    for peer in context.peers { (next[peer], match[peer]) = (log.count + 1, 0) }
    context.note("leads term \(term)")
    context.cancelTimer(.election)
    context.setTimer(.heartbeat, after: 50)
    if rules.commands > 0 { context.setTimer(.command, after: 20...60) }
    sendToAll(&context)
  }
}
