import Atoll

extension SpaceTimeLayout {
  /// The nodes that a diagram asks for: those chosen, or all that have a name or an event.
  static func nodes(of diagram: SpaceTimeDiagram) -> [NodeID] {
    if let chosen = diagram.nodes {
      var seen: Set<NodeID> = []
      return chosen.filter { seen.insert($0).inserted }
    }
    var strangers: Set<NodeID> = []
    for event in diagram.trace.events {
      for case .some(let node) in [event.node, event.peer] where node.index >= diagram.trace.names.count {
        strangers.insert(node)
      }
    }
    return diagram.trace.names.indices.map { NodeID($0) } + strangers.sorted()
  }

  /// The places of the window's events in the trace.
  static func range(of diagram: SpaceTimeDiagram) -> Range<Int> {
    let events = diagram.trace.events
    let isInside: (TraceEvent) -> Bool
    switch diagram.window {
    case .all: return events.indices
    case .events(let numbers): isInside = { numbers.contains($0.number) }
    case .ticks(let ticks): isInside = { ticks.contains($0.time) }
    }
    guard let first = events.firstIndex(where: isInside), let last = events.lastIndex(where: isInside) else {
      return 0..<0
    }
    return first..<(last + 1)
  }

  /// Lays out a diagram with lifelines for `nodes`, and at most the `last` events of its window.
  init(_ diagram: SpaceTimeDiagram, nodes: [NodeID], last limit: Int? = nil) {
    let trace = diagram.trace
    names = trace.names.map(SafeText.printable)
    lanes = nodes.map { Lane(node: $0, name: SafeText.printable(trace.name(of: $0))) }
    now = trace.now
    let laneOf = Dictionary(nodes.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    let window = Self.range(of: diagram)
    let folded = diagram.foldsRounds ? RepeatedRounds.found(in: trace, window) : []
    let range = Self.limit(window, to: limit, in: trace, without: folded) { laneOf.keys.contains($0) }
    let rounds = folded.filter { range.contains($0.places.lowerBound) }
    before = range.lowerBound
    after = trace.events.count - range.upperBound
    var spans = SpanCollector(trace: trace, range: range, laneOf: laneOf, rounds: rounds)
    spans.collect()
    rows = spans.rows
    flights = spans.flights
    operations = spans.operations
    downtimes = spans.downtimes
    pauses = spans.pauses
    splits = spans.splits
    folds = spans.folds
    hiddenEvents = range.count - rows.count - rounds.reduce(0) { $0 + $1.places.count }
    let all = Self.nodes(of: SpaceTimeDiagram(trace: trace))
    hiddenNodes = all.filter { laneOf[$0] == nil }.map { SafeText.printable(trace.name(of: $0)) }
  }

  /// Whether an event is drawn when only some nodes have lifelines: it happens at one of them, or it is one of
  /// their messages that is lost, or it is the network's.
  static func isDrawn(_ event: TraceEvent, _ hasLane: (NodeID) -> Bool) -> Bool {
    guard let node = event.node else { return true }
    if hasLane(node) { return true }
    return event.kind == .drop && event.peer.map(hasLane) == true
  }

  private static func limit(
    _ range: Range<Int>, to limit: Int?, in trace: Trace, without folded: [RepeatedRounds],
    _ hasLane: (NodeID) -> Bool
  ) -> Range<Int> {
    guard let limit else { return range }
    var start = range.upperBound
    var count = 0
    while start > range.lowerBound, count < limit {
      start -= 1
      if let rounds = folded.first(where: { $0.places.last == start }) {
        start = rounds.places.lowerBound - 1
      }
      if isDrawn(trace.events[start], hasLane) { count += 1 }
    }
    return start..<range.upperBound
  }
}

/// Walks once over a trace and collects the rows of a range and all spans that touch it.
private struct SpanCollector {
  let trace: Trace
  let range: Range<Int>
  let laneOf: [NodeID: Int]

