import Atoll
import AtollText

extension SpaceTimeLayout {
  /// The words beside a row of the terminal's diagram. What may be cut off comes last.
  ///
  /// The short form leaves out what the drawing shows: at which node an event happens and from where a message
  /// comes.
  func words(_ row: Row, short: Bool) -> String {
    let event = row.event
    let node = short ? "" : name(event.node) + " "
    let peer = name(event.peer)
    let cause = event.cause.map { "e\($0)" }
    switch event.kind {
    case .invocation: return join("\(node)\(operation(event)):", row.label)
    case .response: return join("\(node)\(operation(event)) ⇒", row.label)
    case .send: return join("\(node)→ \(peer)", row.label)
    case .delivery:
      let from = short ? cause ?? peer : peer + parenthesised(cause)
      return join("\(node)← \(from)", row.payload)
    case .drop where event.peer == nil:  // a client's request to a node that is down
      return join("\(node)\(operation(event)) \(lost(row)):", row.payload)
    case .drop:
      let what = short ? cause ?? peer : "\(peer) → \(name(event.node))" + parenthesised(cause)
      return join("\(what) \(lost(row)):", row.payload)
    case .timeout: return join("\(node)timer", row.label) + parenthesised(cause)
    case .crash: return join("\(node)\(short ? "crash" : "crashes")", row.label)
    case .recovery: return join("\(node)\(short ? "recovery" : "recovers")", row.label)
    case .pause: return "\(node)\(short ? "pause" : "is paused")"
    case .resumption: return "\(node)goes on"
    case .partition: return join(short ? "partition" : "network partition", row.label)
    case .heal: return join("heal", row.label)
    case .link: return join("links:", row.label)
    case .modification: return join("modified", row.label) + parenthesised(cause)
    case .forgery: return join("forged", row.label)
    case .loop: return short ? "for ever:" : "from here on again and again, for ever:"
    case .note: return short ? row.label : join("\(name(event.node)):", row.label)
    }
  }

  /// What is said of the rounds that are not drawn.
  func words(_ fold: Fold) -> String {
    let (first, last) = (fold.rounds.places.lowerBound + 1, fold.rounds.places.upperBound)
    let events = fold.rounds.length == 1 ? "the same event" : "the same \(fold.rounds.length) events"
    let times = fold.rounds.count == 1 ? "once" : "\(fold.rounds.count) times"
    return "e\(first) to e\(last), until tick \(fold.until): \(events) \(times) more"
  }

  private func parenthesised(_ cause: String?) -> String { cause.map { " (\($0))" } ?? "" }

  /// One sentence for each row, then for what the rows leave out and what is still open.
  func sentences() -> [String] {
    var result: [String] = []
    if before > 0 { result.append("Not told: \(before.of("earlier event")).") }
    for (place, row) in rows.enumerated() {
      result += folds.filter { $0.row == place }.map { "\(words($0))." }
      result.append(sentence(row))
    }
    result += folds.filter { $0.row == rows.count }.map { "\(words($0))." }
    if after > 0 { result.append("Not told: \(after.of("later event")).") }
    if !hiddenNodes.isEmpty {
      result.append(
        "Not told: nodes \(hiddenNodes.joined(separator: ", ")) (\(hiddenEvents.of("event"))).")
    }
    return result + openSentences()
  }

  /// What has not come to its end, a sentence each: operations, messages, crashes, a network partition.
  func openSentences() -> [String] {
    var result: [String] = []
    let place = after == 0 ? "tick \(now)" : "the last event told"
    for operation in operations where operation.last == nil {
      result.append("At \(place) operation #\(operation.number) at \(lanes[operation.lane].name) is pending.")
    }
    for flight in flights where flight.end == .open {
      let ends = "from \(lanes[flight.from].name) to \(lanes[flight.to].name)"
      result.append("At \(place) \(quoted(flight.payload)) \(ends) (e\(flight.send)) is in flight.")
    }
    for downtime in downtimes where downtime.last == nil {
      result.append("At \(place) \(lanes[downtime.lane].name) is down.")
    }
    for pause in pauses where pause.last == nil {
      result.append("At \(place) \(lanes[pause.lane].name) is paused.")
    }
    for split in splits where split.last == nil {
      result.append("At \(place) the network is partitioned: \(split.label).")
    }
    return result
  }

  /// An event in words, with its cause.
  func sentence(_ row: Row) -> String {
    let event = row.event
    let node = name(event.node)
    let peer = name(event.peer)
    let cause = event.cause.map { " (caused by e\($0))" } ?? ""
    let what: String
    switch event.kind {
    case .invocation:
      what =
        join("a client asks \(node) for", row.label) + (event.operation.map { " (operation #\($0))" } ?? "")
    case .response: what = join("\(node) answers \(operationWords(event)) with", row.label)
    case .send: what = "\(node) sends \(quoted(row.label)) to \(peer)"
    case .delivery: what = "\(node) receives \(quoted(row.payload)) from \(peer)"
    case .drop where event.peer == nil:
      what = join("\(operationWords(event)) at \(node) is lost", row.label, separator: ": ")
    case .drop:
      what = join("\(quoted(row.payload)) from \(peer) to \(node) is lost", row.label, separator: ": ")
    case .timeout: what = join("a timer of \(node) runs out", row.label, separator: ": ")
    case .crash: what = join("\(node) crashes", row.label, separator: ": ")
    case .recovery: what = join("\(node) recovers", row.label, separator: ": ")
    case .pause: what = "\(node) is paused"
    case .resumption: what = "\(node) goes on"
    case .partition: what = join("the network is partitioned", row.label, separator: ": ")
    case .heal: what = join("the network heals", row.label, separator: ": ")
    case .link: what = join("the links change", row.label, separator: ": ")
    case .modification: what = join("a link modifies a message", row.label, separator: ": ")
    case .forgery: what = join("somebody forges a message", row.label, separator: ": ")
    case .loop: what = "what follows happens again and again, for ever"
    case .note: what = join("\(node) notes", row.label, separator: ": ")
    }
    return "e\(event.number), tick \(event.time): \(what)\(cause)."
  }

  /// `lost (reason)`, or just `lost` without a reason.
  func lost(_ row: Row) -> String { row.label.isEmpty ? "lost" : "lost (\(row.label))" }

  /// `#3`, or `a client` where the trace gives no number.
  func operation(_ event: TraceEvent) -> String { event.operation.map { "#\($0)" } ?? "a client" }

  private func operationWords(_ event: TraceEvent) -> String {
    event.operation.map { "operation #\($0)" } ?? "a client"
  }

  private func quoted(_ payload: String) -> String { payload.isEmpty ? "a message" : payload }

  private func join(_ words: String, _ label: String, separator: String = " ") -> String {
    if !label.isEmpty { return words + separator + label }
    return words.last == ":" ? String(words.dropLast()) : words
  }
}
