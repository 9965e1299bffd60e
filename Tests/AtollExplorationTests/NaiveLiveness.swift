import Atoll

/// Fair runs without end as anybody would look for them: every place is a value, every set of messages that a fair run
/// may stop sending is tried, and components are what can be reached there and back.
///
/// It shares nothing with the engine but the nodes and the properties' conditions.
struct NaiveLiveness<N: Node> {
  struct Packet: Hashable {
    let from, to: Int
    let message: N.Message
  }

  enum Duty: Hashable {
    case packet(Packet)
    case timer(Int, N.TimerName)
    case request(Int)
  }

  struct Place: Hashable {
    var nodes: [N]
    var isUp: [Bool]
    var timers: [Set<N.TimerName>]
    var asked: [Int]
    var isWaiting: [Bool]
    var queues: [[Int]: [N.Message]] = [:]
    var copies: [Packet: Int] = [:]
    /// For `duplicating`: what has not arrived since it was sent.
    var fresh: Set<Packet> = []
    var faults: FaultBounds
  }

  struct Edge {
    let target: Int
    var meets: Set<Duty> = []
    var sends: Set<Packet> = []
    var delivers: Packet?
  }

  let problem: ExplorationProblem<N>
  private(set) var places: [Place] = []
  private(set) var edges: [[Edge]] = []
  private var known: [Place: Int] = [:]
  private var initial: [Int] = []

  /// None where there are more places than `bound`.
  init?(_ problem: ExplorationProblem<N>, bound: Int) {
    self.problem = problem
    let count = problem.cluster.nodes.count
    let blank = Place(
      nodes: problem.cluster.nodes, isUp: Array(repeating: true, count: count),
      timers: Array(repeating: [], count: count), asked: Array(repeating: 0, count: count),
      isWaiting: Array(repeating: false, count: count), faults: problem.faults)
    let starts = (0..<count).reduce([blank]) { places, node in
      places.flatMap { place in calls(place, node, .start).map(\.0) }
    }
    initial = Array(Set(starts.map { number($0) }))
    while edges.count < places.count {
      guard places.count <= bound else { return nil }
      edges.append(successors(places[edges.count]))
    }
  }

  private mutating func number(_ place: Place) -> Int {
    if let number = known[place] { return number }
    known[place] = places.count
    places.append(place)
    return places.count - 1
  }

  // MARK: - Steps

  private func calls(_ place: Place, _ node: Int, _ event: NodeEvent<N>) -> [(Place, Edge)] {
    var found: [(Place, Edge)] = []
    var script: ChoiceScript? = ChoiceScript()
    while let choices = script {
      var (after, edge) = (place, Edge(target: -1))
      var context = NodeContext<N>(id: NodeID(node), clusterSize: place.nodes.count, script: choices)
      after.nodes[node].apply(event, &context)
      for effect in context.effects {
        switch effect {
        case .send(let message, let to):
          let packet = Packet(from: node, to: to.index, message: message)
          edge.sends.insert(packet)
          if after.isUp[to.index] || problem.faults.recoveries > 0 { put(packet, &after) }
        case .note: break
        case .reply(_, let id):
          if id.number == 1 + node + (after.asked[node] - 1) * place.nodes.count {
            after.isWaiting[node] = false
          }
        case .setTimer(let name, _):
          after.timers[node].insert(name)
          edge.meets.insert(.timer(node, name))
        case .cancelTimer(let name):
          after.timers[node].remove(name)
          edge.meets.insert(.timer(node, name))
        }
      }
      found.append((after, edge))
      script = context.script?.successor
    }
    return found
  }

  private func put(_ packet: Packet, _ place: inout Place) {
    switch problem.network {
    case .ordered: place.queues[[packet.from, packet.to], default: []].append(packet.message)
    case .unordered: place.copies[packet, default: 0] += 1
    case .duplicating:
      place.copies[packet] = 1
      if place.isUp[packet.to] { place.fresh.insert(packet) }
    }
  }

  /// The messages that can arrive next, each with the place without it.
  private func arrivals(_ place: Place) -> [(Packet, Place)] {
    place.copies.map { packet, count in
      var rest = place
      rest.copies[packet] = count == 1 ? nil : count - 1
      rest.fresh.remove(packet)
      return (packet, rest)
    }
      + place.queues.map { link, queue in
        var rest = place
        rest.queues[link] = queue.count == 1 ? nil : Array(queue.dropFirst())
        return (Packet(from: link[0], to: link[1], message: queue[0]), rest)
      }
  }

