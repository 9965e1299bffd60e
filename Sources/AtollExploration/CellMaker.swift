import Atoll

/// Makes cells and their events on demand, by calling the nodes' code: once for each distinct local transition.
final class CellMaker {
  /// All that belongs to one node.
  struct Cell: Hashable {
    var local: Int32
    /// The set of running timers.
    var timers: Int32
    /// The messages in transit to it.
    var inbox: Int32
    var isUp: Bool
    /// How many requests its client has asked.
    var asked: Int32
    /// Whether its client waits for an answer.
    var isWaiting: Bool
    /// The nodes on the other side of a network partition.
    var cutOff: NodeSet = []

    // Two numbers are hashed faster than six.
    func hash(into hasher: inout Hasher) {
      hasher.combine(UInt64(UInt32(bitPattern: local)) << 32 | UInt64(UInt32(bitPattern: inbox)))
      let client = UInt64(UInt32(bitPattern: asked)) << 2 | (isUp ? 2 : 0) | (isWaiting ? 1 : 0)
      hasher.combine(client << 32 ^ UInt64(UInt32(bitPattern: timers)))
      if !cutOff.isEmpty { hasher.combine(cutOff) }
    }
  }

  /// A timer that runs.
  struct RunningTimer: Hashable {
    let timer: Int32
    /// How many ticks it has left; 0 where timers run out at any moment.
    var left: Int32
  }

  /// What an event does to the cell of another node.
  struct Bundle: Hashable {
    /// So many ticks pass.
    var elapsed: Int32 = 0
    /// The network splits or heals: these nodes are now cut off.
    var cutOff: NodeSet?
    /// These messages are now in transit to it.
    var envelopes: [Int32] = []
  }

  /// A message with its sender; the destination is the node whose inbox it is in.
  struct Envelope: Hashable {
    let from: Int32
    let message: Int32
  }

  let space: any NodeSpace
  let rules: EventRules
  let tables: CellTables
  let flags: CellFlags

  private(set) var cells: [Interned<Cell>]
  var envelopes = Interned<Envelope>()
  var timerSets = Interned<[RunningTimer]>()
  var inboxes = Interned<[Int32]>()
  private var bundles: [Interned<Bundle>]
  private(set) var surroundingsCells = Interned<Surroundings>()
  private var changes = Interned<[Surroundings.Change]>()
  private var effectLists: [[CellTables.Effect.Key]: Int32] = [:]
  private var stepMemo: [StepKey: [LocalStep]] = [:]
  /// How many times the nodes' code was called.
  private(set) var handlerCalls = 0
  /// Why the search cannot go on; whatever is made afterwards has no meaning.
  private(set) var failure: ExplorationError?

  private struct StepKey: Hashable {
    let node: Int32
    let local: Int32
    let event: LocalEvent

    // One number for each of most keys is hashed faster than its parts.
    func hash(into hasher: inout Hasher) {
      let (kind, subject) = event.number
      hasher.combine(UInt64(UInt32(bitPattern: local)) << 32 | UInt64(UInt32(bitPattern: subject)))
      hasher.combine(kind << 32 | UInt64(UInt32(bitPattern: node)))
    }
  }

  /// The component of the surroundings comes after the nodes'.
  var surroundings: Int { space.nodeCount }
  var network: NetworkSemantics { rules.network }
  var faults: FaultBounds { rules.faults }

  init(_ space: any NodeSpace, _ rules: EventRules, _ flags: CellFlags) {
    self.space = space
    self.rules = rules
    self.flags = flags
    let width = space.nodeCount + 1
    tables = CellTables(width: width, isWatched: space.observerCount > 0)
    cells = Array(repeating: Interned(), count: width)
    bundles = Array(repeating: Interned(), count: width)
  }

  // MARK: - The beginning

