/// When a search stops before it has seen everything.
public struct SearchLimits: Sendable {
  /// The most configurations.
  public var states = Int.max
  /// The most steps from the beginning.
  public var depth = Int.max
  /// The most bytes of memory for configurations.
  public var bytes = 8 << 30
  /// Whether to stop at the first violation.
  public var stopsAtViolation = false
  /// Asked now and then, with the progress so far: whether to go on.
  public var goesOn: @Sendable (SearchProgress) -> Bool = { _ in true }

  /// No limit but memory.
  public init() {}
}

/// How far a search has come.
public struct SearchProgress: Sendable {
  /// Distinct configurations found.
  public var states = 0
  /// Configurations found and not yet expanded.
  public var frontier = 0
  /// Steps from the beginning.
  public var depth = 0
  /// Bytes of memory used for configurations.
  public var bytes = 0
}

/// Why a search ended.
public enum SearchEnd: String, Hashable, Codable, Sendable {
  /// Everything was seen.
  case complete
  /// The bound on configurations was reached.
  case states
  /// The bound on depth was reached.
  case depth
  /// The bound on memory was reached.
  case memory
  /// Somebody stopped it.
  case interrupted
  /// It was asked to stop at the first violation.
  case violation
}

/// What a search found.
struct SearchResult {
  var end = SearchEnd.complete
  var states = 0
  /// Events that change something, over all configurations.
  var transitions = 0
  /// Events that change nothing.
  var idleTransitions = 0
  var depth = 0
  var bytes = 0
  /// For each property that is violated (or, for a *sometimes* property, satisfied), the first configuration.
  var firstHit: [Int: Int] = [:]
}
