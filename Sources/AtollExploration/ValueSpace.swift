import Atoll

/// The node space of Swift nodes in this process.
final class ValueSpace<N: Node>: NodeSpace {
  let problem: ExplorationProblem<N>
  private(set) var locals = Interned<N>()
  private(set) var messages = Interned<N.Message>()
  private(set) var timers = Interned<N.TimerName>()
  private(set) var failure: ExplorationError?

  init(_ problem: ExplorationProblem<N>) { self.problem = problem }

  var nodeCount: Int { problem.cluster.nodes.count }

  func requestCount(_ node: Int) -> Int { problem.clients[NodeID(node)]?.count ?? 0 }

  func initial(_ node: Int) -> Int32 { locals.id(problem.cluster.nodes[node]) }

  func afterCrash(_ node: Int, _ local: Int32) -> Int32 {
    var fresh = problem.cluster.nodes[node]
    N.stable.restore(locals[local], &fresh)
    return locals.id(fresh)
  }

  func steps(_ node: Int, _ local: Int32, _ event: LocalEvent) -> [LocalStep] {
    var steps: [LocalStep] = []
    var script: ChoiceScript? = ChoiceScript()
    while let choices = script {
      let (step, played) = run(node, local, event, choices)
      steps.append(step)
      script = played.successor
    }
    return steps
  }

  private func run(_ node: Int, _ local: Int32, _ event: LocalEvent, _ script: ChoiceScript)
    -> (LocalStep, ChoiceScript)
  {
    var state = locals[local]
    var context = NodeContext<N>(id: NodeID(node), clusterSize: nodeCount, script: script)
    state.apply(nodeEvent(node, event), &context)
    var step = LocalStep(local: locals.id(state))
    for effect in context.effects {
      switch effect {
      case .send(let message, let to):
        step.sends.append(.init(to: Int32(to.index), message: messages.id(message)))
      case .setTimer(let name, _): step.timers.append(.set(timers.id(name)))
      case .cancelTimer(let name): step.timers.append(.cancel(timers.id(name)))
      case .reply(_, let request):
        if let place = ExplorationRequests.place(of: request, at: node, nodeCount) {
          step.answered.append(place)
        }
      case .note: break
      }
    }
    return (step, context.script ?? script)
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
