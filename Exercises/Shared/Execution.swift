/// A random execution of some nodes, made without any clock: who did what, in which order at each node, and
/// which send each receive belongs to.
struct Execution {
  enum Action: Equatable {
    case local
    case send
    /// Receives the message that was sent in the event of this number.
    case receive(from: Int)
  }

  struct Event {
    let node: Int
    let action: Action
  }

  /// In an order in which they may have happened: each receive comes after its send.
  private(set) var events: [Event] = []

  /// The same nodes, length and seed give the same execution on every machine.
  init(nodes: Int, length: Int, seed: UInt64) {
    var random = SplitMix(state: seed)
    var underway: [(sender: Int, send: Int)] = []
    for number in 0..<length {
      let node = random.next(below: nodes)
      let arriving = underway.indices.filter { underway[$0].sender != node }
      switch random.next(below: 5) {
      case 0:
        events.append(Event(node: node, action: .local))
      case 1, 2:
        events.append(Event(node: node, action: .send))
        underway.append((node, number))
      default:
        guard !arriving.isEmpty else {
          events.append(Event(node: node, action: .local))
          continue
        }
        // Any message, not the oldest: messages overtake one another.
        let message = underway.remove(at: arriving[random.next(below: arriving.count)])
        events.append(Event(node: node, action: .receive(from: message.send)))
      }
    }
  }

  /// Entry `[a][b]`: whether event a happened before event b, found by following the order at each node and the
  /// messages (Lamport 1978), without looking at any timestamp.
  func happenedBefore() -> [[Bool]] {
    var before = Array(repeating: Array(repeating: false, count: events.count), count: events.count)
    var latest: [Int: Int] = [:]
    for (number, event) in events.enumerated() {
      var causes: [Int] = []
      if let previous = latest[event.node] { causes.append(previous) }
      if case .receive(let send) = event.action { causes.append(send) }
      for cause in causes {
        before[cause][number] = true
        for earlier in 0..<number where before[earlier][cause] { before[earlier][number] = true }
      }
      latest[event.node] = number
    }
    return before
  }
}

/// Steele, Lea & Flood's SplitMix64 (2014): a few lines, and the same numbers everywhere.
struct SplitMix {
  var state: UInt64

  mutating func next(below bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
  }
}

extension Execution {
  func describe(_ number: Int) -> String {
    let event = events[number]
    switch event.action {
    case .local: return "(node \(event.node), local)"
    case .send: return "(node \(event.node) sends)"
    case .receive(let send): return "(node \(event.node) receives the message of event \(send))"
    }
  }

  /// Two events and all that happened before them, which is all that their timestamps can depend on.
  func story(of first: Int, and second: Int) -> String {
    let before = happenedBefore()
    return events.indices
      .filter { $0 == first || $0 == second || before[$0][first] || before[$0][second] }
      .map { "  event \($0) \(describe($0))" }
      .joined(separator: "\n")
  }
}
