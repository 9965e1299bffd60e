import Atoll

/// What can be said of a run of a replicated register.
enum RegisterFindings {
  typealias Operations = History<RegisterRequest, RegisterReply>

  /// Whether every request that a node received, while it did not fail, was answered; a refusal is no answer.
  ///
  /// The definition says "eventually", which no finite run can refute: `patience` ticks stand in for it.
  static func available(_ history: Operations, _ run: any Simulating, patience: Int) -> Finding {
    var finding = Finding("available", .yes)
    for (entry, operation) in zip(history.entries, run.clientOperations) {
      let said = name(entry)
      if entry.reply == .unavailable {
        finding.answer = .no
        finding.reasons.append("\(said) was refused by a node that had not failed")
      } else if entry.reply == nil, failed(operation, run) {
        finding.reasons.append("\(said) needs no answer: its node had crashed")
      } else if entry.reply == nil {
        let waited = run.now - operation.invokedAt
        if waited >= patience {
          finding.answer = .no
        } else if finding.answer == .yes {
          finding.answer = .open
        }
        finding.reasons.append("\(said) has had no answer for \(waited) ticks")
      }
    }
    return finding
  }

  /// Whether the node that was asked was down then, or has crashed since.
  private static func failed(_ operation: ClientOperation, _ run: any Simulating) -> Bool {
    let events = run.trace.events.filter { $0.node == operation.node }
    let asked = events.first { $0.kind == .invocation && $0.operation == operation.id.number }?.number ?? 0
    let changes = events.filter { $0.kind == .crash || $0.kind == .recovery }
    let wasDown = changes.last { $0.number < asked }?.kind == .crash
    return wasDown || changes.contains { $0.kind == .crash && $0.number > asked }
  }

  /// Whether the nodes hold the same values; not asked of a run that follows a schedule.
  static func agreement(_ run: any Simulating) -> [Finding] {
    let values: [[String: [String]]] =
      switch run {
      case let run as Simulation<ConsistentRegister>: run.nodes.map { $0.copies.mapValues { [$0.value] } }
      case let run as Simulation<AvailableRegister>: run.nodes.map { $0.copies.mapValues { $0.map(\.value) } }
      default: []
      }
    if values.isEmpty { return [] }
    let keys = values.flatMap(\.keys).sorted()
    var reasons: [String] = []
    for (place, key) in keys.enumerated() where keys.firstIndex(of: key) == place {
      let texts = values.map { ($0[key] ?? ["0"]).joined(separator: " and ") }
      guard texts.contains(where: { $0 != texts[0] }) else { continue }
      reasons.append(zip(run.names, texts).map { "\($0) holds \(key)=\($1)" }.joined(separator: ", "))
    }
    return [Finding("copies agree now", reasons.isEmpty ? .yes : .no, reasons)]
  }

  /// An operation for the reader: `#2 (write x=1 by a)`. A client that waits is followed by another at its node.
  private static func name(_ entry: Operations.Entry) -> String {
    let parts = entry.client.split(separator: ".")
    let client = parts.count == 2 ? "client \(parts[1]) at \(parts[0])" : entry.client
    return "#\(entry.number) (\(entry.request) by \(client))"
  }
}
