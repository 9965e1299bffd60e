extension Simulation {
  /// How many events have happened; 0 where the simulation does not trace.
  public var eventCount: Int { log.records.count }

  /// What happened so far, in words.
  ///
  /// - Complexity: O(events); every payload is put into words anew.
  public var trace: Trace {
    Trace(names: names, events: log.records.indices.map(event), now: now)
  }

  /// One event of the trace, by its place from 0.
  func event(_ place: Int) -> TraceEvent {
    let record = log.records[place]
    return TraceEvent(
      number: place + 1, time: record.time, kind: record.kind.eventKind,
      node: record.node < 0 ? nil : NodeID(Int(record.node)),
      peer: record.peer < 0 || record.isResponse ? nil : NodeID(Int(record.peer)),
      cause: record.cause == 0 ? nil : Int(record.cause), operation: operation(of: record),
      label: label(of: record))
  }

  private func operation(of record: TraceRecord) -> Int? {
    switch record.kind {
    case .invocation, .requestToNodeDown: Int(record.payload)
    case .response, .ignoredResponse: Int(record.peer)
    default: nil
    }
  }

  private func label(of record: TraceRecord) -> String {
    let payload = Int(record.payload)
    switch record.kind {
    case .invocation: return describe(operations[payload - 1].request)
    case .response: return describe(log.replies[payload])
    case .ignoredResponse: return "\(describe(log.replies[payload])) (ignored: nobody waits for it)"
    case .send, .delivery: return describe(log.messages[payload])
    case .lost: return "the link lost it"
    case .cutOff: return "network partition"
    case .nodeDown, .requestToNodeDown: return "\(names[Int(record.node)]) is down"
    case .timeout: return describe(log.timers[payload])
    case .note, .partition, .link, .modification, .forgery: return log.texts[payload]
    case .crash, .recovery, .pause, .resumption, .heal: return ""
    }
  }

  func describe(_ value: some Any) -> String { ValueText(names: names).text(value) }
}

extension TraceRecord {
  var isResponse: Bool { kind == .response || kind == .ignoredResponse }
}

extension TraceRecord.Kind {
  /// The kind that readers of the trace see.
  var eventKind: TraceEvent.Kind {
    switch self {
    case .invocation: .invocation
    case .response, .ignoredResponse: .response
    case .send: .send
    case .delivery: .delivery
    case .lost, .cutOff, .nodeDown, .requestToNodeDown: .drop
    case .timeout: .timeout
    case .crash: .crash
    case .recovery: .recovery
    case .pause: .pause
    case .resumption: .resumption
    case .partition: .partition
    case .heal: .heal
    case .link: .link
    case .note: .note
    case .modification: .modification
    case .forgery: .forgery
    }
  }
}
