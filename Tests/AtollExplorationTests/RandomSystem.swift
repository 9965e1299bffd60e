import Atoll

/// A node whose behaviour is drawn: a fixed random function of its system, its identity, its state and the event.
struct RandomNode: Node {
  typealias Message = Int
  typealias Request = Int
  typealias Reply = Int
  typealias TimerName = Int

  let system: UInt64
  var state = 0
  var kept = 0
  /// How many messages it may still send: it keeps systems finite.
  var fuel: Int
  var request: RequestID?

  static var stable: StableState<Self> { StableState(\.kept, \.fuel, \.request) }

  mutating func start(_ context: inout Context) { react(1, &context) }
  mutating func recover(_ context: inout Context) { react(2, &context) }
  mutating func timeout(_ timer: Int, _ context: inout Context) { react(10 + timer, &context) }

  mutating func handle(_ request: Int, id: RequestID, _ context: inout Context) {
    self.request = id
    react(20 + request, &context)
  }

  mutating func receive(_ message: Int, from sender: NodeID, _ context: inout Context) {
    react(30 + 10 * message + sender.index, &context)
  }

  private mutating func react(_ event: Int, _ context: inout Context) {
    let shape = RandomShape(system)
    let key = [event, context.id.index, state, kept].reduce(system) {
      ($0 &+ UInt64($1) &+ 1) &* 0x2545_F491_4F6C_DD1D
    }
    var random = RandomStream(seed: key)
    if random.below(5) == 0 {
      let choice = context.choose(among: 0..<(2 + random.below(2)))
      for _ in 0..<choice { _ = random.below(7) }
    }
    state = random.below(shape.states)
    if random.below(4) == 0 { kept = random.below(2) }
    for _ in 0..<[0, 1, 1, 2][random.below(4)] where fuel > 0 {
      fuel -= 1
      context.send(random.below(shape.messages), to: NodeID(random.below(context.clusterSize)))
    }
    switch random.below(5) {
    case 0, 1: context.setTimer(random.below(2), after: 2...3)
    case 2: context.cancelTimer(random.below(2))
    default: break
    }
    if let request, random.below(2) == 0 { context.reply(state, to: request) }
  }
}

/// How large a random system is.
struct RandomShape {
  let nodes: Int
  let states: Int
  let messages: Int
  let fuel: Int

  init(_ seed: UInt64) {
    var random = RandomStream(seed: seed &+ 77)
    nodes = 2 + random.below(2)
    states = 2 + random.below(3)
    messages = 1 + random.below(3)
    fuel = 1 + random.below(nodes == 2 ? 3 : 2)
  }
}

/// A random problem, with what a naive checker needs to know of its properties.
struct RandomSystem {
  let problem: ExplorationProblem<RandomNode>
  /// For each of the first properties: in which configurations it is violated, or for *sometimes* shown.
  let tests: [(Configuration<RandomNode>) -> Bool]

  init(_ seed: UInt64, _ network: NetworkSemantics) {
    let shape = RandomShape(seed)
    var random = RandomStream(seed: seed)
    let (s, t) = (random.below(shape.states), random.below(shape.states))
    let sum = random.below(shape.states * shape.nodes)
    var faults = FaultBounds()
    if random.below(2) == 0 { faults.drops = random.below(3) }
    if random.below(2) == 0 { faults.crashes = 1 + random.below(2) }
    if random.below(2) == 0 { faults.recoveries = 1 + random.below(2) }
    var clients: [NodeID: [Int]] = [:]
    for node in 0..<shape.nodes where random.below(3) == 0 {
      clients[NodeID(node)] = (0...random.below(2)).map { _ in random.below(2) }
    }
    var problem = ExplorationProblem<RandomNode>(
      Cluster(count: shape.nodes) { _ in RandomNode(system: seed, fuel: shape.fuel) }, network: network,
      faults: faults, clients: clients,
      properties: [
        .always("every", everyNode: { $0.state != s || $0.kept == 0 }),
        .agreement(on: { $0.state == s ? 1 : $0.state == t && $0.fuel == 0 ? 2 : nil }),
        .atMostOne("one") { $0.state == s && $0.fuel == 0 },
        .always("sum") { $0.nodes.map(\.state).reduce(0, +) != sum || $0.isUp.allSatisfy { $0 } },
        .sometimes("all", everyNode: { $0.state == t && $0.fuel == 0 }),
        .sometimes("some", someNode: { $0.state == s && $0.request != nil }),
        .sometimes("sum again") { $0.nodes.map(\.state).reduce(0, +) == sum && $0.nodes[0].fuel == 0 },
        .noDeadlock(unless: { $0.state == t || $0.kept == 0 && $0.fuel == 0 }),
      ])
    if seed % 3 == 0 {  // an observer multiplies the configurations
      problem.properties += [
        .linearizable(as: RandomObject(seed: seed), refused: { $0 == s }),
        .sometimes("an answer is seen", observing: 0, by: RandomObject.observe, { $0 == 2 }),
      ]
    }
    if random.below(3) == 0 { problem.faults.partitions = 1 + random.below(2) }
    if shape.nodes == 3, random.below(2) == 0 { problem.cuts = [[NodeID(random.below(3))]] }
    if random.below(3) == 0 {
      let alphabet = 1 + random.below(2)
      problem.forgeries = (0..<alphabet).map { _ in
        Forgery(
          random.below(shape.messages), from: NodeID(random.below(shape.nodes)),
          to: NodeID(random.below(shape.nodes)))
      }
      if alphabet == 2, problem.forgeries[0] == problem.forgeries[1] { problem.forgeries.removeLast() }
      problem.faults.forgeries = random.below(3)
      if random.below(2) == 0 { problem.byzantine = [problem.forgeries[0].sender] }
    }
    if random.below(3) == 0 { problem.timers = .inOrder }
    self.problem = problem
    let byzantine = problem.byzantine
    func correct(_ configuration: Configuration<RandomNode>) -> [RandomNode] {
      configuration.nodes.enumerated().filter { !byzantine.contains(NodeID($0.offset)) }.map(\.element)
    }
    tests = [
      { correct($0).contains { $0.state == s && $0.kept != 0 } },
      { configuration in
        let decided = correct(configuration).map { $0.state == s ? 1 : $0.state == t && $0.fuel == 0 ? 2 : 0 }
        return decided.contains(1) && decided.contains(2)
      },
      { correct($0).count { $0.state == s && $0.fuel == 0 } > 1 },
      { $0.nodes.map(\.state).reduce(0, +) == sum && $0.isUp.contains(false) },
      { correct($0).allSatisfy { $0.state == t && $0.fuel == 0 } },
      { correct($0).contains { $0.state == s && $0.request != nil } },
      { $0.nodes.map(\.state).reduce(0, +) == sum && $0.nodes[0].fuel == 0 },
    ]
  }
}

/// An object whose answers are drawn: a fixed random function of its state and the request.
struct RandomObject: SequentialSpecification {
  let seed: UInt64
  let initial = 0

  func perform(_ request: Int, on state: inout Int) -> Int {
    var random = RandomStream(seed: seed &+ UInt64(31 * state + request))
    state = random.below(2)
    return random.below(3)
  }

  /// Knows a number below four that depends on the last events.
  static func observe(_ known: inout Int, _ event: ClientEvent<RandomNode>) {
    switch event {
    case .invocation(let request, let id, let node):
      known = (2 * known + request + id.number + node.index) % 4
    case .response(let reply, _, let node): known = (2 * known + reply + node.index) % 4
    }
  }
}
