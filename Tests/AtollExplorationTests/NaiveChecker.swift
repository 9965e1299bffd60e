import Atoll

/// Exploration as anybody would write it: configurations are values, kept in a dictionary. It shares nothing with the
/// engine but the nodes, and is what the engine is held against.
struct NaiveChecker<N: Node> {
  struct Link: Hashable {
    let from, to: Int
  }

  struct Packet: Hashable {
    let link: Link
    let message: N.Message
  }

  struct State: Hashable {
    var nodes: [N]
    var isUp: [Bool]
    /// With the ticks that are left; 0 where timers run out at any moment.
    var timers: [[N.TimerName: Int]]
    var asked: [Int]
    var isWaiting: [Bool]
    /// For `unordered` and `duplicating`: how many copies are in transit.
    var copies: [Packet: Int] = [:]
    /// For `ordered`.
    var queues: [Link: [N.Message]] = [:]
    var faults: FaultBounds
    /// One side of the network, while it is split.
    var side: NodeSet?
    /// What the observers of the clients know.
    var known: [AnyHashableSendable]
  }

  struct Result {
    var states = 0, transitions = 0, idle = 0, depth = 0
    /// For each property the fewest steps to a configuration that violates it, or for *sometimes* shows it.
    var hits: [Int?] = []
  }

  let problem: ExplorationProblem<N>

  private var observers: [ClientObserver<N>] {
    problem.properties.compactMap { property in
      if case .observation(let observer) = property.test { observer } else { nil }
    }
  }

  private func observe(_ event: ClientEvent<N>, _ state: inout State) {
    for (place, observer) in observers.enumerated() {
      state.known[place] = observer.next(state.known[place], event)
    }
  }

  private func down(_ state: State, _ node: Int) -> Bool {
    !state.isUp[node] && problem.faults.recoveries == 0
  }

  private func isCut(_ state: State, _ one: Int, _ other: Int) -> Bool {
    state.side.map { $0.contains(NodeID(one)) != $0.contains(NodeID(other)) } ?? false
  }

  private func isByzantine(_ node: Int) -> Bool { problem.byzantine.contains(NodeID(node)) }

  /// All outcomes of a handler.
  private func call(_ state: State, _ node: Int, _ event: NodeEvent<N>) -> [State] {
    var found: [State] = []
    var script: ChoiceScript? = ChoiceScript(choosesTicks: problem.timers == .inOrder)
    while let choices = script {
      var after = state
      var context = NodeContext<N>(id: NodeID(node), clusterSize: state.nodes.count, script: choices)
      after.nodes[node].apply(event, &context)
      for effect in context.effects {
        switch effect {
        case .send(let message, let to)
        where !down(after, to.index) && !isCut(after, node, to.index) && !isByzantine(to.index):
          let link = Link(from: node, to: to.index)
          switch problem.network {
          case .unordered: after.copies[Packet(link: link, message: message), default: 0] += 1
          case .duplicating: after.copies[Packet(link: link, message: message)] = 1
          case .ordered: after.queues[link, default: []].append(message)
          }
        case .send, .note: break
        case .reply(let reply, let id):
          let asked = RequestID(1 + node + (after.asked[node] - 1) * state.nodes.count)
          if id == asked, after.isWaiting[node] {
            after.isWaiting[node] = false
            observe(.response(reply, id, at: NodeID(node)), &after)
          }
        case .setTimer(let name, let ticks): after.timers[node][name] = problem.timers == .inOrder ? ticks : 0
        case .cancelTimer(let name): after.timers[node][name] = nil
        }
      }
      found.append(after)
      script = context.script?.successor
    }
    return found
  }

  private func initial() -> [State] {
    let count = problem.cluster.nodes.count
    let state = State(
      nodes: problem.cluster.nodes, isUp: Array(repeating: true, count: count),
      timers: Array(repeating: [:], count: count), asked: Array(repeating: 0, count: count),
      isWaiting: Array(repeating: false, count: count), faults: problem.faults,
      known: observers.map(\.initial))
    return (0..<count).filter { !isByzantine($0) }.reduce([state]) { states, node in
      states.flatMap { call($0, node, .start) }
    }
  }

  private func without(_ packet: Packet, _ state: State) -> State {
    var after = state
    if problem.network == .ordered {
      after.queues[packet.link]?.removeFirst()
      if after.queues[packet.link] == [] { after.queues[packet.link] = nil }
    } else {
      after.copies[packet] = state.copies[packet] == 1 ? nil : state.copies[packet].map { $0 - 1 }
    }
    return after
  }

