/// What clients may rely on: one property of histories.
///
/// The levels are a partial order, not a ladder: `implied` says which level contains which. In all of them a client is a
/// *session*: it asks one thing after another. An operation that is pending for ever may have taken effect or not, and
/// nothing is known to follow it, not even at its own client.
package enum ConsistencyLevel: String, CaseIterable, Sendable {
  /// One order of all operations explains all answers, and keeps real time: what had returned before another began
  /// stands before it.
  /// - SeeAlso: Herlihy & Wing 1990, "Linearizability: a correctness condition for concurrent objects".
  case linearizable
  /// One order of all operations explains all answers, and keeps each client's own order. Real time does not count.
  /// - SeeAlso: Lamport 1979, "How to make a multiprocessor computer that correctly executes multiprocess programs".
  case sequential = "sequentially-consistent"
  /// Causal memory: for some choice of the write that each read reads from, each client has an order of all writes and
  /// of its own operations, in which each of its reads follows the write that it reads from with no other write to the
  /// register between them, and which keeps the causal order: the least order that holds each client's own order, puts a
  /// write before the reads that read from it, and is transitive. Clients may disagree on the order of concurrent writes.
  ///
  /// This is the definition of Ahamad et al. with "reads from" fixed for all clients, which is no difference where all
  /// values written to a register are distinct; Bouajjani et al. call it CM. It is asked of registers only.
  /// - SeeAlso: Ahamad, Neiger, Burns, Kohli & Hutto 1995, "Causal memory: definitions, implementation, and programming";
  ///   Bouajjani, Enea, Guerraoui & Hamza 2017, "On verifying causal consistency".
  case causal = "causally-consistent"
  /// A client reads, after its own write to a register, that write or a newer one.
  case readYourWrites = "read-your-writes"
  /// A client that has read a write reads, later in the same register, that write or a newer one.
  case monotonicReads = "monotonic-reads"
  /// A client that has read a write sees, from then on, the writes that the same writer had made before it, or newer ones.
  case monotonicWrites = "monotonic-writes"
  /// A client that has read a write sees, from then on, the writes that its writer had read before it, or newer ones.
  case writesFollowReads = "writes-follow-reads"
  /// When all updates have returned, the last read of each client agrees with the others' that ask the same.
  ///
  /// Eventual consistency promises that some time after the last update all reads agree. No finite history can refute
  /// "some time". This is what a history that has come to rest can tell. Where an update is pending it promises nothing.
  case convergence = "convergent-after-quiescence"

  /// The four guarantees for sessions.
  ///
  /// Terry et al. define them by what is in the database of the server that is asked. A history shows no servers; so here,
  /// of each client, "newer" is some order of the writes to each register, in which the initial value is the oldest and
  /// the writes of one client stand in its own order. A guarantee holds if, for some choice of the write that each read
  /// reads from, each client has such an order. Each guarantee is asked alone: the orders of two need not be the same.
  /// - SeeAlso: Terry, Demers, Petersen, Spreitzer, Theimer & Welch 1994, "Session guarantees for weakly consistent
  ///   replicated data".
  package static let sessionGuarantees: [ConsistencyLevel] = [
    .readYourWrites, .monotonicReads, .monotonicWrites, .writesFollowReads,
  ]

  /// The levels that hold wherever this one does.
  package var implied: Set<ConsistencyLevel> {
    switch self {
    case .linearizable: Set(Self.allCases).subtracting([.linearizable])
    case .sequential: Set(Self.sessionGuarantees + [.causal])
    case .causal: Set(Self.sessionGuarantees)
    default: []
    }
  }

  /// The level for the reader.
  package var words: String { rawValue.split(separator: "-").joined(separator: " ") }
}

/// Whether a level holds of a history.
package enum LevelVerdict: Hashable, Sendable {
  case holds
  case broken
  /// A limit was reached.
  case unknown
  /// The level is asked of registers, and the history is about something else.
  case undefined
}
