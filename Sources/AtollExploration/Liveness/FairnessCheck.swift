import Atoll

/// Checks that a lasso is a fair infinite run that does not meet a demand, by replaying it with the nodes' real states.
///
/// It shares no code with the search: it knows the nodes' handlers, the network, and what fairness asks. The loop is
/// replayed twice: the second time begins with what the first has left undone.
struct FairnessCheck<N: Node> {
  /// A message on its link.
  private struct Packet: Hashable {
    let from: Int
    let to: Int
    let message: N.Message
  }

  /// What must not stay undone.
  private enum Duty: Hashable {
    case packet(Packet)
    case timer(Int, N.TimerName)
    case request(Int)
  }

  /// Everything that can be told apart.
  private struct State: Equatable {
    var nodes: [N]
    var isUp: [Bool]
    var timers: [Set<N.TimerName>]
    var asked: [Int]
    var isWaiting: [Bool]
    /// In the order in which they were sent; where the network duplicates, each once.
    var packets: [Packet] = []
    var faults: FaultBounds

    /// Whether two states are the same: what is in transit on one link has an order only where links keep it.
    func isSame(as other: State, _ network: NetworkSemantics) -> Bool {
      var (one, two) = (self, other)
      (one.packets, two.packets) = ([], [])
      guard one == two else { return false }
      guard network == .ordered else { return Self.counts(packets) == Self.counts(other.packets) }
      func queues(_ packets: [Packet]) -> [[Int]: [N.Message]] {
        Dictionary(grouping: packets) { [$0.from, $0.to] }.mapValues { $0.map(\.message) }
      }
      return queues(packets) == queues(other.packets)
    }

    private static func counts(_ packets: [Packet]) -> [Packet: Int] {
      packets.reduce(into: [:]) { $0[$1, default: 0] += 1 }
    }
  }

  private let problem: ExplorationProblem<N>
  private let demand: Demand<N>
  private var state: State
  /// Where the network duplicates: the messages that have not arrived since they were sent.
  private var fresh: Set<Packet> = []
  private var isOpen: Bool
  private var isInLoop = false
  private var eventCount = 0
  // What the pass of the loop that is under way has done.
  private var unmet: Set<Duty> = []
  private var sent: Set<Packet> = []
  private var delivered: Set<Packet> = []
  private var wasDown: Set<Int> = []

  /// Checks a lasso; returns how many events were replayed.
  ///
  /// - Throws: the first flaw.
  static func verify(_ lasso: Lasso<N>, _ problem: ExplorationProblem<N>, _ demand: Demand<N>)
    throws(FairnessFlaw) -> Int
  {
    guard var check = FairnessCheck(problem, demand, start: lasso.start) else { throw .noBeginning }
    try check.look()
    for event in lasso.stem { try check.perform(event.event) }
    guard check.isOpen else { throw .isMet(check.eventCount) }
    check.isInLoop = true
    try check.pass(lasso.loop)
    try check.pass(lasso.loop)
    try check.judge()
    return check.eventCount
  }

  // MARK: - The beginning

  private init?(_ problem: ExplorationProblem<N>, _ demand: Demand<N>, start: Int) {
    self.problem = problem
    self.demand = demand
    isOpen = demand.trigger == nil
    let count = problem.cluster.nodes.count
    state = State(
      nodes: problem.cluster.nodes, isUp: Array(repeating: true, count: count),
      timers: Array(repeating: [], count: count), asked: Array(repeating: 0, count: count),
      isWaiting: Array(repeating: false, count: count), faults: problem.faults)
    // Beginnings are numbered like the digits of a number, the last node's outcome fastest.
    let possibilities = (0..<count).map { outcomes(of: .start, at: $0).count }
    var (rest, digits) = (start, [Int]())
    for node in (0..<count).reversed() {
      digits.insert(rest % possibilities[node], at: 0)
      rest /= possibilities[node]
    }
    guard rest == 0 else { return nil }
    for node in 0..<count { _ = call(node, .start, outcome: digits[node]) }
  }

  // MARK: - The loop

  private mutating func pass(_ loop: [Lasso<N>.Event]) throws(FairnessFlaw) {
    let before = state
    (unmet, sent, delivered, wasDown) = (duties, [], [], [])
    noteDown()
    for event in loop { try perform(event.event) }
    guard state.isSame(as: before, problem.network) else { throw .doesNotRepeat }
  }

  private func judge() throws(FairnessFlaw) {
    if let starved = unmet.map({ "\($0)" }).min() { throw .starves(starved) }
    guard problem.faults.drops == .max else { return }
    let lost = sent.subtracting(delivered).filter { $0.from != $0.to && !wasDown.contains($0.to) }
    if let first = lost.map({ "\($0)" }).min() { throw .losesForEver(first) }
  }

  /// What must not stay undone, now.
  private var duties: Set<Duty> {
    var duties: Set<Duty> = []
    for (place, packet) in state.packets.enumerated() where state.isUp[packet.to] {
      switch problem.network {
      case .unordered: duties.insert(.packet(packet))
      case .ordered: if isFirst(place) { duties.insert(.packet(packet)) }
      case .duplicating: if fresh.contains(packet) { duties.insert(.packet(packet)) }
      }
    }
    for node in state.nodes.indices where state.isUp[node] {
      for name in state.timers[node] { duties.insert(.timer(node, name)) }
      if canAsk(node) { duties.insert(.request(node)) }
    }
    return duties
  }

  /// Whether nothing was sent before on the same link that is still in transit.
  private func isFirst(_ place: Int) -> Bool {
    let packet = state.packets[place]
    return !state.packets[..<place].contains { $0.from == packet.from && $0.to == packet.to }
  }

