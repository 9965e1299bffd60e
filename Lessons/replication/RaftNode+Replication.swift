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

  /// Takes a leader's entries, if the entry before them is the leader's, too: then all before it are.
  mutating func obey(
    _ leader: NodeID, _ entries: [RaftEntry], after position: RaftPosition, commit: Int,
    _ context: inout Context
  ) {
    stepDown(&context)
    awaitLeader(&context)
    guard position.index <= log.count, self.position(position.index) == position else {
      return context.send(.missing(term: term, at: position.index), to: leader)
    }
    copy(entries, from: position.index)
    let last = position.index + entries.count
    apply(upTo: min(commit, last), &context)
    context.send(.appended(term: term, upTo: last), to: leader)
  }

  /// Throws away what contradicts the entries, which belong after the first `start` of the log, and appends the rest.
  private mutating func copy(_ entries: [RaftEntry], from start: Int) {
    for (index, entry) in zip(start..., entries) {
      if index < log.count, log[index].term != entry.term, rules.bug != .noTruncation {
        log.removeSubrange(index...)
      }
      if index == log.count { log.append(entry) }
    }
    if rules.bug == .truncatesAlways { log.removeSubrange((start + entries.count)...) }
  }

  /// Counts copies. An entry of *this* term that a majority has is committed, and with it all before it.
  mutating func learn(that follower: NodeID, hasUpTo index: Int, _ context: inout Context) {
    let known = max(match[follower] ?? 0, index)
    (match[follower], next[follower]) = (known, known + 1)
    let copies = ([log.count] + context.peers.map { match[$0] ?? 0 }).sorted(by: >)
    let common = copies[context.majority - 1]  // a majority has the log up to here
    guard common > applied.count, log[common - 1].term == term || rules.bug == .oldTermCommit else { return }
    apply(upTo: common, &context)
    sendToAll(&context)
  }

  private mutating func apply(upTo index: Int, _ context: inout Context) {
    while applied.count < min(index, log.count) {
      applied.append(log[applied.count])
      context.note("applies \(log[applied.count - 1])")
    }
  }
}
