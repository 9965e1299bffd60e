import Atoll

/// Why a protocol cannot be looked at modulo a shift of its rounds.
package enum RoundQuotientError: Error, Hashable, Sendable {
  /// A node has timers, clients or choices, or answers: only messages are looked at.
  case notOnlyMessages
  /// A message of an earlier round than its receiver's had an effect.
  case lateMessageActs(String)
  /// A handler does not commute with the shift.
  case doesNotCommute(String)
}

/// The configurations of a protocol with rounds, modulo a shift of the rounds and with a bounded lead; with at most one
/// crash, or with none.
///
/// A crashed node's round is not counted, and what is sent to it is forgotten.
///
/// - SeeAlso: `RoundQuotient`, which says why this is sound.
final class RoundGraph<N: Node> {
  /// A message in transit.
  struct Packet: Hashable, Comparable {
    let to: Int32
    let from: Int32
    let message: Int32

    static func < (a: Packet, b: Packet) -> Bool {
      (a.to, a.from, a.message) < (b.to, b.from, b.message)
    }
  }

  /// The nodes' states and the messages in transit, in order; the smallest round is 0.
  struct Row: Hashable {
    var nodes: [Int32]
    var packets: [Packet]
    /// The node that has crashed; -1 where none has.
    var down: Int32 = -1
  }

  /// The delivery of a message that counts, or a crash, and how many rounds it shifts the configuration by.
  struct Edge {
    let target: Int32
    /// The message; none where a node crashes.
    let packet: Packet?
    let shift: Int
  }

  let quotient: RoundQuotient<N>
  private(set) var states = Interned<N>()
  private(set) var messages = Interned<N.Message>()
  private(set) var rows: [Row] = []
  private(set) var edges: [[Edge]] = []
  private(set) var depths: [Int] = []
  /// The initial configurations, in the order in which their clusters were given.
  private(set) var initial: [Int] = []
  private var places: [Row: Int] = [:]
  private let withCrash: Bool

  /// Explores from several clusters of the same protocol: one for each list of inputs.
  init(_ quotient: RoundQuotient<N>, from clusters: [Cluster<N>], withCrash: Bool = false)
    throws(RoundQuotientError)
  {
    self.quotient = quotient
    self.withCrash = withCrash
    for cluster in clusters {
      var row = Row(nodes: [], packets: [])
      for node in cluster.nodes.indices {
        var state = cluster.nodes[node]
        var context = context(node, cluster.nodes.count)
        state.start(&context)
        row.nodes.append(states.id(state))
        row.packets += try sent(context.effects, by: node)
      }
      let (normal, _) = try normalised(row)
      initial.append(place(of: normal, depth: 0))
    }
    while edges.count < rows.count { edges.append(try expanded(edges.count)) }
    places = [:]
  }

  /// The successors alone.
  var successors: EdgeLists {
    edges.reduce(into: EdgeLists()) { lists, edges in lists.append(edges.map(\.target)) }
  }

  private func place(of row: Row, depth: Int) -> Int {
    if let known = places[row] { return known }
    places[row] = rows.count
    rows.append(row)
    depths.append(depth)
    return rows.count - 1
  }

  private func context(_ node: Int, _ count: Int) -> NodeContext<N> {
    NodeContext(id: NodeID(node), clusterSize: count, script: ChoiceScript())
  }

  private func expanded(_ place: Int) throws(RoundQuotientError) -> [Edge] {
    let row = rows[place]
    var found: [Edge] = []
    for (number, packet) in row.packets.enumerated() {
      if number > 0, row.packets[number - 1] == packet { continue }
      let round = quotient.messageRound(messages[packet.message])
      guard round == quotient.round(states[row.nodes[Int(packet.to)]]) else { continue }
      var next = row
      next.packets.remove(at: number)
      next.packets += try deliver(packet, to: &next)
      let (normal, shift) = try normalised(next)
      if isAhead(normal) { continue }
      let target = self.place(of: normal, depth: depths[place] + 1)
      found.append(Edge(target: Int32(target), packet: packet, shift: shift))
    }
    guard withCrash, row.down < 0 else { return found }
    for node in row.nodes.indices {
      var next = row
      next.down = Int32(node)
      let (normal, shift) = try normalised(next)
      if isAhead(normal) { continue }
      let target = self.place(of: normal, depth: depths[place] + 1)
      found.append(Edge(target: Int32(target), packet: nil, shift: shift))
    }
    return found
  }

