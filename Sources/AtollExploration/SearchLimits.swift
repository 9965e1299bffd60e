/// When a search stops before it has seen everything.
package struct SearchLimits: Sendable {
  /// The most configurations. A search that this ends has counted the transitions of those configurations all of
  /// whose successors it has.
  package var states = Int.max
  /// The most steps from the beginning. What is enabled after so many steps is not looked at.
  package var depth = Int.max
  /// The most bytes of memory for configurations.
  package var bytes = 8 << 30
  /// Whether to stop at the first violation: the configuration that violates is the last that is counted.
  package var stopsAtViolation = false
  /// Whether to visit one configuration of each orbit, where the problem declares nodes interchangeable.
  package var usesSymmetry = false
  /// Whether to leave out transitions that lead to what is known anyway: see `SleepBits`. Nothing that is found
  /// depends on it.
  package var usesSleepSets = true
  /// How many threads search. Nothing that is found depends on it.
  package var threads = 1
  /// Whether to keep 64 bits of each configuration in place of the configuration: see `FingerprintSearch`. These bits
  /// depend on the seed. None for an exact search.
  package var fingerprintSeed: UInt64?
  /// Asked now and then, with the progress so far: whether to go on.
  package var goesOn: @Sendable (SearchProgress) -> Bool = { _ in true }

  /// The most threads of a search.
  package static let threadsMax = 16

  /// No limit but memory.
  package init() {}
}

extension SearchLimits {
  /// Why a search must end where it stands, if it must; whoever follows it is told how far it has come.
  func end(at position: SearchPosition, bytes used: Int) -> SearchEnd? {
    let progress = SearchProgress(
      states: position.count, frontier: position.count - position.next, depth: position.level, bytes: used)
    let mayGoOn = goesOn(progress)
    if used > bytes { return .memory }
    return mayGoOn ? nil : .interrupted
  }
}

/// How far a search has come.
package struct SearchProgress: Sendable {
  /// Distinct configurations found.
  package var states = 0
  /// Configurations found and not yet expanded.
  package var frontier = 0
  /// Steps from the beginning.
  package var depth = 0
  /// Bytes of memory used for configurations.
  package var bytes = 0
}

/// Why a search ended.
package enum SearchEnd: String, Hashable, Codable, Sendable {
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

  /// Whether a bound ended it.
  var isCut: Bool { [.states, .depth, .memory].contains(self) }
}

/// What a search found.
struct SearchResult {
  var end = SearchEnd.complete
  var states = 0
  /// Events that change something, over all configurations.
  var transitions = 0
  /// Events that change nothing.
  var idleTransitions = 0
  /// The transitions whose configuration was made; the others slept.
  var triedTransitions = 0
  var depth = 0
  var bytes = 0
  /// For each property that is violated (or, for a *sometimes* property, satisfied), the first configuration.
  var firstHit: [Int: Int] = [:]
  /// How many threads searched, at most.
  var threads = 1

  mutating func count(_ counts: ExpansionCounts) {
    transitions += counts.transitions
    idleTransitions += counts.idle
    triedTransitions += counts.tried
  }
}

/// Where a search stands.
struct SearchPosition {
  /// How many configurations it has found.
  var count = 0
  /// The first that is not expanded.
  var next = 0
  /// The first that is as far from the beginning as `next`.
  var levelStart = 0
  /// The first that is a step further from the beginning than `next`.
  var levelEnd = 0
  /// How many steps `next` is from the beginning.
  var level = 0
  /// The first of which it was not yet asked whether something can still happen there.
  var unasked = 0

  /// The most steps that a shortest path has.
  var depth: Int { count > levelEnd ? level + 1 : level }
}
