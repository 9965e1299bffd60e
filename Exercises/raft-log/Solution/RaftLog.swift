import Atoll
import RaftLogContract

/// One node of Raft, without its elections.
struct RaftLog: LogReplica {
  var election: Election
  private(set) var log: [LogEntry]
  private(set) var committed = 0
  private var next: NodeMap<Int> = [:]
  private var match: NodeMap<Int> = [:]

  static var stable: StableState<Self> { StableState(\.election, \.log) }

  init(term: Int, log: [LogEntry]) {
    election = Election(term: term)
    self.log = log
  }

  mutating func lead(_ context: inout Context) {
    for peer in context.peers { (next[peer], match[peer]) = (log.count + 1, 0) }
    sendToAll(&context)
  }

  mutating func propose(_ command: String, _ context: inout Context) {
    log.append(LogEntry(term: election.term, command))
    sendToAll(&context)
  }

  mutating func hear(_ follower: NodeID, hasUpTo index: Int, _ context: inout Context) {
    let known = max(match[follower] ?? 0, index)
    (match[follower], next[follower]) = (known, known + 1)
    let copies = ([log.count] + context.peers.map { match[$0] ?? 0 }).sorted(by: >)
    let common = copies[context.majority - 1]
    guard common > committed, log[common - 1].term == election.term else { return }
    committed = common
    sendToAll(&context)
  }

  mutating func hear(_ follower: NodeID, lacks index: Int, _ context: inout Context) {
    guard next[follower] == index + 1 else { return }
    next[follower] = index
    sendEntries(to: follower, &context)
  }

  mutating func follow(
    _ leader: NodeID, _ entries: [LogEntry], after position: LogPosition, commit: Int,
    _ context: inout Context
  ) {
    guard position.index <= log.count, self.position(position.index) == position else {
      return context.send(.missing(term: election.term, at: position.index), to: leader)
    }
    for (index, entry) in zip(position.index..., entries) {
      if index < log.count, log[index].term != entry.term { log.removeSubrange(index...) }
      if index == log.count { log.append(entry) }
    }
    let last = position.index + entries.count
    committed = max(committed, min(commit, last))
    context.send(.appended(term: election.term, upTo: last), to: leader)
  }

  private func sendToAll(_ context: inout Context) {
    for peer in context.peers { sendEntries(to: peer, &context) }
  }

  private func sendEntries(to follower: NodeID, _ context: inout Context) {
    let previous = (next[follower] ?? 1) - 1
    context.send(
      .append(
        term: election.term, after: position(previous), entries: Array(log[previous...]), commit: committed),
      to: follower)
  }
}
