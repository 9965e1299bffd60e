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
  }

  /// A message with its sender; the destination is the node whose inbox it is in.
  struct Envelope: Hashable {
    let from: Int32
    let message: Int32
  }

  /// How many faults may still happen.
  struct Budget: Hashable {
    var drops: Int
    var crashes: Int
    var recoveries: Int
  }

  /// Uses of the budget, as bundles of the surroundings' cell.
  enum Use: Int32 {
    case drop, crash, recovery
  }

  let space: any NodeSpace
  let network: NetworkSemantics
  let faults: FaultBounds
  let tables: CellTables
  /// Computes the flags of a node's local state; none where there are too many facts.
  let flags: (_ node: Int, _ local: Int32) -> UInt64?

  private(set) var cells: [Interned<Cell>]
  private(set) var envelopes = Interned<Envelope>()
  private(set) var timerSets = Interned<[Int32]>()
  private(set) var inboxes = Interned<[Int32]>()
  private var bundles: [Interned<[Int32]>]
  private(set) var budgets = Interned<Budget>()
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
  }

  /// The component of the surroundings comes after the nodes'.
  var surroundings: Int { space.nodeCount }
  /// Whether the number of drops is bounded, so that it must be counted.
  private var countsDrops: Bool { faults.drops > 0 && faults.drops != .max }

  init(
    _ space: any NodeSpace, network: NetworkSemantics, faults: FaultBounds,
    flags: @escaping (_ node: Int, _ local: Int32) -> UInt64?
  ) {
    self.space = space
    self.network = network
    self.faults = faults
    self.flags = flags
    let width = space.nodeCount + 1
    tables = CellTables(width: width)
    cells = Array(repeating: Interned(), count: width)
    bundles = Array(repeating: Interned(), count: width)
  }

  // MARK: - The beginning

  /// The configurations after every node has started: one, unless a `start` handler chooses.
  func initialConfigurations() -> [[Int32]] {
    var configurations = [[]] as [[Int32]]
    let empty = inboxes.id([])
    var starts: [[LocalStep]] = []
    for node in 0..<space.nodeCount { starts.append(steps(node, space.initial(node), .start)) }
    for node in 0..<space.nodeCount {
      configurations = configurations.flatMap { configuration in
        starts[node].indices.map { configuration + [Int32($0)] }
      }
    }
    let budget = budgets.id(
      Budget(drops: faults.drops, crashes: faults.crashes, recoveries: faults.recoveries))
    while tables.counts[surroundings] <= Int(budget) { _ = tables.addCell(surroundings, flags: 0) }
    return configurations.map { choice in
      let steps = (0..<space.nodeCount).map { starts[$0][Int(choice[$0])] }
      var configuration = steps.enumerated().map { node, step in
        cell(
          node,
          Cell(
            local: step.local, timers: timers([], step.timers), inbox: empty, isUp: true, asked: 0,
            isWaiting: false))
      }
      configuration.append(budget)
      for (node, step) in steps.enumerated() {
        _ = apply(effects(node, step, uses: nil), to: &configuration)
      }
      return configuration
    }
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

  private func cell(_ node: Int, _ cell: Cell) -> Int32 {
    let id = cells[node].id(cell)
    if Int(id) == tables.counts[node] {
      let flags = flags(node, cell.local)
      if flags == nil { failure = failure ?? .tooManyFacts }
      _ = tables.addCell(node, flags: flags ?? 0)
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
    let result = place == surroundings ? spent(cell, bundle) : received(place, cell, bundle)
    tables.setInserted(place, cell, bundle, result)
    return result
  }

  private func received(_ node: Int, _ id: Int32, _ bundle: Int32) -> Int32 {
    var cell = cells[node][id]
    // Nothing will ever read what reaches a node that is down for good.
    if !cell.isUp && faults.recoveries == 0 { return id }
    var inbox = inboxes[cell.inbox]
    for envelope in bundles[node][bundle] {
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
    cell.inbox = inboxes.id(inbox)
    return self.cell(node, cell)
  }

  private func spent(_ id: Int32, _ bundle: Int32) -> Int32 {
    var budget = budgets[id]
    switch Use(rawValue: bundles[surroundings][bundle][0]) {
    case .drop: budget.drops -= 1
    case .crash: budget.crashes -= 1
    case .recovery: budget.recoveries -= 1
    case nil: break
    }
    guard budget.drops >= 0, budget.crashes >= 0, budget.recoveries >= 0 else { return CellTables.disabled }
    let new = budgets.id(budget)
    if Int(new) == tables.counts[surroundings] { _ = tables.addCell(surroundings, flags: 0) }
    return new
  }

  private func timers(_ running: [Int32], _ effects: [LocalStep.TimerEffect]) -> Int32 {
    var running = running
    for effect in effects {
      switch effect {
      case .set(let timer): if !running.contains(timer) { running.append(timer) }
      case .cancel(let timer): running.removeAll { $0 == timer }
      }
    }
    return timerSets.id(running.sorted())
  }

  // MARK: - Effects

  private func steps(_ node: Int, _ local: Int32, _ event: LocalEvent) -> [LocalStep] {
    let key = StepKey(node: Int32(node), local: local, event: event)
    if let known = stepMemo[key] { return known }
    handlerCalls += 1
    let steps = space.steps(node, local, event)
    failure = failure ?? space.failure
    stepMemo[key] = steps
    return steps
  }

  private func effects(_ node: Int, _ step: LocalStep?, uses: Use?) -> Int32 {
    var list: [CellTables.Effect] = []
    if let uses {
      list.append(.init(to: Int32(surroundings), bundle: bundles[surroundings].id([uses.rawValue])))
    }
    for to in 0..<space.nodeCount {
      let sent = (step?.sends ?? []).filter { $0.to == to }.map {
        envelopes.id(Envelope(from: Int32(node), message: $0.message))
      }
      guard !sent.isEmpty else { continue }
      let bundle = bundles[to].id(network == .ordered ? sent : sent.sorted())
      list.append(.init(to: Int32(to), bundle: bundle))
    }
    guard !list.isEmpty else { return 0 }
    let key = list.map { CellTables.Effect.Key(to: $0.to, bundle: $0.bundle) }
    if let known = effectLists[key] { return known }
    let id = tables.addEffects(list)
    effectLists[key] = id
    return id
  }

  // MARK: - Events

  /// Fills in the events of a cell.
  func expand(_ place: Int, _ id: Int32) {
    guard place != surroundings else { return tables.setEvents(place, id, [], idle: 0) }
    let old = cells[place][id]
    var found: [CellTables.NewEvent] = []
    func add(
      _ kind: EventLabel.Kind, _ subject: Int32, _ new: Cell, _ step: LocalStep?, _ outcome: Int,
      uses: Use? = nil
    ) {
      let event = CellTables.Event(new: cell(place, new), effects: effects(place, step, uses: uses))
      found.append(
        CellTables.NewEvent(
          event: event, label: EventLabel(kind: kind, subject: subject, outcome: Int32(outcome)),
          commutes: kind.commutes(network), isVisible: new.local != old.local || new.isUp != old.isUp))
    }
    if old.isUp {
      addDeliveries(place, old, add)
      addTimeouts(place, old, add)
      addRequest(place, old, add)
      if faults.crashes > 0 {
        add(.crash, 0, crashed(old), nil, 0, uses: faults.crashes == .max ? nil : .crash)
      }
    } else if faults.recoveries > 0 {
      // Where the network duplicates, another copy may arrive later: losing one changes nothing.
      for (envelope, rest) in network == .duplicating ? [] : arrivals(old) {
        var new = old
        new.inbox = rest
        add(.lostAtDownNode, envelope, new, nil, 0)
      }
      let fresh = space.afterCrash(place, old.local)
      for (outcome, step) in steps(place, fresh, .recover).enumerated() {
        var new = old
        new.isUp = true
        add(
          .recovery, 0, stepped(new, step), step, outcome, uses: faults.recoveries == .max ? nil : .recovery)
      }
    }
    let real = found.filter { $0.event.new != id || $0.event.effects != 0 }
    tables.setEvents(place, id, real, idle: found.count - real.count)
  }

  private typealias Add = (EventLabel.Kind, Int32, Cell, LocalStep?, Int, Use?) -> Void

  /// The messages that can arrive next, each with the inbox without it.
  private func arrivals(_ cell: Cell) -> [(envelope: Int32, rest: Int32)] {
    let inbox = inboxes[cell.inbox]
    var found: [(envelope: Int32, rest: Int32)] = []
    for (place, envelope) in inbox.enumerated() {
      let isFirst =
        network == .ordered
        ? place == 0 || envelopes[inbox[place - 1]].from != envelopes[envelope].from
        : place == 0 || inbox[place - 1] != envelope
      guard isFirst else { continue }
      var rest = inbox
      rest.remove(at: place)
      found.append((envelope, inboxes.id(rest)))
    }
    return found
  }

  private func addDeliveries(_ node: Int, _ old: Cell, _ add: Add) {
    for (envelope, rest) in arrivals(old) {
      let sent = envelopes[envelope]
      for (outcome, step) in steps(node, old.local, .message(sent.message, from: sent.from)).enumerated() {
        var new = stepped(old, step)
        if network != .duplicating { new.inbox = rest }
        add(.delivery, envelope, new, step, outcome, nil)
      }
      // What a node sends to itself is never lost.
      if faults.drops > 0, sent.from != node {
        var new = old
        new.inbox = rest
        add(.drop, envelope, new, nil, 0, countsDrops ? .drop : nil)
      }
    }
  }

  private func addTimeouts(_ node: Int, _ old: Cell, _ add: Add) {
    let running = timerSets[old.timers]
    for timer in running {
      for (outcome, step) in steps(node, old.local, .timeout(timer)).enumerated() {
        var new = old
        new.timers = timerSets.id(running.filter { $0 != timer })
        add(.timeout, timer, stepped(new, step), step, outcome, nil)
      }
    }
  }

  private func addRequest(_ node: Int, _ old: Cell, _ add: Add) {
    guard !old.isWaiting, Int(old.asked) < space.requestCount(node) else { return }
    for (outcome, step) in steps(node, old.local, .request(old.asked)).enumerated() {
      var new = old
      new.asked += 1
      new.isWaiting = true
      add(.request, old.asked, stepped(new, step), step, outcome, nil)
    }
  }

  /// The cell after a handler: its state, its timers, and whether its client was answered.
  private func stepped(_ old: Cell, _ step: LocalStep) -> Cell {
    var new = old
    new.local = step.local
    new.timers = timers(timerSets[old.timers], step.timers)
    if step.answered.contains(new.asked - 1) { new.isWaiting = false }
    return new
  }

  private func crashed(_ old: Cell) -> Cell {
    var new = old
    new.isUp = false
    new.timers = timerSets.id([])
    if faults.recoveries == 0 { new.inbox = inboxes.id([]) }
    return new
  }
}

extension CellTables.Effect {
  /// An effect as a key.
  struct Key: Hashable {
    let to: Int32
    let bundle: Int32
  }
}
