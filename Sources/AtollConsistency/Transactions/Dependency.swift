/// Why one transaction must come before another.
package struct Dependency: Hashable, Sendable {
  /// What kind of dependency it is.
  package enum Kind: Hashable, Sendable {
    /// The other replaces, or comes behind, what the one has written (ww).
    case write
    /// The other has read what the one has written (wr).
    case read
    /// The other replaces what the one has read (rw, an anti-dependency).
    case antidependency
    /// The one had ended before the other began.
    case realTime
  }

  /// The places of the two transactions.
  package let from: Int
  package let to: Int
  package let kind: Kind
  /// The key; empty for real time.
  package let key: String
}
