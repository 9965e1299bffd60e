import Atoll

/// A node that does a bit of everything, by its own random choices: what runs with faults are made of.
struct Busybody: Node {
  enum Message: Hashable, Codable, Sendable {
    case rumour(Int, hops: Int)
    case seen(NodeSet)
  }
  enum Request: Hashable, Codable, Sendable {
    /// Answer at once.
    case now(Int)
    /// Answer when a timer runs out.
    case later(Int)
    /// Answer twice.
    case twice(Int)
  }
  enum Reply: Hashable, Codable, Sendable { case done(Int) }
  enum TimerName: Hashable, Codable, Sendable {
    case beat
    case answer(RequestID)
  }

  var heard = 0
  var lives = 0
  var seen = NodeSet()

  static var stable: StableState<Self> { StableState(\.lives) }

  mutating func start(_ context: inout Context) {
    lives += 1
    context.setTimer(.beat, after: 1...30)
  }

  mutating func handle(_ request: Request, id: RequestID, _ context: inout Context) {
    switch request {
    case .now(let value): context.reply(.done(value), to: id)
    case .later: context.setTimer(.answer(id), after: 1...40)
    case .twice(let value):
      context.reply(.done(value), to: id)
      context.reply(.done(value + 1), to: id)
    }
    context.send(.rumour(id.number, hops: 3), to: context.choose(among: context.peers))
  }

  mutating func receive(_ message: Message, from sender: NodeID, _ context: inout Context) {
    heard += 1
    seen.insert(sender)
    switch message {
    case .rumour(let number, let hops) where hops > 0:
      let targets = (0..<context.clusterSize).map(NodeID.init)
      context.send(.rumour(number, hops: hops - 1), to: context.choose(among: targets))
    case .rumour: context.note("heard \(heard)")
    case .seen(let others): seen = seen.union(others)
    }
  }

  mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    switch timer {
    case .beat:
      if context.choose(among: [true, false]) { context.broadcast(.seen(seen)) }
      context.setTimer(.beat, after: 20...60)
    case .answer(let id): context.reply(.done(0), to: id)
    }
  }
}
