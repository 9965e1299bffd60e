import Atoll

/// The node space of Swift nodes in this process.
final class ValueSpace<N: Node>: NodeSpace {
  let problem: ExplorationProblem<N>
  private(set) var locals = Interned<N>()
  private(set) var messages = Interned<N.Message>()
  private(set) var timers = Interned<N.TimerName>()
  private(set) var replies = Interned<N.Reply>()
  let observers: [ClientObserver<N>]
  private var observations: [Interned<AnyHashableSendable>]
  private(set) var failure: ExplorationError?
  private var copies = RebuiltCopies<N>()
  private var messageCopies = RebuiltCopies<N.Message>()

  init(_ problem: ExplorationProblem<N>) {
    self.problem = problem
    observers = problem.properties.compactMap { property in
      if case .observation(let observer) = property.test { observer } else { nil }
    }
    observations = Array(repeating: Interned(), count: observers.count)
  }

  var nodeCount: Int { problem.cluster.nodes.count }

  func requestCount(_ node: Int) -> Int { problem.clients[NodeID(node)]?.count ?? 0 }

  func initial(_ node: Int) -> Int32 { locals.id(problem.cluster.nodes[node]) }

  func renamed(local: Int32, _ renaming: Renaming) -> Int32 {
    problem.symmetry.map { locals.id($0.renameNode(locals[local], renaming)) } ?? local
  }

  func renamed(message: Int32, _ renaming: Renaming) -> Int32 {
    problem.symmetry.map { messages.id($0.renameMessage(messages[message], renaming)) } ?? message
  }

  func afterCrash(_ node: Int, _ local: Int32) -> Int32 {
    var fresh = problem.cluster.nodes[node]
    N.stable.restore(locals[local], &fresh)
    return locals.id(fresh)
  }

  func steps(_ node: Int, _ local: Int32, _ event: LocalEvent) -> [LocalStep] {
    let outcomes = outcomes(node, locals[local], nodeEvent(node, event))
    let again = self.outcomes(node, copies.copy(local, of: locals), copiedEvent(node, event))
    if outcomes != again, failure == nil {
      failure = .impureHandler(difference(node, local, event, outcomes, again))
    }
    return outcomes.map { $0.step }
  }

  func forgeries(to node: Int) -> [(message: Int32, from: Int32)] {
    problem.forgeries.filter { $0.destination.index == node }.map {
      (messages.id($0.message), Int32($0.sender.index))
    }
  }

  // MARK: - Observers

  var observerCount: Int { observers.count }

  func initialObservation(_ observer: Int) -> Int32 {
    observations[observer].id(observers[observer].initial)
  }

  func observation(_ observer: Int, _ known: Int32, after event: LocalClientEvent) -> Int32 {
    let clientEvent: ClientEvent<N>
    switch event {
    case .invocation(let place, let node):
      let request = (problem.clients[NodeID(Int(node))] ?? [])[Int(place)]
      let id = ExplorationRequests.id(Int(place), at: Int(node), nodeCount)
      clientEvent = .invocation(request, id, at: NodeID(Int(node)))
    case .response(let answer, let node):
      let id = ExplorationRequests.id(Int(answer.place), at: Int(node), nodeCount)
      clientEvent = .response(replies[answer.reply], id, at: NodeID(Int(node)))
    }
    return observations[observer].id(observers[observer].next(observations[observer][known], clientEvent))
  }

  /// Whether what an observer knows satisfies its condition.
  func isSatisfied(_ observer: Int, _ known: Int32) -> Bool {
    observers[observer].condition(observations[observer][known])
  }

  // MARK: - Handlers

  /// What a handler did: the step, and what it said to clients.
  private struct Outcome: Equatable {
    var step: LocalStep
    var replies: [N.Reply] = []
  }

  /// All outcomes of an event, in the order of choices.
  private func outcomes(_ node: Int, _ state: N, _ event: NodeEvent<N>) -> [Outcome] {
    var outcomes: [Outcome] = []
    var script: ChoiceScript? = ChoiceScript(choosesTicks: problem.timers == .inOrder)
    while let choices = script {
      let (outcome, played) = run(node, state, event, choices)
      outcomes.append(outcome)
      script = played.successor
    }
    return outcomes
  }

