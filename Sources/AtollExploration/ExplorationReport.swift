import Atoll

/// What an exploration found.
package struct ExplorationReport: Sendable {
  /// What became of one property.
  package struct PropertyResult: Sendable {
    /// The property's name.
    package let name: String
    /// In which sense it was asked: `always`, `sometimes` or `eventually`.
    package let kind: String
    /// The shortest run that violates it (or, for *sometimes*, that shows it); none where there is no such run among
    /// those that were seen. For *eventually* its stem, and its loop once.
    package let example: ExampleRun?
    /// For *eventually*: what was looked at, and what the example does for ever.
    package var liveness: LivenessResult?

    /// Whether the property is violated: for *always* and *eventually*, by an example; for *sometimes*, by the lack of
    /// one, which counts only if the exploration is complete.
    package func isViolated(_ end: SearchEnd) -> Bool {
      kind == "sometimes" ? example == nil && end == .complete : example != nil
    }
  }

  /// What a search for a fair run without end, or one that ends too early, saw.
  package struct LivenessResult: Sendable {
    /// Why it ended; only `complete` says that there is no other fair run.
    package let end: SearchEnd
    /// How many configurations it saw; where the network duplicates, each together with the messages that have not
    /// arrived yet.
    package let states: Int
    /// The loop of the counterexample; none where there is no counterexample.
    package let loop: Loop?
  }

  /// What happens again and again at the end of a counterexample.
  package struct Loop: Sendable {
    /// How many steps it has, those not counted that change nothing; 0 where nothing is left that must happen.
    package let length: Int
    /// The events in it that change nothing, in words: fairness asks for them.
    package let idle: [String]
    /// How many events the checker replayed: the stem, and the loop twice.
    package let checkedEvents: Int
  }

  /// Why the search ended; only `complete` says that everything was seen.
  package let end: SearchEnd
  /// Distinct configurations.
  package let states: Int
  /// Where symmetry was used, how many orbits the configurations are in. Only these were visited: transitions are
  /// counted for one configuration of each.
  package let orbits: Int?
  /// Events that change the configuration, over all configurations; deliveries without effect are counted apart.
  package let transitions: Int
  /// Events that change nothing.
  package let idleTransitions: Int
  /// Transitions that were carried out; of the others it was known without that they lead nowhere new.
  package let triedTransitions: Int
  /// The most steps that a shortest path has.
  package let depth: Int
  /// Bytes of memory for configurations.
  package let bytes: Int
  /// How many times the nodes' own code was called.
  package let handlerCalls: Int
  /// The properties, in order.
  package let properties: [PropertyResult]

  /// Whether everything was seen that the properties ask about: `end`, or why the look at *eventually* ended.
  package var outcome: SearchEnd {
    guard end == .complete else { return end }
    return properties.compactMap { $0.liveness?.end }.first { $0 != .complete } ?? .complete
  }

  /// Whether some property is violated.
  package var hasViolation: Bool { properties.contains { $0.isViolated(end) } }
}

/// A run that an exploration found.
package struct ExampleRun: Sendable {
  /// What there is to see after each step; the first is before any.
  package struct Moment: Sendable {
    /// How many events of the trace have happened.
    package let eventCount: Int
    /// The configuration.
    package let configuration: ConfigurationText
    /// What the clients have seen.
    package let operations: [ClientOperation]
  }

  /// Where the run begins, then which of the enabled events happened at each step: enough to come to it again.
  package let choices: [Int]
  /// What happened; times are steps.
  package let trace: Trace
  /// What there is to see before the first step and after each.
  package let moments: [Moment]

  /// How many steps it has.
  package var length: Int { choices.count - 1 }
}
