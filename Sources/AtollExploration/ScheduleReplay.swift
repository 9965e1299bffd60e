import Atoll

/// Performs a schedule that a search found with the nodes' real values, to see what happened and why.
///
/// A search sees integers; here each event gets its cause and its words. Times are steps: the schedule has no clock.
struct ScheduleReplay<N: Node> {
  private let problem: ExplorationProblem<N>
  private let space: ValueSpace<N>
  private let maker: CellMaker
  private var states: [N]
  private var isUp: [Bool]
  /// Messages in transit, in the order of their sends, with the event that sent each.
  private var packets: [(from: Int, to: Int, message: N.Message, event: Int)] = []
  /// The event that set each running timer, and how many ticks it has left.
  private var timers: [[(name: N.TimerName, event: Int?, left: Int)]]
  /// One side of the network partition; empty while the network is whole.
  private var side: NodeSet = []
  private var asked: [Int]
  private var names: [String] { problem.cluster.names }
  private var events: [TraceEvent] = []
  private var operations: [ClientOperation] = []
  private var moments = 0
  private var time = 0

  init(_ problem: ExplorationProblem<N>, _ space: ValueSpace<N>, _ maker: CellMaker, start: Int) {
    self.problem = problem
    self.space = space
    self.maker = maker
    states = problem.cluster.nodes
    let count = states.count
    isUp = Array(repeating: true, count: count)
    timers = Array(repeating: [], count: count)
    asked = Array(repeating: 0, count: count)
    var rest = start
    // The outcomes of the nodes' starts are numbered as digits, the last node's fastest.
    let outcomes = (0..<count).map { maker.startSteps($0).count }
    var digits = Array(repeating: 0, count: count)
    for node in (0..<count).reversed() {
      digits[node] = rest % outcomes[node]
      rest /= outcomes[node]
    }
    for node in 0..<count where maker.rules.runs(node) {
      call(node, .start, outcome: digits[node], cause: nil)
    }
  }

  /// What happened.
  var trace: Trace { Trace(names: names, events: events, now: time) }

  /// What there is to see now.
  var moment: ExampleRun.Moment {
    ExampleRun.Moment(eventCount: events.count, configuration: configuration, operations: operations)
  }

  private var configuration: ConfigurationText {
    let text = ValueText(names: names)
    let nodes = states.indices.map { node in
      ConfigurationText.Node(
        name: names[node], isUp: isUp[node],
        fields: text.fields(states[node]).map { .init(name: $0.name, value: $0.text) },
        timers: timers[node].map { timer in
          let left = problem.timers == .inOrder ? " (\(timer.left) ticks left)" : ""
          return .init(name: text.text(timer.name) + left, time: nil)
        })
    }
    let arrived = Set(events.filter { $0.kind == .delivery }.compactMap(\.cause))
    let messages = packets.map { packet in
      let again = arrived.contains(packet.event) ? " (may arrive again)" : ""
      return ConfigurationText.Message(
        from: names[packet.from], to: names[packet.to], text: text.text(packet.message) + again, arrival: nil)
    }
    return ConfigurationText(
      now: time, nodes: nodes, messages: messages,
      partitions: side.isEmpty ? [] : [problem.words(forCut: side)])
  }

  /// Performs one event.
  mutating func perform(_ step: PathStep) {
    time += 1
    let node = step.node
    let subject = step.label.subject
    switch step.label.kind {
    case .delivery:
      let packet = take(subject, to: node, removes: problem.network != .duplicating)
      let event = record(
        .delivery, node: node, peer: packet.from, cause: packet.event, label: words(packet.message))
      call(
        node, .message(packet.message, from: NodeID(packet.from)), outcome: Int(step.label.outcome),
        cause: event)
    case .drop, .lostAtDownNode, .lostInPartition:
      let packet = take(subject, to: node, removes: true)
      let why =
        switch step.label.kind {
        case .drop: "the network lost it"
        case .lostAtDownNode: "\(names[node]) is down"
        default: "network partition"
        }
      _ = record(.drop, node: node, peer: packet.from, cause: packet.event, label: why)
    case .timeout:
      let name = space.timers[subject]
      let place = timers[node].firstIndex { $0.name == name }
      let cause = place.flatMap { timers[node][$0].event }
      if let place {
        let elapsed = timers[node].remove(at: place).left
        for node in timers.indices {
          for place in timers[node].indices { timers[node][place].left -= elapsed }
        }
      }
      let event = record(.timeout, node: node, cause: cause, label: words(name))
      call(node, .timeout(name), outcome: Int(step.label.outcome), cause: event)
    case .request:
      let request = (problem.clients[NodeID(node)] ?? [])[asked[node]]
      let id = ExplorationRequests.id(asked[node], at: node, states.count)
      asked[node] += 1
      let event = record(.invocation, node: node, operation: id.number, label: words(request))
      moments += 1
      operations.append(
        ClientOperation(
          id: id, node: NodeID(node), request: request, reply: nil, invokedAt: time, returnedAt: nil,
          invoked: moments, returned: nil))
      call(node, .request(request, id), outcome: Int(step.label.outcome), cause: event)
    case .crash:
      isUp[node] = false
      timers[node] = []
      if problem.faults.recoveries == 0 { packets.removeAll { $0.to == node } }
      _ = record(.crash, node: node)
    case .recovery:
      var fresh = problem.cluster.nodes[node]
      N.stable.restore(states[node], &fresh)
      states[node] = fresh
      isUp[node] = true
      let event = record(.recovery, node: node)
      call(node, .recover, outcome: Int(step.label.outcome), cause: event)
    case .partition:
      side = maker.rules.cuts[Int(subject)]
      _ = record(.partition, node: nil, label: problem.words(forCut: side))
    case .heal:
      side = []
      _ = record(.heal, node: nil)
    case .forgery: forge(maker.envelopes[subject], to: node, outcome: Int(step.label.outcome))
    }
  }