  private func run(_ node: Int, _ state: N, _ event: NodeEvent<N>, _ script: ChoiceScript)
    -> (Outcome, ChoiceScript)
  {
    var state = state
    var context = NodeContext<N>(id: NodeID(node), clusterSize: nodeCount, script: script)
    state.apply(event, &context)
    var outcome = Outcome(step: LocalStep(local: locals.id(state)))
    for effect in context.effects {
      switch effect {
      case .send(let message, let to):
        outcome.step.sends.append(.init(to: Int32(to.index), message: messages.id(message)))
      case .setTimer(let name, let ticks):
        let counted = problem.timers == .inOrder ? Int32(clamping: ticks) : 0
        outcome.step.timers.append(.set(timers.id(name), ticks: counted))
      case .cancelTimer(let name): outcome.step.timers.append(.cancel(timers.id(name)))
      case .reply(let reply, let request):
        outcome.replies.append(reply)
        if let place = ExplorationRequests.place(of: request, at: node, nodeCount) {
          outcome.step.answers.append(.init(place: place, reply: replies.id(reply)))
        }
      case .note: break
      }
    }
    return (outcome, context.script ?? script)
  }

  // MARK: - Handlers that do not always do the same

  /// The event with a message that was made anew.
  private func copiedEvent(_ node: Int, _ event: LocalEvent) -> NodeEvent<N> {
    guard case .message(let message, let sender) = event else { return nodeEvent(node, event) }
    return .message(messageCopies.copy(message, of: messages), from: NodeID(Int(sender)))
  }

  private func difference(
    _ node: Int, _ local: Int32, _ event: LocalEvent, _ first: [Outcome], _ second: [Outcome]
  ) -> ImpureHandler {
    let text = ValueText(names: problem.cluster.names)
    let place = zip(first, second).enumerated().first { $0.element.0 != $0.element.1 }?.offset
    let what: String =
      switch event {
      case .start: "start"
      case .message(let message, let sender):
        "message \(text.text(messages[message])) from \(problem.cluster.names[Int(sender)])"
      case .timeout(let timer): "timer \(text.text(timers[timer]))"
      case .request(let place): "request \(text.text((problem.clients[NodeID(node)] ?? [])[Int(place)]))"
      case .recover: "recovery"
      }
    return ImpureHandler(
      node: problem.cluster.names[node], event: what, state: text.text(locals[local]),
      results: [first, second].map { outcomes in
        place.map { words(outcomes[$0], text) } ?? "\(outcomes.count) different things, by its choices"
      })
  }

  private func words(_ outcome: Outcome, _ text: ValueText) -> String {
    let timers = outcome.step.timers.map { effect in
      switch effect {
      case .set(let timer, _): "set timer \(text.text(self.timers[timer]))"
      case .cancel(let timer): "cancel timer \(text.text(self.timers[timer]))"
      }
    }
    let sends = outcome.step.sends.map {
      "send \(text.text(messages[$0.message])) to \(problem.cluster.names[Int($0.to)])"
    }
    let replies = outcome.replies.map { "reply \(text.text($0))" }
    return (["state \(text.text(locals[outcome.step.local]))"] + sends + timers + replies).joined(
      separator: ", ")
  }

  func nodeEvent(_ node: Int, _ event: LocalEvent) -> NodeEvent<N> {
    switch event {
    case .start: return .start
    case .message(let message, let sender): return .message(messages[message], from: NodeID(Int(sender)))
    case .timeout(let timer): return .timeout(timers[timer])
    case .request(let place):
      let requests = problem.clients[NodeID(node)] ?? []
      return .request(requests[Int(place)], ExplorationRequests.id(Int(place), at: node, nodeCount))
    case .recover: return .recover
    }
  }
}

/// The identities of client operations under exploration: they depend on the node and the place only, so that the
/// same operation has the same identity in every order of events.
enum ExplorationRequests {
  static func id(_ place: Int, at node: Int, _ nodeCount: Int) -> RequestID {
    RequestID(1 + node + place * nodeCount)
  }

  static func place(of request: RequestID, at node: Int, _ nodeCount: Int) -> Int32? {
    let number = request.number - 1
    return number >= 0 && number % nodeCount == node ? Int32(number / nodeCount) : nil
  }
}

/// Values with identities: equal values have the same.
struct Interned<Value: Hashable> {
  private(set) var values: [Value] = []
  private var ids: [Value: Int32] = [:]

  subscript(id: Int32) -> Value { values[Int(id)] }

  mutating func id(_ value: Value) -> Int32 {
    if let known = ids[value] { return known }
    let id = Int32(values.count)
    values.append(value)
    ids[value] = id
    return id
  }
}