  private mutating func successors(_ place: Place) -> [Edge] {
    var found: [Edge] = []
    func add(_ outcomes: [(Place, Edge)], _ duty: Duty?, delivers: Packet? = nil, _ naive: inout Self) {
      for (after, edge) in outcomes {
        var edge = Edge(
          target: naive.number(after), meets: edge.meets, sends: edge.sends, delivers: delivers)
        if let duty { edge.meets.insert(duty) }
        found.append(edge)
      }
    }
    for (packet, rest) in arrivals(place) {
      var arrived = rest
      if problem.network == .duplicating { arrived.copies[packet] = 1 }
      let duty = Duty.packet(packet)
      if place.isUp[packet.to] {
        let event = NodeEvent<N>.message(packet.message, from: NodeID(packet.from))
        add(calls(arrived, packet.to, event), duty, delivers: packet, &self)
        if place.faults.drops > 0, packet.from != packet.to {
          var after = rest
          if after.faults.drops != .max { after.faults.drops -= 1 }
          add([(after, Edge(target: -1))], duty, &self)
        }
      } else if problem.network != .duplicating {
        add([(rest, Edge(target: -1))], duty, &self)
      }
    }
    for node in place.nodes.indices {
      if place.isUp[node] {
        for name in place.timers[node] {
          var before = place
          before.timers[node].remove(name)
          add(calls(before, node, .timeout(name)), .timer(node, name), &self)
        }
        if let request = request(place, node) {
          var before = place
          before.asked[node] += 1
          before.isWaiting[node] = true
          let id = RequestID(1 + node + place.asked[node] * place.nodes.count)
          add(calls(before, node, .request(request, id)), .request(node), &self)
        }
        if place.faults.crashes > 0 { add([(crashed(place, node), Edge(target: -1))], nil, &self) }
      } else if place.faults.recoveries > 0 {
        var before = place
        before.nodes[node] = problem.cluster.nodes[node]
        N.stable.restore(place.nodes[node], &before.nodes[node])
        before.isUp[node] = true
        if before.faults.recoveries != .max { before.faults.recoveries -= 1 }
        add(calls(before, node, .recover), nil, &self)
      }
    }
    return found
  }

  private func request(_ place: Place, _ node: Int) -> N.Request? {
    let requests = problem.clients[NodeID(node)] ?? []
    return !place.isWaiting[node] && place.asked[node] < requests.count ? requests[place.asked[node]] : nil
  }

  private func crashed(_ place: Place, _ node: Int) -> Place {
    var after = place
    after.isUp[node] = false
    after.timers[node] = []
    after.fresh = after.fresh.filter { $0.to != node }
    if after.faults.crashes != .max { after.faults.crashes -= 1 }
    if problem.faults.recoveries == 0 {
      after.copies = after.copies.filter { $0.key.to != node }
      after.queues = after.queues.filter { $0.key[1] != node }
    }
    return after
  }

  private func duties(_ place: Place) -> Set<Duty> {
    var duties: Set<Duty> = []
    for (packet, _) in arrivals(place) where place.isUp[packet.to] {
      if problem.network != .duplicating || place.fresh.contains(packet) { duties.insert(.packet(packet)) }
    }
    for node in place.nodes.indices where place.isUp[node] {
      for name in place.timers[node] { duties.insert(.timer(node, name)) }
      if request(place, node) != nil { duties.insert(.request(node)) }
    }
    return duties
  }

  // MARK: - Fair runs

  /// What there is to say of a demand.
  enum Answer: Equatable {
    /// Every fair run meets it.
    case met
    /// The fewest steps that change something to a place where a fair run can stay without meeting it.
    case unmet(Int)
    /// There are too many messages that may be lost for ever to try all sets of them.
    case tooMany
  }