  var rows: [SpaceTimeLayout.Row] = []
  var flights: [SpaceTimeLayout.Flight] = []
  var operations: [SpaceTimeLayout.Operation] = []
  var downtimes: [SpaceTimeLayout.Downtime] = []
  var pauses: [SpaceTimeLayout.Pause] = []
  var splits: [SpaceTimeLayout.Split] = []
  var folds: [SpaceTimeLayout.Fold] = []

  private let rounds: [RepeatedRounds]
  /// The row of each event of the range, -1 where it is not drawn.
  private var rowAt: [Int] = []
  /// Whether a send was followed by a delivery or a drop, by place in the trace.
  private var hasEnded: [Bool] = []
  private var openOperations: [Int: (place: Int, lane: Int)] = [:]
  private var crashedAt: [Int: Int] = [:]
  private var pausedAt: [Int: Int] = [:]
  private var split: (place: Int, label: String)?

  init(trace: Trace, range: Range<Int>, laneOf: [NodeID: Int], rounds: [RepeatedRounds]) {
    self.trace = trace
    self.rounds = rounds
    self.range = range
    self.laneOf = laneOf
    rowAt.reserveCapacity(range.count)
    hasEnded = Array(repeating: false, count: trace.events.count)
  }

  mutating func collect() {
    for place in range { addRow(place) }
    for rounds in rounds {
      let row = rowAt[..<(rounds.places.lowerBound - range.lowerBound)].last { $0 >= 0 } ?? -1
      let until = trace.events[rounds.places.upperBound - 1].time
      folds.append(SpaceTimeLayout.Fold(row: row + 1, rounds: rounds, until: until))
    }
    for place in trace.events.indices { follow(trace.events[place], place) }
    closeWhatIsOpen()
    // A span's place in its list decides which track it gets: earlier first.
    flights.sort { ($0.first ?? -1, $0.send, $0.last ?? .max) < ($1.first ?? -1, $1.send, $1.last ?? .max) }
    operations.sort { ($0.first ?? -1, $0.number) < ($1.first ?? -1, $1.number) }
    downtimes.sort { ($0.first ?? -1, $0.lane) < ($1.first ?? -1, $1.lane) }
    pauses.sort { ($0.first ?? -1, $0.lane) < ($1.first ?? -1, $1.lane) }
  }

  private mutating func addRow(_ place: Int) {
    let event = trace.events[place]
    guard SpaceTimeLayout.isDrawn(event, { laneOf[$0] != nil }), !isFolded(place) else {
      return rowAt.append(-1)
    }
    let label = SafeText.printable(event.label)
    var payload = label
    if event.kind == .drop || event.kind == .delivery && label.isEmpty {
      payload = SafeText.printable(event.cause.flatMap { trace.event($0)?.label } ?? "")
    }
    rowAt.append(rows.count)
    rows.append(
      SpaceTimeLayout.Row(
        event: event, lane: event.node.flatMap { laneOf[$0] }, peer: event.peer.flatMap { laneOf[$0] },
        payload: payload, label: label, repeatsSend: repeatsSend(event),
        isNewTick: rows.last.map { $0.event.time != event.time } ?? true))
  }

  private func isFolded(_ place: Int) -> Bool { rounds.contains { $0.places.contains(place) } }

  private func repeatsSend(_ event: TraceEvent) -> Bool {
    guard event.kind == .delivery, let send = event.cause.flatMap({ trace.event($0) }) else { return false }
    return send.kind == .send && (event.label.isEmpty || event.label == send.label)
  }

