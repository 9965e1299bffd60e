import Atoll

extension RaftNode {
  func sendToAll(_ context: inout Context) {
    for peer in context.peers { sendEntries(to: peer, &context) }
  }

  /// Sends all entries that a follower is not known to have.
  func sendEntries(to follower: NodeID, _ context: inout Context) {
    let previous = (next[follower] ?? 1) - 1
    context.send(
      .append(term: term, after: position(previous), Array(log[previous...]), commit: applied.count),
      to: follower)
  }

  /// Copies the leader's entries, if the entry before them is the leader's: then all before it are.
  mutating func append(
    _ entries: [RaftEntry], after position: RaftPosition, commit: Int, from leader: NodeID,
    _ context: inout Context
  ) {
    role = .follower
    awaitLeader(&context)
    guard position.index <= log.count, self.position(position.index) == position else {
      return context.send(.missing(term: term, at: position.index), to: leader)
    }
    for (index, entry) in zip(position.index..., entries) {
      if index < log.count, log[index].term != entry.term, rules.bug != .noTruncation {
        log.removeSubrange(index...)
      }
      if index == log.count { log.append(entry) }
    }
    let last = position.index + entries.count
    if rules.bug == .truncatesAlways { log.removeSubrange(last...) }
    apply(upTo: min(commit, last), &context)
    context.send(.appended(term: term, upTo: last), to: leader)
  }

  /// Counts copies. An entry of *this* term that a majority has is committed, and with it all before it.
  mutating func learn(that follower: NodeID, hasUpTo index: Int, _ context: inout Context) {
    match[follower] = max(match[follower] ?? 0, index)
    next[follower] = (match[follower] ?? 0) + 1
    let copies = 1 + context.peers.count { (match[$0] ?? 0) >= index }
    guard index > applied.count, copies >= context.majority,
      log[index - 1].term == term || rules.bug == .oldTermCommit
    else { return }
    apply(upTo: index, &context)
    sendToAll(&context)
  }

  private mutating func apply(upTo index: Int, _ context: inout Context) {
    while applied.count < min(index, log.count) {
      applied.append(log[applied.count])
      context.note("applies \(log[applied.count - 1])")
    }
  }
}
