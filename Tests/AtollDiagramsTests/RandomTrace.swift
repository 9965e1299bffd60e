import Atoll

/// A small seeded generator (SplitMix64), so that a failing property names the seed that shows it again.
struct Draws {
  private var state: UInt64

  init(seed: Int) { state = UInt64(bitPattern: Int64(seed)) &* 0x9E37_79B9_7F4A_7C15 }

  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) >> 1) % bound
  }
}

/// Plausible runs: messages with latency that overtake, are lost and come twice; crashes and recoveries; network
/// partitions; operations that end or stay pending; timers and notes.
struct RandomTrace {
  private var draws: Draws
  private var run: TraceBuilder
  private let labels: [String]
  private var inFlight: [(due: Int, send: Int)] = []
  private var open: [(operation: Int, node: Int, event: Int)] = []
  private var down: Set<Int> = []
  private var isSplit = false
  private var operations = 0
  private var last: [Int: Int] = [:]

  /// A run of at least `events` events at `nodes` nodes.
  static func make(seed: Int, nodes: Int, events: Int, labels: [String] = plain) -> Trace {
    var maker = RandomTrace(seed: seed, nodes: nodes, labels: labels)
    var time = 0
    while maker.run.trace.events.count < events {
      maker.step(time)
      time += maker.draws.below(3)
    }
    return maker.run.trace
  }

  static let plain = ["copy(x=1)", "ack", "vote(term: 3)", "x", "store(key: x, value: 42, version: 7)", ""]

  private init(seed: Int, nodes: Int, labels: [String]) {
    draws = Draws(seed: seed)
    run = TraceBuilder((0..<nodes).map { NodeID.defaultName($0) })
    self.labels = labels
  }

  private mutating func label() -> String { labels[draws.below(labels.count)] }

  private mutating func step(_ time: Int) {
    while let next = inFlight.indices.min(by: { inFlight[$0].due < inFlight[$1].due }),
      inFlight[next].due <= time
    {
      arrive(inFlight.remove(at: next).send, time)
    }
    let node = draws.below(run.trace.names.count)
    switch draws.below(24) {
    case 0: crashOrRecover(node, time)
    case 1: splitOrHeal(time)
    case 2: run.add(time, .link, nil, "loss=10%")
    case 3...6 where !down.contains(node): ask(node, time)
    case 7...9: answer(time)
    case 10 where !down.contains(node): last[node] = run.add(time, .timeout, node, cause: last[node], label())
    case 11 where !down.contains(node): run.add(time, .note, node, label())
    default: if !down.contains(node) { send(node, time) }
    }
  }

  private mutating func send(_ node: Int, _ time: Int) {
    let event = run.send(time, node, to: draws.below(run.trace.names.count), cause: last[node], label())
    for _ in 0...(draws.below(12) / 11) { inFlight.append((time + 1 + draws.below(9), event)) }
  }

  private mutating func arrive(_ send: Int, _ time: Int) {
    guard let node = run.trace.events[send - 1].peer?.index else { return }
    if down.contains(node) {
      run.drop(time, send, "node is down")
    } else if draws.below(7) == 0 {
      run.drop(time, send, isSplit ? "network partition" : "loss")
    } else {
      last[node] = run.deliver(time, send)
    }
  }

  private mutating func ask(_ node: Int, _ time: Int) {
    operations += 1
    let event = run.add(time, .invocation, node, op: operations, label())
    open.append((operations, node, event))
    last[node] = event
  }

  private mutating func answer(_ time: Int) {
    guard !open.isEmpty else { return }
    let (operation, node, event) = open.remove(at: draws.below(open.count))
    if !down.contains(node) { run.add(time, .response, node, cause: event, op: operation, label()) }
  }

  private mutating func crashOrRecover(_ node: Int, _ time: Int) {
    if down.remove(node) == nil {
      down.insert(node)
      run.add(time, .crash, node)
    } else {
      run.add(time, .recovery, node)
    }
  }

  private mutating func splitOrHeal(_ time: Int) {
    isSplit = !isSplit || draws.below(3) == 0
    run.add(time, isSplit ? .partition : .heal, nil, isSplit ? "{a} | {b}" : "")
  }
}
