import Atoll

/// An infinite run of a protocol with rounds, as a stem and a loop that is repeated for ever, each time with all rounds
/// shifted.
package struct FairLasso<N: Node>: Sendable {
  /// One event.
  package enum Event: Hashable, Sendable {
    /// A message arrives.
    case delivery(N.Message, from: Int, to: Int)
    /// A node crashes, for good.
    case crash(Int)
  }

  /// The system.
  package var cluster: Cluster<N>
  /// What happens once.
  package var stem: [Event]
  /// What happens again and again; these are the first time's messages.
  package var loop: [Event]
  /// How many rounds the loop advances.
  package var shift: Int

  /// Makes a lasso, right or wrong.
  package init(cluster: Cluster<N>, stem: [Event], loop: [Event], shift: Int) {
    self.cluster = cluster
    self.stem = stem
    self.loop = loop
    self.shift = shift
  }

  /// The same infinite run with the loop said several times over.
  func unrolled(_ times: Int, _ quotient: RoundQuotient<N>) -> FairLasso {
    var lasso = self
    lasso.shift = shift * times
    lasso.loop = (0..<times).flatMap { pass in loop.map { $0.shifted(by: shift * pass, quotient) } }
    return lasso
  }
}

extension FairLasso.Event {
  /// The same event in later rounds.
  func shifted(by rounds: Int, _ quotient: RoundQuotient<N>) -> FairLasso.Event {
    guard case .delivery(let message, let from, let to) = self else { return self }
    return .delivery(quotient.messageShifted(message, rounds), from: from, to: to)
  }
}

/// Why an infinite run is no counterexample to termination.
package enum LassoFlaw: Error, Hashable, Sendable {
  /// An event is not enabled when its turn comes: its number from 1, counted over stem and loop.
  case notEnabled(Int)
  /// More than one node crashes, or one crashes in the loop.
  case tooManyCrashes
  /// A node decides.
  case decides(Int)
  /// After the loop the system is not where it was before, with all rounds shifted.
  case doesNotRepeat
  /// The loop does not advance the rounds: the system idles.
  case advancesNoRound
  /// A node that has not crashed takes no step in the loop.
  case starves(Int)
  /// A message to a node that has not crashed is in transit when the loop begins, and still when it ends.
  case doesNotDeliver(String)
}

/// Checks that a lasso is a fair infinite run in which nobody decides, by replaying it with the nodes' real states.
///
/// It shares no code with the search: it knows the handlers, and how the protocol's author shifts a state and a
/// message. What it asks of one pass holds for all passes, since each begins where the one before began, shifted: every
/// correct node takes a step in each pass, and a message is delivered by the end of the pass after the one in which it
/// was sent at the latest.
package struct LassoCheck<N: Node> {
  private struct Packet: Hashable {
    let message: N.Message
    let from: Int
    let to: Int
    let serial: Int
  }

  private let lasso: FairLasso<N>
  private let quotient: RoundQuotient<N>
  private let hasDecided: (N) -> Bool
  private var nodes: [N]
  private var packets: [Packet] = []
  private var crashed: Set<Int> = []
  private var stepped: Set<Int> = []
  private var sendCount = 0
  private var eventCount = 0

  private init(_ lasso: FairLasso<N>, _ quotient: RoundQuotient<N>, _ hasDecided: @escaping (N) -> Bool) {
    self.lasso = lasso
    self.quotient = quotient
    self.hasDecided = hasDecided
    nodes = lasso.cluster.nodes
    for node in nodes.indices { call(node) { $0.start(&$1) } }
  }

  /// Checks a lasso; returns how many events were replayed.
  ///
  /// - Throws: the first flaw.
  package static func verify(
    _ lasso: FairLasso<N>, _ quotient: RoundQuotient<N>, passes: Int = 3,
    hasDecided: @escaping (N) -> Bool
  ) throws(LassoFlaw) -> Int {
    var check = LassoCheck(lasso, quotient, hasDecided)
    guard lasso.shift > 0 else { throw .advancesNoRound }
    for event in lasso.stem { try check.perform(event) }
    for pass in 0..<passes { try check.runLoop(pass) }
    return check.eventCount
  }

  private mutating func runLoop(_ pass: Int) throws(LassoFlaw) {
    let (nodesBefore, packetsBefore) = (nodes, packets)
    stepped = []
    for event in lasso.loop {
      if case .crash = event { throw .tooManyCrashes }
      try perform(event.shifted(by: lasso.shift * pass, quotient))
    }
    for node in nodes.indices where !crashed.contains(node) && !stepped.contains(node) {
      throw .starves(node)
    }
    let left = Set(packets)
    for packet in packetsBefore where left.contains(packet) && !crashed.contains(packet.to) {
      throw .doesNotDeliver("\(packet.message) to node \(packet.to)")
    }
    for node in nodes.indices where !crashed.contains(node) {
      guard nodes[node] == quotient.shifted(nodesBefore[node], lasso.shift) else { throw .doesNotRepeat }
    }
    guard multiset(packets, by: 0) == multiset(packetsBefore, by: lasso.shift) else { throw .doesNotRepeat }
  }

  /// The messages in transit to correct nodes, shifted, with how often each is there.
  private func multiset(_ packets: [Packet], by rounds: Int) -> [Packet: Int] {
    packets.filter { !crashed.contains($0.to) }.reduce(into: [:]) { counts, packet in
      let message = quotient.messageShifted(packet.message, rounds)
      counts[Packet(message: message, from: packet.from, to: packet.to, serial: 0), default: 0] += 1
    }
  }

  private mutating func perform(_ event: FairLasso<N>.Event) throws(LassoFlaw) {
    eventCount += 1
    switch event {
    case .crash(let node):
      guard crashed.insert(node).inserted, crashed.count == 1 else { throw .tooManyCrashes }
    case .delivery(let message, let from, let to):
      let place = packets.firstIndex { $0.message == message && $0.from == from && $0.to == to }
      guard let place, !crashed.contains(to) else { throw .notEnabled(eventCount) }
      packets.remove(at: place)
      call(to) { $0.receive(message, from: NodeID(from), &$1) }
      stepped.insert(to)
      if hasDecided(nodes[to]) { throw .decides(to) }
    }
  }

  private mutating func call(_ node: Int, _ handler: (inout N, inout NodeContext<N>) -> Void) {
    var context = NodeContext<N>(id: NodeID(node), clusterSize: nodes.count, script: ChoiceScript())
    handler(&nodes[node], &context)
    for case .send(let message, let to) in context.effects {
      sendCount += 1
      packets.append(Packet(message: message, from: node, to: to.index, serial: sendCount))
    }
  }
}
