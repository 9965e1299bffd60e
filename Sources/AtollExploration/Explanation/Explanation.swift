import Atoll

/// Why a property is broken: which faults it takes, and what changed what on the way.
package struct Explanation: Sendable {
  /// What an exploration with fewer faults found.
  package struct Attempt: Sendable {
    /// Which faults may happen in it.
    package let faults: FaultBounds
    /// Why it ended: only `complete` says that everything was seen.
    package let end: SearchEnd
    /// How many configurations it saw.
    package let states: Int
    /// Where the property is broken in it, how many steps a shortest run has that breaks it.
    package let length: Int?

    /// Whether the property is broken in it.
    package var isBroken: Bool { length != nil }
  }

  /// One change of a node's state, or of whether it is up.
  package struct Change: Sendable {
    /// The number of the event that made it, in the run's trace.
    package let event: Int
    /// The node's name.
    package let node: String
    /// What it was before and afterwards, by name.
    package let fields: [(name: String, before: String, after: String)]
    /// Whether the states that break the property depend on it.
    package let isNeeded: Bool
  }

  /// The property.
  package let property: String
  /// The explorations that were made: with no fault, then all with one, and so on until the property is broken.
  package let attempts: [Attempt]
  /// The fewest faults with which the property is broken, by the shortest run.
  package let faults: FaultBounds
  /// A shortest run with them.
  package let run: ExampleRun
  /// For *eventually*: how the run ends.
  package let loop: ExplorationReport.Loop?
  /// The nodes whose states break the property, by name; none where it is about more than states.
  package let culprits: [String]
  /// The changes of states, in order.
  package let changes: [Change]
  /// The numbers of the events outside the causal past of what breaks the property, faults apart.
  package let unneeded: [Int]
}