  /// The configurations after every node has started: one, unless a `start` handler chooses.
  func initialConfigurations() -> [[Int32]] {
    var configurations = [[]] as [[Int32]]
    let (empty, noTimers) = (inboxes.id([]), timerSets.id([]))
    var starts: [[LocalStep]] = []
    for node in 0..<space.nodeCount { starts.append(startSteps(node)) }
    for node in 0..<space.nodeCount {
      configurations = configurations.flatMap { configuration in
        starts[node].indices.map { configuration + [Int32($0)] }
      }
    }
    let outside = surroundingsCell(
      Surroundings(
        drops: faults.drops, crashes: faults.crashes, recoveries: faults.recoveries,
        partitions: faults.partitions, forgeries: faults.forgeries,
        known: (0..<space.observerCount).map { space.initialObservation($0) }))
    return configurations.map { choice in
      let steps = (0..<space.nodeCount).map { starts[$0][Int(choice[$0])] }
      var configuration = steps.enumerated().map { node, step in
        cell(
          node,
          Cell(
            local: step.local, timers: timers(noTimers, step.timers), inbox: empty, isUp: true, asked: 0,
            isWaiting: false))
      }
      configuration.append(outside)
      for (node, step) in steps.enumerated() {
        _ = apply(effects(node, sending: step), to: &configuration)
      }
      return configuration
    }
  }

  /// How a node may begin: as its code does, unless it is Byzantine.
  func startSteps(_ node: Int) -> [LocalStep] {
    rules.runs(node)
      ? steps(node, space.initial(node), .start) : [LocalStep(local: space.initial(node))]
  }

  /// Carries out a list of effects; returns false where the surroundings do not allow it.
  func apply(_ list: Int32, to configuration: inout [Int32]) -> Bool {
    guard list != 0 else { return true }
    let starts = tables.effectStarts.start
    for place in Int(starts[Int(list)])..<Int(starts[Int(list) + 1]) {
      let effect = tables.effects.start[place]
      let to = Int(effect.to)
      let new = inserted(to, configuration[to], effect.bundle)
      guard new >= 0 else { return false }
      configuration[to] = new
    }
    return true
  }

  // MARK: - Cells

  func cell(_ node: Int, _ cell: Cell) -> Int32 {
    let id = cells[node].id(cell)
    if Int(id) == tables.counts[node] {
      let flags = rules.runs(node) ? flags.local(node, cell.local) : 0
      if flags == nil { failure = failure ?? .tooManyFacts }
      _ = tables.addCell(node, flags: flags ?? 0)
    }
    return id
  }

  func surroundingsCell(_ cell: Surroundings) -> Int32 {
    let id = surroundingsCells.id(cell)
    if Int(id) == tables.counts[surroundings] {
      _ = tables.addCell(surroundings, flags: flags.observed(cell.known))
    }
    return id
  }

  /// The cell that a node's cell becomes, at the node's new place, where two nodes take each other's identity.
  func renamed(_ node: Int, _ id: Int32, _ renaming: Renaming) -> (node: Int, cell: Int32) {
    var new = cells[node][id]
    new.local = space.renamed(local: new.local, renaming)
    var inbox = inboxes[new.inbox].map { id in
      let sender = renaming(NodeID(Int(envelopes[id].from)))
      let message = space.renamed(message: envelopes[id].message, renaming)
      return envelopes.id(Envelope(from: Int32(sender.index), message: message))
    }
    if network == .ordered {
      // The order of what one node sent stays.
      inbox = inbox.enumerated().sorted {
        (envelopes[$0.element].from, $0.offset) < (envelopes[$1.element].from, $1.offset)
      }.map(\.element)
    } else {
      inbox.sort()
    }
    new.inbox = inboxes.id(inbox)
    let place = renaming(NodeID(node)).index
    return (place, cell(place, new))
  }

  /// What a bundle makes of a cell.
  func inserted(_ place: Int, _ cell: Int32, _ bundle: Int32) -> Int32 {
    let known = tables.inserted(place, cell, bundle)
    if known != CellTables.unknown { return known }
    let result = place == surroundings ? changed(cell, bundle) : received(place, cell, bundle)
    tables.setInserted(place, cell, bundle, result)
    return result
  }

  private func received(_ node: Int, _ id: Int32, _ bundle: Int32) -> Int32 {
    var cell = cells[node][id]
    let bundle = bundles[node][bundle]
    if bundle.elapsed > 0 {
      guard let left = elapsed(bundle.elapsed, timerSets[cell.timers]) else { return CellTables.disabled }
      cell.timers = timerSets.id(left)
    }
    if let cutOff = bundle.cutOff { cell.cutOff = cutOff }
    // Nothing will ever read what reaches a node that is down for good, or does not run its code.
    if !bundle.envelopes.isEmpty, cell.isUp || faults.recoveries > 0, rules.runs(node) {
      cell.inbox = inboxes.id(inbox(inboxes[cell.inbox], with: bundle.envelopes))
    }
    return self.cell(node, cell)
  }

