import Atoll
import AtollExploration

/// An explanation as data, for programs: what `atoll explore --explain --format json` prints.
package struct ExplanationReport: Encodable, Sendable {
  struct Attempt: Encodable {
    let faults: FaultBounds
    let outcome: String
    let states: Int
    let broken: Bool
  }

  struct Field: Encodable {
    let name, before, after: String
  }

  struct Change: Encodable {
    let event: Int
    let node: String
    let fields: [Field]
    let needed: Bool
  }

  let property: String
  let faults: FaultBounds
  let attempts: [Attempt]
  let length: Int
  let replay: String?
  let culprits: [String]
  let changes: [Change]
  let unneeded: [Int]

  /// The report of an explanation that a session came to.
  package init(_ explanation: Explanation, _ session: RunSession, _ bounds: ExploreWords) {
    property = explanation.property
    faults = explanation.faults
    attempts = explanation.attempts.map {
      Attempt(
        faults: $0.faults, outcome: $0.end == .complete ? "complete" : $0.end.rawValue, states: $0.states,
        broken: $0.isBroken)
    }
    length = explanation.run.length
    let token = session.replayToken(
      of: explanation.run, loop: explanation.loop?.length ?? 0, bounds.with(explanation.faults))
    replay = token?.description
    culprits = explanation.culprits
    changes = explanation.changes.map { change in
      Change(
        event: change.event, node: change.node,
        fields: change.fields.map { Field(name: $0.name, before: $0.before, after: $0.after) },
        needed: change.isNeeded)
    }
    unneeded = explanation.unneeded
  }
}