  func answer(_ demand: Demand<N>, messagesMax: Int = 5) -> Answer {
    let isGoal = places.map { demand.goal(Configuration(nodes: $0.nodes, isUp: $0.isUp)) }
    var messages: Set<Packet> = []
    if problem.faults.drops == .max {
      for edge in edges.indices.filter({ !isGoal[$0] }).flatMap({ edges[$0] }) where !isGoal[edge.target] {
        messages.formUnion(edge.sends.filter { $0.from != $0.to })
      }
    }
    guard messages.count <= messagesMax else { return .tooMany }
    let listed = Array(messages)
    let distances = distances(isGoal, demand)
    var nearest: Int?
    for set in 0..<(1 << listed.count) {
      let unsent = Set(listed.indices.filter { set & 1 << $0 != 0 }.map { listed[$0] })
      for component in components(isGoal, without: unsent) {
        guard isFair(component, isGoal, unsent) else { continue }
        for distance in component.compactMap({ distances[$0] }) {
          nearest = min(nearest ?? distance, distance)
        }
      }
    }
    return nearest.map { .unmet($0) } ?? .met
  }

  private func inner(_ place: Int, _ within: (Int) -> Bool, _ unsent: Set<Packet>) -> [Edge] {
    edges[place].filter { within($0.target) && $0.sends.isDisjoint(with: unsent) }
  }

  private func components(_ isGoal: [Bool], without unsent: Set<Packet>) -> [Set<Int>] {
    let forward = places.indices.map { place in
      isGoal[place] ? [] : inner(place, { !isGoal[$0] }, unsent).map(\.target)
    }
    var backward: [[Int]] = Array(repeating: [], count: places.count)
    for (place, targets) in forward.enumerated() { for target in targets { backward[target].append(place) } }
    func reach(_ start: Int, _ lists: [[Int]]) -> Set<Int> {
      var (seen, waiting): (Set<Int>, [Int]) = ([start], [start])
      while let here = waiting.popLast() {
        for next in lists[here] where seen.insert(next).inserted { waiting.append(next) }
      }
      return seen
    }
    var found: [Set<Int>] = []
    var left = Set(places.indices.filter { !isGoal[$0] })
    while let place = left.first {
      let component = reach(place, forward).intersection(reach(place, backward))
      left.subtract(component)
      found.append(component)
    }
    return found
  }

  private func isFair(_ component: Set<Int>, _ isGoal: [Bool], _ unsent: Set<Packet>) -> Bool {
    let moves = component.flatMap { inner($0, component.contains, unsent) }
    let always = component.map { duties(places[$0]) }.reduce(nil as Set<Duty>?) {
      $0?.intersection($1) ?? $1
    }
    guard (always ?? []).isSubset(of: moves.reduce(into: Set()) { $0.formUnion($1.meets) }) else {
      return false
    }
    guard problem.faults.drops == .max else { return true }
    let sent = moves.reduce(into: Set<Packet>()) { $0.formUnion($1.sends.filter { $0.from != $0.to }) }
    return sent.subtracting(moves.compactMap(\.delivers)).allSatisfy { packet in
      component.contains { !places[$0].isUp[packet.to] }
    }
  }

  /// The fewest steps that change something to each place with the demand open.
  private func distances(_ isGoal: [Bool], _ demand: Demand<N>) -> [Int?] {
    // Bellman and Ford, over places before the trigger and after it.
    var before: [Int?] = Array(repeating: nil, count: places.count)
    var after = before
    for place in initial {
      if demand.trigger != nil { before[place] = 0 } else if !isGoal[place] { after[place] = 0 }
    }
    func lower(_ list: inout [Int?], _ place: Int, _ value: Int) -> Bool {
      guard value < list[place] ?? .max else { return false }
      list[place] = value
      return true
    }
    var isChanging = true
    while isChanging {
      isChanging = false
      for place in places.indices {
        let now = Configuration(nodes: places[place].nodes, isUp: places[place].isUp)
        if let distance = before[place], !isGoal[place], demand.trigger?(now) == true {
          if lower(&after, place, distance) { isChanging = true }
        }
        for edge in edges[place] {
          var (one, two) = (places[place], places[edge.target])
          (one.fresh, two.fresh) = ([], [])
          let cost = one == two ? 0 : 1
          if let distance = before[place], lower(&before, edge.target, distance + cost) { isChanging = true }
          if let distance = after[place], !isGoal[edge.target],
            lower(&after, edge.target, distance + cost)
          {
            isChanging = true
          }
        }
      }
    }
    return after
  }
}
