import Atoll

/// An infinite run in which a demand stays unmet: what happens once, and what happens again and again after it. Where
/// the loop is empty, the run ends after the stem.
struct Lasso<N: Node> {
  /// One event.
  struct Event: Hashable {
    let event: ScheduledEvent<N>
    /// Whether it changes the configuration. One that does not may still be owed: a message arrives, and has no effect.
    let changes: Bool
  }

  /// The number of its beginning.
  var start: Int
  /// What happens once.
  var stem: [Event]
  /// What happens again and again.
  var loop: [Event]

  /// How many events change something, in the stem and once in the loop.
  var length: Int { stem.count(where: \.changes) + loop.count(where: \.changes) }
}
