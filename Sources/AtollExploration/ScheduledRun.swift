import Atoll

/// A run that follows a schedule which an exploration found: it can be stepped through and looked at like any run, but
/// not changed.
package struct ScheduledRun: Simulating {
  private let example: ExampleRun
  private var position = 0

  /// A run at the beginning of its schedule.
  package init(_ example: ExampleRun) { self.example = example }

  /// The same run at its beginning.
  package var restarted: ScheduledRun { ScheduledRun(example) }

  /// The choices that led to where the run is.
  package var choices: [Int] { Array(example.choices.prefix(position + 1)) }

  /// How many steps the whole schedule has.
  package var length: Int { example.length }

  /// How many of its last steps go on for ever; none where it just ends.
  package var loopLength: Int? {
    guard let mark = example.trace.events.first(where: { $0.kind == .loop }) else { return nil }
    return example.moments.count { $0.eventCount >= mark.number }
  }

  /// The first event of a step, counted from 1.
  package func firstEvent(of step: Int) -> Int {
    let number = example.moments[step - 1].eventCount + 1
    return example.trace.event(number)?.kind == .loop ? number + 1 : number
  }

  private var moment: ExampleRun.Moment { example.moments[position] }

  package var names: [String] { example.trace.names }
  package var now: Int { position }
  package var eventCount: Int { moment.eventCount }
  package var nextTime: Int? { position + 1 < example.moments.count ? position + 1 : nil }
  package var clientOperations: [ClientOperation] { moment.operations }
  package var configuration: ConfigurationText { moment.configuration }
  package var link: Link { Link() }
  package var partitions: [String] { [] }

  package var trace: Trace {
    Trace(names: names, events: Array(example.trace.events.prefix(eventCount)), now: now)
  }

  package mutating func step() -> Bool {
    guard nextTime != nil else { return false }
    position += 1
    return true
  }

  package mutating func run(until tick: Int) {
    while let next = nextTime, next <= tick { _ = step() }
  }

  package func isAnswered(_ request: RequestID) -> Bool {
    clientOperations.contains { $0.id == request && $0.returned != nil }
  }

  package func isUp(_ node: NodeID) -> Bool { configuration.nodes[node.index].isUp }

  package mutating func invoke(anyRequest request: any Hashable & Sendable, at node: NodeID) throws
    -> RequestID
  {
    throw RequestMismatch(description: "this run follows a schedule")
  }

  // A schedule says what happens: nothing else does.
  package func isPaused(_ node: NodeID) -> Bool { false }
  package mutating func pause(_ node: NodeID) {}
  package mutating func resume(_ node: NodeID) {}
  package mutating func crash(_ node: NodeID) {}
  package mutating func recover(_ node: NodeID) {}
  package mutating func partition(_ groups: [NodeSet]) {}
  package mutating func partition(from group: NodeSet, to other: NodeSet) {}
  package mutating func heal() {}
  package mutating func setLinks(_ link: Link) {}
  package mutating func setLink(_ link: Link, from: NodeID, to: NodeID) {}
  package func link(from: NodeID, to: NodeID) -> Link { link }
  package mutating func listen(from sender: NodeID, to receiver: NodeID) {}
  package func overheardWords(from sender: NodeID, to receiver: NodeID) -> [String] { [] }
  package mutating func releaseLink(from sender: NodeID, to receiver: NodeID) {}
}