  /// A message arrives that no node's code has sent.
  private mutating func forge(_ forged: CellMaker.Envelope, to node: Int, outcome: Int) {
    let (message, from) = (space.messages[forged.message], Int(forged.from))
    let origin =
      problem.byzantine.contains(NodeID(from))
      ? record(.send, node: from, peer: node, label: "\(words(message)) (Byzantine)")
      : record(.forgery, node: nil, label: "\(words(message)) from \(names[from]) to \(names[node])")
    let event = record(.delivery, node: node, peer: from, cause: origin, label: words(message))
    call(node, .message(message, from: NodeID(from)), outcome: outcome, cause: event)
  }

  /// Whether the network partition is between two nodes.
  private func isCut(_ one: Int, _ other: Int) -> Bool {
    side.contains(NodeID(one)) != side.contains(NodeID(other))
  }

  private func words(_ value: some Any) -> String { ValueText(names: names).text(value) }

  /// The oldest message in transit that the envelope stands for.
  private mutating func take(_ envelope: Int32, to node: Int, removes: Bool)
    -> (from: Int, to: Int, message: N.Message, event: Int)
  {
    let sent = maker.envelopes[envelope]
    let message = space.messages[sent.message]
    guard
      let place = packets.firstIndex(where: {
        $0.to == node && $0.from == Int(sent.from) && $0.message == message
      })
    else { preconditionFailure("no \(message) is in transit from \(sent.from) to \(node)") }
    return removes ? packets.remove(at: place) : packets[place]
  }

  private mutating func record(
    _ kind: TraceEvent.Kind, node: Int?, peer: Int? = nil, cause: Int? = nil, operation: Int? = nil,
    label: String = ""
  ) -> Int {
    events.append(
      TraceEvent(
        number: events.count + 1, time: time, kind: kind, node: node.map { NodeID($0) },
        peer: peer.map { NodeID($0) },
        cause: cause, operation: operation, label: label))
    return events.count
  }

  /// Calls a handler so that its choices come out as in the given outcome, and carries out its effects.
  private mutating func call(_ node: Int, _ event: NodeEvent<N>, outcome: Int, cause: Int?) {
    var script: ChoiceScript? = ChoiceScript(choosesTicks: problem.timers == .inOrder)
    var (state, context) = (
      states[node], NodeContext<N>(id: NodeID(node), clusterSize: states.count, script: ChoiceScript())
    )
    for number in 0...outcome {
      guard let choices = script else { break }
      state = states[node]
      context = NodeContext<N>(id: NodeID(node), clusterSize: states.count, script: choices)
      state.apply(event, &context)
      if number < outcome { script = context.script?.successor }
    }
    states[node] = state
    for effect in context.effects { carryOut(effect, node, cause) }
  }

  private mutating func carryOut(_ effect: NodeContext<N>.Effect, _ node: Int, _ cause: Int?) {
    switch effect {
    case .send(let message, let to):
      let event = record(.send, node: node, peer: to.index, cause: cause, label: words(message))
      let isKnown = packets.contains { $0.from == node && $0.to == to.index && $0.message == message }
      guard !isCut(node, to.index) else {
        _ = record(.drop, node: to.index, peer: node, cause: event, label: "network partition")
        return
      }
      guard maker.rules.runs(to.index) else { return }
      guard problem.network != .duplicating || !isKnown else { return }
      guard isUp[to.index] || problem.faults.recoveries > 0 else { return }
      packets.append((node, to.index, message, event))
    case .reply(let reply, let request):
      _ = record(.response, node: node, cause: cause, operation: request.number, label: words(reply))
      answer(reply, to: request, from: node)
    case .setTimer(let name, let ticks):
      if let place = timers[node].firstIndex(where: { $0.name == name }) {
        timers[node][place] = (name, cause, ticks)
      } else {
        timers[node].append((name, cause, ticks))
      }
    case .cancelTimer(let name): timers[node].removeAll { $0.name == name }
    case .note(let text): _ = record(.note, node: node, cause: cause, label: text)
    }
  }

  private mutating func answer(_ reply: N.Reply, to request: RequestID, from node: Int) {
    let isAsked = { (operation: ClientOperation) in operation.id == request && operation.node.index == node }
    guard let place = operations.firstIndex(where: isAsked), operations[place].returned == nil else { return }
    moments += 1
    let asked = operations[place]
    operations[place] = ClientOperation(
      id: asked.id, node: asked.node, request: asked.request, reply: reply, invokedAt: asked.invokedAt,
      returnedAt: time, invoked: asked.invoked, returned: moments)
  }
}
