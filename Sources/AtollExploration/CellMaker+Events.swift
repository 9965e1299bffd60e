import Atoll

extension CellMaker {
  /// Fills in the events of a cell.
  func expand(_ place: Int, _ id: Int32) {
    let found = place == surroundings ? partitionEvents(surroundingsCells[id]) : nodeEvents(place, id)
    let real = found.filter { $0.event.new != id || $0.event.effects != 0 }
    tables.setEvents(place, id, real, idle: found.count - real.count)
  }

  private func nodeEvents(_ node: Int, _ id: Int32) -> [CellTables.NewEvent] {
    guard rules.runs(node) else { return [] }
    let old = cells[node][id]
    var found: [CellTables.NewEvent] = []
    func add(
      _ kind: EventLabel.Kind, _ subject: Int32, _ new: Cell, _ step: LocalStep?, _ outcome: Int,
      _ outside: [Surroundings.Change] = [], elapsed: Int32 = 0
    ) {
      let effects = effects(node, sending: step, cutOff: old.cutOff, elapsed: elapsed, outside)
      let event = CellTables.Event(
        new: cell(node, new), effects: effects, traits: elapsed > 0 ? .isUnsure : [])
      found.append(
        CellTables.NewEvent(
          event: event, label: EventLabel(kind: kind, subject: subject, outcome: Int32(outcome)),
          commutes: kind.commutes(rules), isVisible: new.local != old.local || new.isUp != old.isUp))
    }
    if old.isUp {
      addDeliveries(node, old, add)
      addTimeouts(node, old, add)
      addRequest(node, old, add)
      addForgeries(node, old, add)
      if faults.crashes > 0 {
        add(.crash, 0, crashed(old), nil, 0, counted(.crash, faults.crashes))
      }
    } else if faults.recoveries > 0 {
      // Where the network duplicates, another copy may arrive later: losing one changes nothing.
      let inbox = inboxes[old.inbox]
      for arrival in network == .duplicating ? [] : arrivals(inbox) {
        var new = old
        new.inbox = rest(inbox, without: arrival)
        add(.lostAtDownNode, inbox[arrival], new, nil, 0)
      }
      let fresh = space.afterCrash(node, old.local)
      for (outcome, step) in steps(node, fresh, .recover).enumerated() {
        var new = old
        new.isUp = true
        add(
          .recovery, 0, stepped(new, step), step, outcome,
          counted(.recovery, faults.recoveries) + answers(node, new, step))
      }
    }
    return found
  }

  /// The network splits, or heals.
  private func partitionEvents(_ old: Surroundings) -> [CellTables.NewEvent] {
    func event(_ new: Surroundings, _ effects: Int32, _ kind: EventLabel.Kind, _ cut: Int)
      -> CellTables.NewEvent
    {
      CellTables.NewEvent(
        event: CellTables.Event(new: surroundingsCell(new), effects: effects),
        label: EventLabel(kind: kind, subject: Int32(cut), outcome: 0), commutes: kind.commutes(rules),
        isVisible: false)
    }
    var new = old
    new.isSplit.toggle()
    if old.isSplit { return [event(new, cutting { _ in [] }, .heal, 0)] }
    guard old.partitions > 0 else { return [] }
    if faults.partitions != .max { new.partitions -= 1 }
    let all = NodeSet(all: space.nodeCount)
    return rules.cuts.enumerated().map { number, side in
      let effects = cutting { side.contains(NodeID($0)) ? all.subtracting(side) : side }
      return event(new, effects, .partition, number)
    }
  }

  private typealias Add = (EventLabel.Kind, Int32, Cell, LocalStep?, Int, [Surroundings.Change], Int32) ->
    Void

  /// The messages that can arrive next, by their places in an inbox.
  func arrivals(_ inbox: [Int32]) -> [Int] {
    inbox.indices.filter { place in
      place == 0
        || (network == .ordered
          ? envelopes[inbox[place - 1]].from != envelopes[inbox[place]].from
          : inbox[place - 1] != inbox[place])
    }
  }

  /// An inbox without the message at a place.
  private func rest(_ inbox: [Int32], without place: Int) -> Int32 {
    var rest = inbox
    rest.remove(at: place)
    return inboxes.id(rest)
  }

