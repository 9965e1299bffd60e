import Atoll

/// What can be said of a run of a replicated register.
enum RegisterFindings {
  typealias Operations = History<RegisterRequest, RegisterReply>

  /// Whether the clients could have been using one register for each key, one at a time.
  ///
  /// Linearizability is local: a history is linearizable if the part of each key is. A refused operation took no
  /// effect, so it is left out; a pending one may or may not have taken effect.
  static func linearizable(_ history: Operations) -> Finding {
    let effective = history.entries.filter { $0.reply != .unavailable }
    let keys = effective.map(\.request.key)
    var reasons: [String] = []
    for (place, key) in keys.enumerated() where keys.firstIndex(of: key) == place {
      let part = Operations(effective.filter { $0.request.key == key })
      if let culprit = firstWithoutOrder(part) { reasons.append(explain(culprit, in: part)) }
    }
    return Finding("linearizable", reasons.isEmpty ? .yes : .no, reasons)
  }

  /// The completed operation with the earliest response after which no order explains the history any more.
  private static func firstWithoutOrder(_ history: Operations) -> Operations.Entry? {
    let completed = history.entries.filter { $0.returned != nil }.sorted { ($0.returned ?? 0) < ($1.returned ?? 0) }
    return completed.first { LinearizabilityCheck(RegisterSpecification()).witness(prefix(history, $0)) == nil }
  }

  /// The history as it was when an operation returned: later operations have not begun or are pending.
  private static func prefix(_ history: Operations, _ last: Operations.Entry) -> Operations {
    let end = last.returned ?? Int.max
    return Operations(
      history.entries.filter { $0.invoked < end }.map { entry in
        var entry = entry
        if let returned = entry.returned, returned > end { (entry.reply, entry.returned) = (nil, nil) }
        return entry
      })
  }

  /// Says which answers would have been right.
  private static func explain(_ culprit: Operations.Entry, in history: Operations) -> String {
    let answer = culprit.reply?.description ?? ""
    let said = "#\(culprit.number) (\(culprit.request) by \(culprit.client)) answered \(answer)"
    guard case .read = culprit.request else { return "\(said): no order explains it" }
    var written = ["0"]
    for entry in history.entries {
      if case .write(_, let value) = entry.request, !written.contains(value) { written.append(value) }
    }
    let right = written.filter { value in
      var changed = prefix(history, culprit)
      for place in changed.entries.indices where changed.entries[place].number == culprit.number {
        changed.entries[place].reply = .value(value)
      }
      return LinearizabilityCheck(RegisterSpecification()).witness(changed) != nil
    }
    return "\(said); one register would have answered \(right.joined(separator: " or "))"
  }

  /// Whether every request that a node received, while it did not fail, was answered.
  static func available(_ history: Operations, _ run: any Simulating, patience: Int) -> Finding {
    var answer = Finding.Answer.yes
    var reasons: [String] = []
    for (entry, operation) in zip(history.entries, run.clientOperations) {
      let said = "#\(entry.number) (\(entry.request) by \(entry.client))"
      if entry.reply == .unavailable {
        answer = .no
        reasons.append("\(said) was refused by a node that had not failed")
      } else if entry.reply == nil, nodeDidNotFail(operation, run) {
        let waited = run.now - operation.invokedAt
        if waited >= patience { answer = .no } else if answer == .yes { answer = .open }
        reasons.append("\(said) has had no answer for \(waited) ticks")
      }
    }
    return Finding("available", answer, reasons)
  }

  /// Whether the node that was asked was up then and has not crashed since.
  private static func nodeDidNotFail(_ operation: ClientOperation, _ run: any Simulating) -> Bool {
    var isUp = true
    for event in run.trace.events where event.node == operation.node {
      switch event.kind {
      case .crash: isUp = false
      case .recovery: isUp = event.time > operation.invokedAt ? isUp : true
      default: break
      }
    }
    return isUp
  }

  /// Whether the nodes hold the same values.
  static func agreement(_ run: any Simulating) -> Finding {
    let values: [[String: [String]]] =
      switch run {
      case let run as Simulation<ConsistentRegister>: run.nodes.map { $0.copies.mapValues { [$0.value] } }
      case let run as Simulation<AvailableRegister>: run.nodes.map { $0.copies.mapValues { $0.map(\.value) } }
      default: []
      }
    let keys = values.flatMap(\.keys).sorted()
    var reasons: [String] = []
    for (place, key) in keys.enumerated() where keys.firstIndex(of: key) == place {
      let texts = values.map { ($0[key] ?? ["0"]).joined(separator: " and ") }
      guard texts.contains(where: { $0 != texts[0] }) else { continue }
      reasons.append(zip(run.names, texts).map { "\($0) holds \(key)=\($1)" }.joined(separator: ", "))
    }
    return Finding("copies agree now", reasons.isEmpty ? .yes : .no, reasons)
  }
}