  private func inbox(_ old: [Int32], with new: [Int32]) -> [Int32] {
    var inbox = old
    for envelope in new {
      switch network {
      case .unordered: inbox.append(envelope)
      case .duplicating: if !inbox.contains(envelope) { inbox.append(envelope) }
      case .ordered:
        let sender = envelopes[envelope].from
        let place = inbox.lastIndex { envelopes[$0].from <= sender }.map { $0 + 1 } ?? 0
        inbox.insert(envelope, at: place)
      }
    }
    if network != .ordered { inbox.sort() }
    return inbox
  }

  /// The timers after some ticks; none where one of them would have run out before.
  func elapsed(_ ticks: Int32, _ running: [RunningTimer]) -> [RunningTimer]? {
    guard running.allSatisfy({ $0.left >= ticks }) else { return nil }
    return running.map { RunningTimer(timer: $0.timer, left: $0.left - ticks) }
  }

  private func changed(_ id: Int32, _ bundle: Int32) -> Int32 {
    var cell = surroundingsCells[id]
    for change in changes[bundle] {
      if case .client(let event) = change {
        for observer in cell.known.indices {
          cell.known[observer] = space.observation(observer, cell.known[observer], after: event)
        }
      } else if !cell.spend(change) {
        return CellTables.disabled
      }
    }
    return surroundingsCell(cell)
  }

  func timers(_ running: Int32, _ effects: [LocalStep.TimerEffect]) -> Int32 {
    if effects.isEmpty { return running }
    var running = timerSets[running]
    for effect in effects {
      switch effect {
      case .set(let timer, let ticks):
        running.removeAll { $0.timer == timer }
        running.append(RunningTimer(timer: timer, left: ticks))
      case .cancel(let timer): running.removeAll { $0.timer == timer }
      }
    }
    return timerSets.id(running.sorted { $0.timer < $1.timer })
  }

  // MARK: - Effects

  func steps(_ node: Int, _ local: Int32, _ event: LocalEvent) -> [LocalStep] {
    let key = StepKey(node: Int32(node), local: local, event: event)
    if let known = stepMemo[key] { return known }
    handlerCalls += 1
    let steps = space.steps(node, local, event)
    failure = failure ?? space.failure
    stepMemo[key] = steps
    return steps
  }

  /// The effects of an event at a node: on the surroundings, and on other nodes, to which messages go and for which time
  /// passes.
  func effects(
    _ node: Int, sending step: LocalStep?, cutOff: NodeSet = [], elapsed: Int32 = 0,
    _ outside: [Surroundings.Change] = []
  ) -> Int32 {
    if outside.isEmpty, elapsed == 0, step?.sends.isEmpty ?? true { return 0 }
    var list: [CellTables.Effect] = []
    if !outside.isEmpty { list.append(.init(to: Int32(surroundings), bundle: changes.id(outside))) }
    for to in 0..<space.nodeCount where !cutOff.contains(NodeID(to)) || elapsed > 0 {
      let sent = (step?.sends ?? []).filter { $0.to == to && !cutOff.contains(NodeID(to)) }.map {
        envelopes.id(Envelope(from: Int32(node), message: $0.message))
      }
      let bundle = Bundle(
        elapsed: to == node ? 0 : elapsed, envelopes: network == .ordered ? sent : sent.sorted())
      if bundle != Bundle() { list.append(.init(to: Int32(to), bundle: bundles[to].id(bundle))) }
    }
    return effects(list)
  }

  /// The effects of a network partition with the given other side for each node.
  func cutting(_ otherSide: (_ node: Int) -> NodeSet) -> Int32 {
    effects(
      (0..<space.nodeCount).map { node in
        .init(to: Int32(node), bundle: bundles[node].id(Bundle(cutOff: otherSide(node))))
      })
  }

  private func effects(_ list: [CellTables.Effect]) -> Int32 {
    guard !list.isEmpty else { return 0 }
    let key = list.map { CellTables.Effect.Key(to: $0.to, bundle: $0.bundle) }
    if let known = effectLists[key] { return known }
    let id = tables.addEffects(list)
    effectLists[key] = id
    return id
  }
}

extension CellTables.Effect {
  /// An effect as a key.
  struct Key: Hashable {
    let to: Int32
    let bundle: Int32
  }
}
