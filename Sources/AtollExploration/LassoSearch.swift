import Atoll

/// Looks for a fair infinite run that stays bivalent, in the configurations modulo a shift of rounds.
///
/// A loop that advances the smallest round is fair: every node's round grows, so every node has taken a step, and every
/// message of the old rounds is gone. So the search is for an edge with a shift, within a strongly connected component
/// of the bivalent, undecided configurations.
struct LassoSearch<N: Node> {
  let graph: RoundGraph<N>
  let map: ValenceMap
  private let clusters: [Cluster<N>]
  private let isOpen: [Bool]

  /// None where the problem does not say what a decision is.
  init(_ graph: RoundGraph<N>, from clusters: [Cluster<N>], decision: (N) -> AnyHashableSendable?) {
    self.graph = graph
    self.clusters = clusters
    var bits: [AnyHashableSendable: Int] = [:]
    var made: [UInt64] = []
    for row in graph.rows {
      var mask: UInt64 = 0
      for state in row.nodes {
        guard let value = decision(graph.states[state]) else { continue }
        let bit = bits[value] ?? bits.count
        bits[value] = bit
        mask |= 1 << UInt64(bit)
      }
      made.append(mask)
    }
    let map = ValenceMap(made: made, successors: graph.successors)
    self.map = map
    isOpen = made.indices.map { made[$0] == 0 && map[$0] == .bivalent }
    decisions = bits.sorted { $0.value < $1.value }.map { "\($0.key.value)" }
  }

  /// The decisions as text, by bit.
  let decisions: [String]

  /// Configurations by class.
  var classes: [ValenceReport.Valence: Int] {
    let counts = map.counts
    var classes: [ValenceReport.Valence: Int] = [.none: counts.none, .bivalent: counts.bivalent]
    for (bit, count) in counts.univalent { classes[.univalent(decisions[bit])] = count }
    return classes
  }

  /// A lasso with the fewest deliveries that count; none where there is no such loop.
  var lasso: FairLasso<N>? {
    let components = self.components
    var best: (length: Int, stem: [Step], loop: [Step])?
    let stems = paths(from: graph.initial.filter { isOpen[$0] })
    for place in graph.rows.indices where isOpen[place] && stems[place] != nil {
      for (number, edge) in graph.edges[place].enumerated() where edge.shift > 0 {
        let target = Int(edge.target)
        guard isOpen[target], components[target] == components[place] else { continue }
        guard let back = path(to: place, paths(from: [target])), let stem = path(to: place, stems) else {
          continue
        }
        let length = stem.count + 1 + back.count
        if best.map({ length < $0.length }) ?? true {
          best = (length, stem, [Step(place: place, edge: number)] + back)
        }
      }
    }
    return best.flatMap { concrete(stem: $0.stem, loop: $0.loop) }
  }

  private struct Step {
    let place: Int
    let edge: Int
  }

  // MARK: - Paths

  /// For each open configuration the last step of a shortest path from one of some; a step with no edge where it begins.
  private func paths(from starts: [Int]) -> [Step?] {
    var last: [Step?] = Array(repeating: nil, count: graph.rows.count)
    var waiting = starts
    for start in starts { last[start] = Step(place: start, edge: -1) }
    var next = 0
    while next < waiting.count {
      let here = waiting[next]
      next += 1
      for (number, edge) in graph.edges[here].enumerated() {
        let target = Int(edge.target)
        guard isOpen[target], last[target] == nil else { continue }
        last[target] = Step(place: here, edge: number)
        waiting.append(target)
      }
    }
    return last
  }

  private func path(to place: Int, _ last: [Step?]) -> [Step]? {
    var steps: [Step] = []
    var here = place
    while let step = last[here] {
      if step.edge < 0 { return steps.reversed() }
      steps.append(step)
      here = step.place
    }
    return nil
  }

