import Atoll

/// A node whose behaviour is drawn and need not end: what it receives lets it send again.
struct LivelyNode: Node {
  typealias Message = Int
  typealias Request = Int
  typealias Reply = Int
  typealias TimerName = Int

  let system: UInt64
  /// Whether sending the same message again adds nothing to the network, so that it may go on without end.
  let isFree: Bool
  var state = 0
  var kept = 0
  /// How many messages it may send: each one that it receives adds one.
  var fuel: Int
  var request: RequestID?

  static var stable: StableState<Self> { StableState(\.kept, \.fuel, \.request) }

  mutating func start(_ context: inout Context) { react(1, &context) }
  mutating func recover(_ context: inout Context) { react(2, &context) }
  mutating func timeout(_ timer: Int, _ context: inout Context) {
    guard isFree, system % 3 > 0, state == 0 else { return react(10 + timer, &context) }
    // Sends the same again and again until something changes its state.
    context.setTimer(timer, after: 5)
    context.send(timer, to: NodeID((context.id.index + 1) % context.clusterSize))
  }

  mutating func handle(_ request: Int, id: RequestID, _ context: inout Context) {
    self.request = id
    react(20 + request, &context)
  }

  mutating func receive(_ message: Int, from sender: NodeID, _ context: inout Context) {
    if !isFree { fuel = 1 }
    react(30 + 10 * message + sender.index, &context)
  }

  private mutating func react(_ event: Int, _ context: inout Context) {
    let key = [event, context.id.index, state, kept].reduce(system) {
      ($0 &+ UInt64($1) &+ 1) &* 0x2545_F491_4F6C_DD1D
    }
    var random = RandomStream(seed: key)
    if random.below(6) == 0 { for _ in 0..<context.choose(among: 0..<2) { _ = random.below(7) } }
    if random.below(3) > 0 { state = random.below(RandomStream.lively(system)) }
    if random.below(9) == 0 { kept = random.below(2) }
    for _ in 0..<random.below(2) where fuel > 0 {
      if !isFree { fuel -= 1 }
      context.send(random.below(4) == 0 ? 1 : 0, to: NodeID(random.below(context.clusterSize)))
    }
    switch random.below(5) {
    case _ where isFree: context.setTimer(0, after: 4)
    case 0, 1: context.setTimer(random.below(3) / 2, after: 3...9)
    case 2: context.cancelTimer(0)
    default: break
    }
    if let request, random.below(2) == 0 {
      context.reply(state, to: request)
      self.request = nil
    }
  }
}

extension RandomStream {
  /// How many states the nodes of a system have: two or three.
  fileprivate static func lively(_ system: UInt64) -> Int { 2 + Int(system % 2) }
}

/// A random system that may run without end, and what is asked of it.
struct LivelySystem {
  let problem: ExplorationProblem<LivelyNode>

  init(_ seed: UInt64, _ network: NetworkSemantics) {
    var random = RandomStream(seed: seed)
    let count = 2 + (random.below(4) == 0 ? 1 : 0)
    let (s, t) = (random.below(3), random.below(3))
    func bound(_ unbounded: Int) -> Int {
      let drawn = random.below(3 + unbounded)
      return drawn < 2 ? 0 : drawn == 2 ? 1 : .max
    }
    var faults = FaultBounds()
    faults.drops = bound(2)
    faults.crashes = bound(1)
    if faults.crashes > 0 { faults.recoveries = bound(1) }
    var clients: [NodeID: [Int]] = [:]
    if random.below(4) == 0 { clients[NodeID(random.below(count))] = [0] }
    let isFree = network == .duplicating
    problem = ExplorationProblem(
      Cluster(count: count) { _ in LivelyNode(system: seed, isFree: isFree, fuel: 1) }, network: network,
      faults: faults, clients: clients,
      properties: [
        .eventually("every", everyNode: { $0.state == s }),
        .eventually("some", someNode: { $0.state == t && $0.kept == 1 }),
        .eventually("sum") { $0.nodes.map(\.state).reduce(0, +) == s + t },
        .leadsTo("from one to another", from: { $0.state == s }, to: { $0.state == t || $0.kept == 1 }),
      ])
  }
}
