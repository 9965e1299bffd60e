import Atoll

extension CellMaker {
  /// Fills in the events of a cell.
  func expand(_ place: Int, _ id: Int32) {
    guard place != surroundings else { return tables.setEvents(place, id, [], idle: 0) }
    let old = cells[place][id]
    var found: [CellTables.NewEvent] = []
    func add(
      _ kind: EventLabel.Kind, _ subject: Int32, _ new: Cell, _ step: LocalStep?, _ outcome: Int,
      _ outside: [Surroundings.Change] = []
    ) {
      let event = CellTables.Event(new: cell(place, new), effects: effects(place, step, outside))
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
        add(.crash, 0, crashed(old), nil, 0, counted(.crash, faults.crashes))
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
          .recovery, 0, stepped(new, step), step, outcome,
          counted(.recovery, faults.recoveries) + answers(place, new, step))
      }
    }
    let real = found.filter { $0.event.new != id || $0.event.effects != 0 }
    tables.setEvents(place, id, real, idle: found.count - real.count)
  }

  private typealias Add = (EventLabel.Kind, Int32, Cell, LocalStep?, Int, [Surroundings.Change]) -> Void

  /// The messages that can arrive next, each with the inbox without it.
  func arrivals(_ cell: Cell) -> [(envelope: Int32, rest: Int32)] {
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
        add(.delivery, envelope, new, step, outcome, answers(node, old, step))
      }
      // What a node sends to itself is never lost.
      if faults.drops > 0, sent.from != node {
        var new = old
        new.inbox = rest
        add(.drop, envelope, new, nil, 0, counted(.drop, faults.drops))
      }
    }
  }

  private func addTimeouts(_ node: Int, _ old: Cell, _ add: Add) {
    let running = timerSets[old.timers]
    for timer in running {
      for (outcome, step) in steps(node, old.local, .timeout(timer)).enumerated() {
        var new = old
        new.timers = timerSets.id(running.filter { $0 != timer })
        add(.timeout, timer, stepped(new, step), step, outcome, answers(node, old, step))
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
        asks(node, old) + answers(node, new, step))
    }
  }

  /// The cell after a handler: its state, its timers, and whether its client was answered.
  private func stepped(_ old: Cell, _ step: LocalStep) -> Cell {
    var new = old
    new.local = step.local
    new.timers = timers(timerSets[old.timers], step.timers)
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