  private mutating func follow(_ event: TraceEvent, _ place: Int) {
    switch event.kind {
    case .delivery, .drop:
      guard let cause = event.cause, let send = trace.event(cause), send.kind == .send else { return }
      hasEnded[cause - 1] = true
      addFlight(send, cause - 1, end: place, event.kind == .drop ? .dropped : .delivered)
    case .invocation:
      guard let number = event.operation, let lane = event.node.flatMap({ laneOf[$0] }) else { return }
      openOperations[number] = (place, lane)
    case .response:
      guard let number = event.operation, let open = openOperations.removeValue(forKey: number) else {
        return
      }
      addOperation(number, open.lane, open.place, place)
    case .crash:
      guard let lane = event.node.flatMap({ laneOf[$0] }) else { return }
      if crashedAt[lane] == nil { crashedAt[lane] = place }
      if let start = pausedAt.removeValue(forKey: lane) { addPause(lane, start, place) }
    case .pause:
      if let lane = event.node.flatMap({ laneOf[$0] }) { pausedAt[lane] = place }
    case .resumption:
      guard let lane = event.node.flatMap({ laneOf[$0] }) else { return }
      if let start = pausedAt.removeValue(forKey: lane) { addPause(lane, start, place) }
    case .recovery:
      guard let lane = event.node.flatMap({ laneOf[$0] }) else { return }
      if let start = crashedAt.removeValue(forKey: lane) { addDowntime(lane, start, place) }
    case .partition:
      if let open = split { addSplit(open, place, isHealed: false) }
      split = (place, event.label)
    case .heal:
      if let open = split { addSplit(open, place, isHealed: true) }
      split = nil
    case .send, .timeout, .link, .note, .modification, .forgery, .loop: break
    }
  }

  private mutating func closeWhatIsOpen() {
    for place in trace.events.indices where trace.events[place].kind == .send && !hasEnded[place] {
      addFlight(trace.events[place], place, end: nil, .open)
    }
    // In the order of their numbers: a dictionary's own order must not reach the picture.
    for (number, open) in openOperations.sorted(by: { $0.key < $1.key }) {
      addOperation(number, open.lane, open.place, nil)
    }
    for (lane, start) in crashedAt.sorted(by: { $0.key < $1.key }) { addDowntime(lane, start, nil) }
    for (lane, start) in pausedAt.sorted(by: { $0.key < $1.key }) { addPause(lane, start, nil) }
    if let open = split { addSplit(open, nil, isHealed: false) }
  }

  private mutating func addFlight(
    _ send: TraceEvent, _ start: Int, end: Int?, _ how: SpaceTimeLayout.Flight.End
  ) {
    guard touches(start, end), !isFolded(start), let from = send.node.flatMap({ laneOf[$0] }),
      let to = send.peer.flatMap({ laneOf[$0] })
    else { return }
    let last = row(end)
    flights.append(
      SpaceTimeLayout.Flight(
        send: send.number, from: from, to: to, first: row(start), last: last, end: last == nil ? .open : how,
        payload: SafeText.printable(send.label)))
  }

  private mutating func addOperation(_ number: Int, _ lane: Int, _ start: Int, _ end: Int?) {
    guard touches(start, end) else { return }
    operations.append(
      SpaceTimeLayout.Operation(
        number: number, lane: lane, first: row(start), last: row(end), isPending: end == nil))
  }

  private mutating func addDowntime(_ lane: Int, _ start: Int, _ end: Int?) {
    guard touches(start, end) else { return }
    downtimes.append(SpaceTimeLayout.Downtime(lane: lane, first: row(start), last: row(end)))
  }

  private mutating func addPause(_ lane: Int, _ start: Int, _ end: Int?) {
    guard touches(start, end) else { return }
    pauses.append(SpaceTimeLayout.Pause(lane: lane, first: row(start), last: row(end)))
  }

  private mutating func addSplit(_ open: (place: Int, label: String), _ end: Int?, isHealed: Bool) {
    guard touches(open.place, end) else { return }
    splits.append(
      SpaceTimeLayout.Split(
        first: row(open.place), last: row(end), label: SafeText.printable(open.label), isHealed: isHealed))
  }

  private func touches(_ start: Int, _ end: Int?) -> Bool {
    start < range.upperBound && (end ?? range.upperBound) >= range.lowerBound
  }

  private func row(_ place: Int?) -> Int? {
    guard let place, range.contains(place) else { return nil }
    let row = rowAt[place - range.lowerBound]
    return row < 0 ? nil : row
  }
}
