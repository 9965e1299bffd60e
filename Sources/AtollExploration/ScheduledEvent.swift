import Atoll

/// One event of a schedule, by values: it names the same event in every exploration of the same system.
struct ScheduledEvent<N: Node>: Hashable {
  /// What happens.
  enum What: Hashable {
    case delivery(N.Message, from: Int)
    case timeout(N.TimerName)
    case request(Int)
    case drop(N.Message, from: Int)
    case lostAtDownNode(N.Message, from: Int)
    case crash, recovery
    case lostInPartition(N.Message, from: Int)
    /// The network splits; these nodes are on one side.
    case partition(NodeSet)
    case heal
    case forgery(N.Message, from: Int)
  }

  /// Where it happens; the number of nodes where it happens to the network.
  let node: Int
  let what: What
  /// Which of the handler's outcomes, where it chooses.
  let outcome: Int

  init(node: Int, _ what: What, outcome: Int = 0) {
    self.node = node
    self.what = what
    self.outcome = outcome
  }

  /// The event that a step stands for.
  init(_ step: PathStep, _ space: ValueSpace<N>, _ maker: CellMaker) {
    node = step.node
    outcome = Int(step.label.outcome)
    let subject = step.label.subject
    func sent() -> (message: N.Message, from: Int) {
      let envelope = maker.envelopes[subject]
      return (space.messages[envelope.message], Int(envelope.from))
    }
    switch step.label.kind {
    case .delivery: what = .delivery(sent().message, from: sent().from)
    case .drop: what = .drop(sent().message, from: sent().from)
    case .lostAtDownNode: what = .lostAtDownNode(sent().message, from: sent().from)
    case .timeout: what = .timeout(space.timers[subject])
    case .request: what = .request(Int(subject))
    case .crash: what = .crash
    case .recovery: what = .recovery
    case .lostInPartition: what = .lostInPartition(sent().message, from: sent().from)
    case .partition: what = .partition(maker.rules.cuts[Int(subject)])
    case .heal: what = .heal
    case .forgery: what = .forgery(sent().message, from: sent().from)
    }
  }
}

/// A schedule that is written event by event: at each moment it knows what may happen next.
///
/// Only what lies on the schedule is explored, so that the numbers of its choices depend on the schedule alone: a
/// `follow` command with them comes to the same run again.
struct ScheduleWriter<N: Node> {
  let problem: ExplorationProblem<N>
  private let space: ValueSpace<N>
  private let maker: CellMaker
  private(set) var choices: [Int]
  private(set) var row: [Int32]

  /// The beginning of a schedule; none where the problem has no such beginning.
  init?(_ problem: ExplorationProblem<N>, start: Int = 0) {
    self.problem = problem
    space = ValueSpace(problem)
    maker = CellMaker(space, EventRules(problem), .none)
    let initial = maker.initialConfigurations()
    guard initial.indices.contains(start) else { return nil }
    choices = [start]
    row = initial[start]
  }

  /// What may happen next.
  var enabled: [ScheduledEvent<N>] { maker.successors(row).map { ScheduledEvent($0.step, space, maker) } }

  /// Lets the event with a number happen; false where there is none.
  mutating func choose(_ choice: Int) -> Bool {
    let successors = maker.successors(row)
    guard successors.indices.contains(choice) else { return false }
    choices.append(choice)
    row = successors[choice].row
    return true
  }

  /// Lets an event happen; false where it is not enabled.
  mutating func perform(_ event: ScheduledEvent<N>) -> Bool {
    enabled.firstIndex(of: event).map { choose($0) } ?? false
  }

  /// The nodes' states.
  var states: [N] { (0..<space.nodeCount).map { space.locals[maker.cells[$0][row[$0]].local] } }

  /// The decisions that can be reached from here, whether all that can happen was seen or the answer cannot change any
  /// more, and whether the model cut some of it short.
  func reachableDecisions(statesMax: Int) -> (decisions: [String], isSure: Bool, isCutShort: Bool) {
    guard let decision = problem.decision else { return ([], true, false) }
    var isCutShort = false
    var found: Set<String> = []
    var seen: Set<[Int32]> = [row]
    var waiting = [row]
    var next = 0
    while next < waiting.count {
      let here = waiting[next]
      next += 1
      for node in 0..<space.nodeCount {
        if let value = decision(space.locals[maker.cells[node][here[node]].local]) {
          found.insert("\(value.value)")
        }
      }
      if found.count > 1 { return (found.sorted(), true, false) }
      if problem.isCutShort != nil, !isCutShort { isCutShort = problem.isCutShort(up: upStates(here)) }
      for successor in maker.successors(here) where seen.insert(successor.row).inserted {
        if seen.count > statesMax { return (found.sorted(), false, isCutShort) }
        waiting.append(successor.row)
      }
    }
    return (found.sorted(), true, isCutShort)
  }

  private func upStates(_ row: [Int32]) -> [N] {
    (0..<space.nodeCount).map { maker.cells[$0][row[$0]] }.filter(\.isUp).map { space.locals[$0.local] }
  }
}

extension ExplorationProblem {
  /// What a node has decided: what its property of agreement speaks of; none where the problem has no such property.
  var decision: (@Sendable (N) -> AnyHashableSendable?)? {
    for property in properties {
      if case .agreement(let decision) = property.test { return decision }
    }
    return nil
  }

  /// Whether the model ends the rounds of some node that is up, while one that is up is undecided.
  func isCutShort(up nodes: [N]) -> Bool {
    guard let isCutShort, let decision else { return false }
    return nodes.contains { isCutShort($0) } && nodes.contains { decision($0) == nil }
  }
}