  private func canAsk(_ node: Int) -> Bool {
    state.isUp[node] && !state.isWaiting[node]
      && state.asked[node] < (problem.clients[NodeID(node)] ?? []).count
  }

  private mutating func noteDown() {
    for node in state.nodes.indices where !state.isUp[node] { wasDown.insert(node) }
  }

  /// Looks at the configuration: is the demand open?
  private mutating func look() throws(FairnessFlaw) {
    let now = Configuration(nodes: state.nodes, isUp: state.isUp)
    if demand.goal(now) {
      guard demand.trigger != nil else { throw .isMet(eventCount) }
      isOpen = false
    } else if demand.trigger?(now) == true {
      isOpen = true
    }
  }

  // MARK: - Events

  private mutating func perform(_ scheduled: ScheduledEvent<N>) throws(FairnessFlaw) {
    eventCount += 1
    guard happens(scheduled) else { throw .notEnabled(eventCount) }
    try look()
    if isInLoop, !isOpen { throw .isMet(eventCount) }
    unmet.formIntersection(duties)
    noteDown()
  }

  private mutating func happens(_ scheduled: ScheduledEvent<N>) -> Bool {
    let (node, outcome) = (scheduled.node, scheduled.outcome)
    let isUp = state.isUp[node]
    switch scheduled.what {
    case .delivery(let message, let from):
      guard isUp, let packet = take(message, from, node) else { return false }
      delivered.insert(packet)
      return call(node, .message(message, from: NodeID(from)), outcome: outcome)
    case .drop(let message, let from):
      guard isUp, from != node, spend(\.drops) else { return false }
      return lose(message, from, node)
    case .lostAtDownNode(let message, let from): return !isUp && lose(message, from, node)
    case .timeout(let name):
      guard isUp, state.timers[node].remove(name) != nil else { return false }
      unmet.remove(.timer(node, name))
      return call(node, .timeout(name), outcome: outcome)
    case .request(let place):
      guard canAsk(node), place == state.asked[node], let asked = problem.clients[NodeID(node)]?[place]
      else { return false }
      unmet.remove(.request(node))
      state.asked[node] += 1
      state.isWaiting[node] = true
      let id = RequestID(1 + node + place * state.nodes.count)
      return call(node, .request(asked, id), outcome: outcome)
    case .crash:
      guard isUp, spend(\.crashes) else { return false }
      state.isUp[node] = false
      state.timers[node] = []
      if problem.faults.recoveries == 0 { state.packets.removeAll { $0.to == node } }
      fresh = fresh.filter { $0.to != node }
      return true
    case .recovery:
      guard !isUp, spend(\.recoveries) else { return false }
      var restored = problem.cluster.nodes[node]
      N.stable.restore(state.nodes[node], &restored)
      state.nodes[node] = restored
      state.isUp[node] = true
      return call(node, .recover, outcome: outcome)
    case .lostInPartition, .partition, .heal, .forgery: return false
    }
  }

  private mutating func spend(_ fault: WritableKeyPath<FaultBounds, Int>) -> Bool {
    guard state.faults[keyPath: fault] > 0 else { return false }
    if state.faults[keyPath: fault] != .max { state.faults[keyPath: fault] -= 1 }
    return true
  }

  /// Takes a message for its arrival.
  private mutating func take(_ message: N.Message, _ from: Int, _ to: Int) -> Packet? {
    let packet = Packet(from: from, to: to, message: message)
    guard let place = state.packets.firstIndex(of: packet),
      problem.network != .ordered || isFirst(place)
    else { return nil }
    if problem.network != .duplicating { state.packets.remove(at: place) }
    fresh.remove(packet)
    unmet.remove(.packet(packet))
    return packet
  }

  private mutating func lose(_ message: N.Message, _ from: Int, _ to: Int) -> Bool {
    guard let packet = take(message, from, to) else { return false }
    if problem.network == .duplicating { state.packets.removeAll { $0 == packet } }
    return true
  }

  private func outcomes(of event: NodeEvent<N>, at node: Int) -> [(node: N, context: NodeContext<N>)] {
    var found: [(node: N, context: NodeContext<N>)] = []
    var script: ChoiceScript? = ChoiceScript()
    while let choices = script {
      var after = state.nodes[node]
      var context = NodeContext<N>(id: NodeID(node), clusterSize: state.nodes.count, script: choices)
      after.apply(event, &context)
      found.append((after, context))
      script = context.script?.successor
    }
    return found
  }

  /// Calls a handler; false where it has no such outcome.
  private mutating func call(_ node: Int, _ event: NodeEvent<N>, outcome: Int) -> Bool {
    let outcomes = outcomes(of: event, at: node)
    guard outcomes.indices.contains(outcome) else { return false }
    state.nodes[node] = outcomes[outcome].node
    for effect in outcomes[outcome].context.effects {
      switch effect {
      case .send(let message, let to): send(Packet(from: node, to: to.index, message: message))
      case .setTimer(let name, _):
        state.timers[node].insert(name)
        unmet.remove(.timer(node, name))
      case .cancelTimer(let name):
        state.timers[node].remove(name)
        unmet.remove(.timer(node, name))
      case .reply(_, let request):
        let last = 1 + node + (state.asked[node] - 1) * state.nodes.count
        if request.number == last { state.isWaiting[node] = false }
      case .note: break
      }
    }
    return true
  }

  private mutating func send(_ packet: Packet) {
    sent.insert(packet)
    guard state.isUp[packet.to] || problem.faults.recoveries > 0 else { return }
    if problem.network != .duplicating || !state.packets.contains(packet) { state.packets.append(packet) }
    if state.isUp[packet.to] { fresh.insert(packet) }
  }
}