  /// What comes after a configuration: by steps of the system, and by faults.
  func successors(_ state: State) -> (steps: [State], faults: [State]) {
    var (steps, found): ([State], [State]) = ([], [])
    let first = state.queues.map { Packet(link: $0.key, message: $0.value[0]) }
    for packet in Array(state.copies.keys) + first {
      let (to, rest) = (packet.link.to, without(packet, state))
      if state.isUp[to], isCut(state, packet.link.from, to) {
        if problem.network != .duplicating { found.append(rest) }
      } else if state.isUp[to] {
        let from = NodeID(packet.link.from)
        steps += call(
          problem.network == .duplicating ? state : rest, to, .message(packet.message, from: from))
        if state.faults.drops > 0, packet.link.from != to {
          found.append(rest)
          found[found.count - 1].faults.drops -= 1
        }
      } else if problem.network != .duplicating {
        found.append(rest)
      }
    }
    for node in state.nodes.indices where state.isUp[node] && !isByzantine(node) {
      for (name, left) in state.timers[node]
      where state.timers.allSatisfy({ $0.values.allSatisfy { $0 >= left } }) {
        var after = state
        after.timers[node][name] = nil
        for node in state.nodes.indices { after.timers[node] = after.timers[node].mapValues { $0 - left } }
        steps += call(after, node, .timeout(name))
      }
      let requests = problem.clients[NodeID(node)] ?? []
      if !state.isWaiting[node], state.asked[node] < requests.count {
        var after = state
        after.asked[node] += 1
        after.isWaiting[node] = true
        let id = RequestID(1 + node + state.asked[node] * state.nodes.count)
        observe(.invocation(requests[state.asked[node]], id, at: NodeID(node)), &after)
        steps += call(after, node, .request(requests[state.asked[node]], id))
      }
      if state.faults.crashes > 0 {
        var after = state
        after.isUp[node] = false
        after.timers[node] = [:]
        after.faults.crashes -= 1
        if problem.faults.recoveries == 0 {
          after.copies = after.copies.filter { $0.key.link.to != node }
          after.queues = after.queues.filter { $0.key.to != node }
        }
        found.append(after)
      }
    }
    for node in state.nodes.indices where !state.isUp[node] && state.faults.recoveries > 0 {
      var after = state
      after.nodes[node] = problem.cluster.nodes[node]
      N.stable.restore(state.nodes[node], &after.nodes[node])
      after.isUp[node] = true
      after.faults.recoveries -= 1
      found += call(after, node, .recover)
    }
    for forged in problem.forgeries where state.isUp[forged.destination.index] {
      var after = state
      if isByzantine(forged.sender.index) {
        guard !isCut(state, forged.sender.index, forged.destination.index) else { continue }
      } else {
        guard state.faults.forgeries > 0 else { continue }
        after.faults.forgeries -= 1
      }
      guard !isByzantine(forged.destination.index) else { continue }
      found += call(after, forged.destination.index, .message(forged.message, from: forged.sender))
    }
    return (steps, found + partitions(state))
  }

  private func partitions(_ state: State) -> [State] {
    var whole = state
    whole.side = nil
    if state.side != nil { return [whole] }
    guard state.faults.partitions > 0 else { return [] }
    whole.faults.partitions -= 1
    let count = state.nodes.count
    // Every set of nodes that has the first, but not all, and where cuts are named is one of them or the rest of one.
    let sides = (0..<1 << count).map { bits in
      NodeSet((0..<count).filter { bits >> $0 & 1 == 1 }.map { NodeID($0) })
    }
    return sides.filter { side in
      side.contains(NodeID(0)) && side.count < count
        && (problem.cuts.isEmpty
          || problem.cuts.contains { $0 == side || $0 == NodeSet(all: count).subtracting(side) })
    }.map { side in
      var split = whole
      split.side = side
      return split
    }
  }

  /// Takes down which of the properties that `tests` says nothing of a configuration violates, or for *sometimes* shows.
  private func judge(_ state: State, _ steps: [State], from first: Int, _ result: inout Result) {
    var observer = 0
    for (place, property) in problem.properties.enumerated().dropFirst(first) {
      var isHit = false
      if case .observation(let watched) = property.test {
        isHit = watched.condition(state.known[observer]) == (property.kind == .sometimes)
        observer += 1
      } else if case .progress(let isDone) = property.test, result.hits[place] == nil {
        isHit =
          steps.allSatisfy { $0 == state }
          && state.nodes.indices.contains { state.isUp[$0] && !isByzantine($0) && !isDone(state.nodes[$0]) }
      }
      if isHit, result.hits[place] == nil { result.hits[place] = result.depth }
    }
  }

  /// Searches; none where there are more configurations than `bound`.
  func check(_ tests: [(Configuration<N>) -> Bool], bound: Int) -> Result? {
    var result = Result(hits: Array(repeating: nil, count: problem.properties.count))
    var seen: Set<State> = []
    var level: [State] = initial().filter { seen.insert($0).inserted }
    while true {
      var next: [State] = []
      for state in level {
        for (place, test) in tests.enumerated() where result.hits[place] == nil {
          if test(Configuration(nodes: state.nodes, isUp: state.isUp)) { result.hits[place] = result.depth }
        }
        let (steps, faults) = successors(state)
        judge(state, steps, from: tests.count, &result)
        for after in steps + faults {
          if after == state { result.idle += 1 } else { result.transitions += 1 }
          if seen.insert(after).inserted { next.append(after) }
        }
        if seen.count > bound { return nil }
      }
      guard !next.isEmpty else { break }
      result.depth += 1
      level = next
    }
    result.states = seen.count
    return result
  }
}
