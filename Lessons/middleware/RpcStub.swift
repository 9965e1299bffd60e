import Atoll

/// The caller's side of a remote call: to the program it looks like the account itself.
///
/// It turns a call into bytes, sends them, and waits. Without a reply after some ticks it sends the same call again.
public struct RpcStub: Node {
  /// What it sends and receives.
  public typealias Message = RpcMessage
  /// What the program calls.
  public typealias Request = RpcProcedure
  /// What the program gets back.
  public typealias Reply = RpcAnswer

  /// A call that has no answer yet.
  struct Attempt: Hashable, Codable {
    let call: RpcCall
    /// How many times more it may be sent; none where there is no end.
    var triesLeft: Int?
  }

  /// The timer of a call: when it runs out the call is sent again.
  public struct TimerName: Hashable, Codable, Sendable, CustomStringConvertible {
    let id: RequestID
    /// `again #1`
    public var description: String { "again \(id)" }
  }

  let semantics: RpcSemantics
  let server: NodeID
  let timeout: Int
  let triesMax: Int?
  /// The server's life, as far as this stub knows.
  var life = 0
  var attempts: [Attempt] = []
  /// The calls whose program was told something. It takes no part in the protocol: properties look at it.
  var over: [RequestID] = []

  /// What is on disk. Only exactly-once keeps its calls there: see `recover`.
  public static var stable: StableState<Self> { StableState(\.attempts, \.over) }

  /// The program calls: marshal and send.
  public mutating func handle(_ request: RpcProcedure, id: RequestID, _ context: inout Context) {
    attempts.append(
      Attempt(call: RpcCall(id: id, life: life, bytes: request.marshalled), triesLeft: triesMax))
    send(id, &context)
  }

  /// The server has answered: the first answer is the program's.
  public mutating func receive(_ message: RpcMessage, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .call: break
    case .reply(let id, let balance): finish(id, .balance(balance), &context)
    case .restarted(let id, let life):
      self.life = max(life, self.life)
      finish(id, .unknown, &context)
    }
  }

  /// No answer: the call, the reply or the server may be lost, or slow. Nothing tells which.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) { send(timer.id, &context) }

  /// Exactly-once finds its calls on disk and sends them again; the others have lost them.
  public mutating func recover(_ context: inout Context) {
    if semantics != .exactlyOnce { attempts = [] }
    for attempt in attempts { send(attempt.call.id, &context) }
  }

  private mutating func send(_ id: RequestID, _ context: inout Context) {
    guard let place = attempts.firstIndex(where: { $0.call.id == id }) else { return }
    if let left = attempts[place].triesLeft {
      guard left > 0 else {
        if semantics == .atMostOnce { finish(id, .unknown, &context) }
        return
      }
      attempts[place].triesLeft = left - 1
    }
    context.send(.call(attempts[place].call), to: server)
    context.setTimer(TimerName(id: id), after: timeout)
  }

  private mutating func finish(_ id: RequestID, _ answer: RpcAnswer, _ context: inout Context) {
    guard let place = attempts.firstIndex(where: { $0.call.id == id }) else { return }
    attempts.remove(at: place)
    over.append(id)
    context.cancelTimer(TimerName(id: id))
    context.reply(answer, to: id)
  }
}
