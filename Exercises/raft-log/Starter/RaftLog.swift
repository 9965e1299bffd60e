import Atoll
import RaftLogContract

/// One node of Raft, without its elections.
///
/// Grade it as often as you like: `atoll grade raft-log`. `atoll hint raft-log` helps in small steps.
struct RaftLog: LogReplica {
  var election: Election
  private(set) var log: [LogEntry]
  private(set) var committed = 0
  /// A leader's knowledge of each follower: the index of the entry to send next, and up to where the logs are the same.
  private var next: NodeMap<Int> = [:]
  private var match: NodeMap<Int> = [:]

  static var stable: StableState<Self> { StableState(\.election, \.log) }

  init(term: Int, log: [LogEntry]) {
    election = Election(term: term)
    self.log = log
  }

  // TODO: make the five functions below keep the rules of Raft's log. The task is in README.md.

  mutating func lead(_ context: inout Context) {
  }

  mutating func propose(_ command: String, _ context: inout Context) {
  }

  mutating func hear(_ follower: NodeID, hasUpTo index: Int, _ context: inout Context) {
  }

  mutating func hear(_ follower: NodeID, lacks index: Int, _ context: inout Context) {
  }

  mutating func follow(
    _ leader: NodeID, _ entries: [LogEntry], after position: LogPosition, commit: Int,
    _ context: inout Context
  ) {
  }

  /// Sends a follower all entries from the next one on; without any it is a heartbeat.
  private func sendEntries(to follower: NodeID, _ context: inout Context) {
    let previous = (next[follower] ?? 1) - 1
    context.send(
      .append(
        term: election.term, after: position(previous), entries: Array(log[previous...]), commit: committed),
      to: follower)
  }
}
