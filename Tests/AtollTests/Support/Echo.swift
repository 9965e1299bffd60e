import Atoll

/// A node that does exactly what it is asked to, and remembers what it heard.
struct Echo: Node {
  typealias Message = String
  enum Request: Hashable, Codable, Sendable {
    case pass(String, to: NodeID)
    case tell(String)
    case ask
    case never
    case twice
    case answer(RequestID)
    case set(String, Int)
    case cancel(String)
  }
  typealias Reply = String
  typealias TimerName = String

  var heard: [String] = []
  var rung: [String] = []
  /// What is on disk.
  var disk: [String] = []
  var starts = 0
  var recoveries = 0

  static var stable: StableState<Self> { StableState(\.disk, \.recoveries) }

  mutating func start(_ context: inout Context) { starts += 1 }
  mutating func recover(_ context: inout Context) { recoveries += 1 }

  mutating func handle(_ request: Request, id: RequestID, _ context: inout Context) {
    switch request {
    case .pass(let text, let node): context.send(text, to: node)
    case .tell(let text): context.broadcast(text)
    case .ask: context.reply("\(context.id)", to: id)
    case .never: break
    case .twice:
      context.reply("first", to: id)
      context.reply("second", to: id)
    case .answer(let other): context.reply("forged", to: other)
    case .set(let name, let ticks): context.setTimer(name, after: ticks)
    case .cancel(let name): context.cancelTimer(name)
    }
  }

  mutating func receive(_ message: String, from sender: NodeID, _ context: inout Context) {
    heard.append(message)
    disk.append(message)
  }

  mutating func timeout(_ timer: String, _ context: inout Context) { rung.append(timer) }
}