  private func isAhead(_ row: Row) -> Bool {
    row.nodes.indices.contains { node in
      node != Int(row.down) && quotient.round(states[row.nodes[node]]) > quotient.lead
    }
  }

  /// Calls the receiver's handler, and once more with the next round; returns what it sends.
  private func deliver(_ packet: Packet, to row: inout Row) throws(RoundQuotientError) -> [Packet] {
    let node = Int(packet.to)
    let (before, message) = (states[row.nodes[node]], messages[packet.message])
    let sender = NodeID(Int(packet.from))
    let (after, effects) = try called(before, message, sender, node, row.nodes.count)
    let (later, laterEffects) = try called(
      quotient.shifted(before, 1), quotient.messageShifted(message, 1), sender, node, row.nodes.count)
    let isSame =
      later == quotient.shifted(after, 1) && laterEffects.count == effects.count
      && zip(laterEffects, effects).allSatisfy {
        $0.to == $1.to && $0.message == quotient.messageShifted($1.message, 1)
      }
    guard isSame else { throw .doesNotCommute("\(before) receives \(message)") }
    row.nodes[node] = states.id(after)
    return effects.map {
      Packet(to: Int32($0.to.index), from: packet.to, message: messages.id($0.message))
    }
  }

  private func called(
    _ state: N, _ message: N.Message, _ sender: NodeID, _ node: Int, _ count: Int
  ) throws(RoundQuotientError) -> (state: N, sends: [(to: NodeID, message: N.Message)]) {
    var state = state
    var context = context(node, count)
    state.receive(message, from: sender, &context)
    guard context.script?.possibilities.isEmpty ?? true else { throw .notOnlyMessages }
    return (state, try sends(context.effects))
  }

  private func sends(_ effects: [NodeContext<N>.Effect]) throws(RoundQuotientError)
    -> [(to: NodeID, message: N.Message)]
  {
    var found: [(to: NodeID, message: N.Message)] = []
    for effect in effects {
      switch effect {
      case .send(let message, let to): found.append((to, message))
      case .note: break
      case .reply, .setTimer, .cancelTimer: throw .notOnlyMessages
      }
    }
    return found
  }

  private func sent(_ effects: [NodeContext<N>.Effect], by node: Int) throws(RoundQuotientError) -> [Packet] {
    try sends(effects).map {
      Packet(to: Int32($0.to.index), from: Int32(node), message: messages.id($0.message))
    }
  }

  /// Delivers late messages, shifts the smallest round to 0 and puts the messages in order.
  private func normalised(_ row: Row) throws(RoundQuotientError) -> (row: Row, shift: Int) {
    var row = row
    var waiting: [Packet] = []
    for packet in row.packets where packet.to != row.down {
      let (state, message) = (states[row.nodes[Int(packet.to)]], messages[packet.message])
      guard quotient.messageRound(message) < quotient.round(state) else {
        waiting.append(packet)
        continue
      }
      let node = Int(packet.to)
      let (after, effects) = try called(state, message, NodeID(Int(packet.from)), node, row.nodes.count)
      guard after == state, effects.isEmpty else { throw .lateMessageActs("\(state) receives \(message)") }
    }
    let rounds =
      row.nodes.indices.filter { $0 != Int(row.down) }.map { quotient.round(states[row.nodes[$0]]) }
      + waiting.map { quotient.messageRound(messages[$0.message]) }
    let shift = rounds.min() ?? 0
    for node in row.nodes.indices {
      let state = states[row.nodes[node]]
      let rounds = node == Int(row.down) ? quotient.round(state) : shift
      row.nodes[node] = states.id(try shifted(state, -rounds))
    }
    row.packets = waiting.map { packet in
      let message = quotient.messageShifted(messages[packet.message], -shift)
      return Packet(to: packet.to, from: packet.from, message: messages.id(message))
    }.sorted()
    return (row, shift)
  }

  /// A shifted state; it must be in the shifted round, and come back when it is shifted back.
  private func shifted(_ state: N, _ rounds: Int) throws(RoundQuotientError) -> N {
    let shifted = quotient.shifted(state, rounds)
    guard quotient.round(shifted) == quotient.round(state) + rounds,
      quotient.shifted(shifted, -rounds) == state
    else { throw .doesNotCommute("\(state) shifted by \(rounds)") }
    return shifted
  }
}
