/// How far transactions are kept apart.
package enum IsolationLevel: String, CaseIterable, Sendable {
  /// One order of the transactions explains all reads, and keeps real time.
  /// - SeeAlso: Papadimitriou 1979, "The serializability of concurrent database updates".
  case strictSerializable = "strict-serializable"
  /// One order of the transactions explains all reads: the graph of dependencies has no cycle (PL-3).
  /// - SeeAlso: Adya 1999, "Weak consistency: a generalized theory and optimistic implementations for distributed
  ///   transactions"; Kingsbury & Alvaro 2020, "Elle: inferring isolation anomalies from experimental observations".
  case serializable
  /// Each transaction reads from the state at some moment before it commits, and of two transactions that write the same
  /// key one begins after the other has committed. In the graph, each cycle has two anti-dependencies one after the other.
  ///
  /// The moment need not be the last one before the transaction began in real time.
  /// - SeeAlso: Berenson et al. 1995, "A critique of ANSI SQL isolation levels"; Cerone & Gotsman 2016, "Analysing
  ///   snapshot isolation" (the characterisation by cycles).
  case snapshotIsolation = "snapshot-isolation"

  /// The level for the reader.
  package var words: String { rawValue.split(separator: "-").joined(separator: " ") }
}