  private func addDeliveries(_ node: Int, _ old: Cell, _ add: Add) {
    let inbox = inboxes[old.inbox]
    for arrival in arrivals(inbox) {
      let envelope = inbox[arrival]
      let sent = envelopes[envelope]
      guard !old.cutOff.contains(NodeID(Int(sent.from))) else {
        guard network != .duplicating else { continue }
        var new = old
        new.inbox = rest(inbox, without: arrival)
        add(.lostInPartition, envelope, new, nil, 0, [], 0)
        continue
      }
      let isLosable = faults.drops > 0 && sent.from != node
      let rest = network != .duplicating || isLosable ? rest(inbox, without: arrival) : old.inbox
      for (outcome, step) in steps(node, old.local, .message(sent.message, from: sent.from)).enumerated() {
        var new = stepped(old, step)
        if network != .duplicating { new.inbox = rest }
        add(.delivery, envelope, new, step, outcome, answers(node, old, step), 0)
      }
      // What a node sends to itself is never lost.
      if isLosable {
        var new = old
        new.inbox = rest
        add(.drop, envelope, new, nil, 0, counted(.drop, faults.drops), 0)
      }
    }
  }

  private func addTimeouts(_ node: Int, _ old: Cell, _ add: Add) {
    let running = timerSets[old.timers]
    for next in running {
      // It runs out only where none has less left, here; the effects see to the other nodes.
      guard let left = elapsed(next.left, running.filter { $0.timer != next.timer }) else { continue }
      for (outcome, step) in steps(node, old.local, .timeout(next.timer)).enumerated() {
        var new = old
        new.timers = timerSets.id(left)
        add(
          .timeout, next.timer, stepped(new, step), step, outcome, answers(node, old, step), next.left)
      }
    }
  }

  /// What nobody sent arrives. A Byzantine node's messages do not cross a partition; of others' forgers nobody knows
  /// on which side they are.
  private func addForgeries(_ node: Int, _ old: Cell, _ add: Add) {
    for forged in space.forgeries(to: node) {
      let isByzantine = !rules.runs(Int(forged.from))
      guard isByzantine ? !old.cutOff.contains(NodeID(Int(forged.from))) : faults.forgeries > 0 else {
        continue
      }
      let envelope = envelopes.id(Envelope(from: forged.from, message: forged.message))
      let spent = isByzantine ? [] : counted(.forgery, faults.forgeries)
      let event = LocalEvent.message(forged.message, from: forged.from)
      for (outcome, step) in steps(node, old.local, event).enumerated() {
        add(.forgery, envelope, stepped(old, step), step, outcome, spent + answers(node, old, step), 0)
      }
    }
  }

  private func addRequest(_ node: Int, _ old: Cell, _ add: Add) {
    guard !old.isWaiting, Int(old.asked) < space.requestCount(node) else { return }
    for (outcome, step) in steps(node, old.local, .request(old.asked)).enumerated() {
      var new = old
      new.asked += 1
      new.isWaiting = true
      add(
        .request, old.asked, stepped(new, step), step, outcome,
        asks(node, old) + answers(node, new, step), 0)
    }
  }

  /// The cell after a handler: its state, its timers, and whether its client was answered.
  private func stepped(_ old: Cell, _ step: LocalStep) -> Cell {
    var new = old
    new.local = step.local
    new.timers = timers(old.timers, step.timers)
    if answer(to: old, step) != nil { new.isWaiting = false }
    return new
  }

  /// The answer to the request that a node's client waits for; only the first counts.
  private func answer(to cell: Cell, _ step: LocalStep) -> LocalStep.Answer? {
    cell.isWaiting ? step.answers.first { $0.place == cell.asked - 1 } : nil
  }

  private func answers(_ node: Int, _ cell: Cell, _ step: LocalStep) -> [Surroundings.Change] {
    guard space.observerCount > 0, let answer = answer(to: cell, step) else { return [] }
    return [.client(.response(answer, at: Int32(node)))]
  }

  private func asks(_ node: Int, _ old: Cell) -> [Surroundings.Change] {
    space.observerCount > 0 ? [.client(.invocation(old.asked, at: Int32(node)))] : []
  }

  /// A fault that is counted, unless there may be any number of them.
  private func counted(_ fault: Surroundings.Change, _ bound: Int) -> [Surroundings.Change] {
    bound == .max ? [] : [fault]
  }

  private func crashed(_ old: Cell) -> Cell {
    var new = old
    new.isUp = false
    new.timers = timerSets.id([])
    if faults.recoveries == 0 { new.inbox = inboxes.id([]) }
    return new
  }
}