  /// The strongly connected components of the open configurations, numbered (Tarjan 1972, without recursion).
  private var components: [Int] {
    var state = TarjanState(count: graph.rows.count)
    for root in graph.rows.indices where isOpen[root] && state.index[root] < 0 {
      var path = [(place: root, edge: 0)]
      state.enter(root)
      while let (place, edge) = path.last {
        if edge < graph.edges[place].count {
          path[path.count - 1].edge += 1
          let target = Int(graph.edges[place][edge].target)
          guard isOpen[target] else { continue }
          if state.index[target] < 0 {
            state.enter(target)
            path.append((target, 0))
          } else if state.isWaiting[target] {
            state.low[place] = min(state.low[place], state.index[target])
          }
        } else {
          path.removeLast()
          if let above = path.last?.place { state.low[above] = min(state.low[above], state.low[place]) }
          state.leave(place)
        }
      }
    }
    return state.component
  }

  private struct TarjanState {
    var index: [Int]
    var low: [Int]
    var component: [Int]
    var isWaiting: [Bool]
    private var waiting: [Int] = []
    private var count = 0
    private var components = 0

    init(count: Int) {
      index = Array(repeating: -1, count: count)
      low = index
      component = index
      isWaiting = Array(repeating: false, count: count)
    }

    mutating func enter(_ place: Int) {
      (index[place], low[place], isWaiting[place]) = (count, count, true)
      count += 1
      waiting.append(place)
    }

    mutating func leave(_ place: Int) {
      guard low[place] == index[place] else { return }
      while let member = waiting.popLast() {
        isWaiting[member] = false
        component[member] = components
        if member == place { break }
      }
      components += 1
    }
  }

  // MARK: - Real values

  /// The lasso with the rounds that it really has, and with the deliveries of late messages where they happen.
  private func concrete(stem: [Step], loop: [Step]) -> FairLasso<N>? {
    let start = (stem.first ?? loop.first)?.place
    guard let start, let input = graph.initial.firstIndex(of: start) else { return nil }
    var player = LassoPlayer(clusters[input], graph.quotient)
    for step in stem { player.perform(graph, graph.edges[step.place][step.edge]) }
    let stemEvents = player.take()
    let before = player.base
    for step in loop { player.perform(graph, graph.edges[step.place][step.edge]) }
    return FairLasso(
      cluster: clusters[input], stem: stemEvents, loop: player.take(), shift: player.base - before)
  }
}

/// Turns a path of the quotient into events with the rounds that they really have.
private struct LassoPlayer<N: Node> {
  private let quotient: RoundQuotient<N>
  private var nodes: [N]
  private var packets: [(message: N.Message, from: Int, to: Int)] = []
  private var events: [FairLasso<N>.Event] = []
  /// The smallest round.
  private(set) var base: Int

  init(_ cluster: Cluster<N>, _ quotient: RoundQuotient<N>) {
    self.quotient = quotient
    nodes = cluster.nodes
    base = 0
    for node in nodes.indices { call(node) { $0.start(&$1) } }
    base = nodes.map(quotient.round).min() ?? 0
  }

  mutating func take() -> [FairLasso<N>.Event] {
    defer { events = [] }
    return events
  }

  mutating func perform(_ graph: RoundGraph<N>, _ edge: RoundGraph<N>.Edge) {
    guard let packet = edge.packet else { preconditionFailure("lassos are looked for without crashes") }
    let message = quotient.messageShifted(graph.messages[packet.message], base)
    deliver(message, from: Int(packet.from), to: Int(packet.to))
    while let late = packets.first(where: { quotient.messageRound($0.message) < quotient.round(nodes[$0.to]) }
    ) {
      deliver(late.message, from: late.from, to: late.to)
    }
    base += edge.shift
  }

  private mutating func deliver(_ message: N.Message, from: Int, to: Int) {
    guard let place = packets.firstIndex(where: { $0.message == message && $0.from == from && $0.to == to })
    else { preconditionFailure("\(message) is not in transit from \(from) to \(to)") }
    packets.remove(at: place)
    events.append(.delivery(message, from: from, to: to))
    call(to) { $0.receive(message, from: NodeID(from), &$1) }
  }

  private mutating func call(_ node: Int, _ handler: (inout N, inout NodeContext<N>) -> Void) {
    var context = NodeContext<N>(id: NodeID(node), clusterSize: nodes.count, script: ChoiceScript())
    handler(&nodes[node], &context)
    for case .send(let message, let to) in context.effects { packets.append((message, node, to.index)) }
  }
}
