import Atoll

/// The server's side of a remote call: the dispatcher, and the account behind it.
public struct RpcServer: Node {
  /// When the reply is written to disk, where it is kept there at all.
  public enum Disk: String, Hashable, Codable, Sendable {
    /// Effect and reply in one step: both are there after a crash, or neither.
    case together
    /// First the effect, one tick later the reply.
    case effectFirst = "effect-first"
    /// First the reply, one tick later the effect.
    case recordFirst = "record-first"
  }

  /// How often a call has taken effect. Nothing in the protocol reads it: it is what really happened.
  struct Effect: Hashable, Codable {
    let id: RequestID
    var times: Int
  }

  /// What it sends and receives.
  public typealias Message = RpcMessage
  /// What a program on the same computer calls: no message is needed.
  public typealias Request = RpcProcedure
  /// What that program gets back.
  public typealias Reply = RpcAnswer

  /// The second half of a call that is not performed in one step.
  public struct TimerName: Hashable, Codable, Sendable, CustomStringConvertible {
    let call: RpcCall
    let caller: NodeID
    /// `second half of #1`
    public var description: String { "second half of \(call.id)" }
  }

  let semantics: RpcSemantics
  let disk: Disk
  var account = 0
  var effects: [Effect] = []
  /// The balance that each call was answered.
  var replies: [RequestID: Int] = [:]
  /// The calls of which one half is done.
  var halfDone: [RequestID] = []
  var life = 0

  /// What is on disk. Only exactly-once keeps its replies there: see `recover`.
  public static var stable: StableState<Self> {
    StableState(\.account, \.effects, \.replies, \.life)
  }

  /// A crash ends a life of the server. What was kept in memory is gone.
  public mutating func recover(_ context: inout Context) {
    life += 1
    if semantics != .exactlyOnce { replies = [:] }
  }

  /// A local call: the procedure itself.
  public mutating func handle(_ request: RpcProcedure, id: RequestID, _ context: inout Context) {
    context.reply(.balance(perform(request, id)), to: id)
  }

  /// A call arrives: answer what was answered before, or dispatch it.
  public mutating func receive(_ message: RpcMessage, from caller: NodeID, _ context: inout Context) {
    guard case .call(let call) = message, let procedure = RpcProcedure(marshalled: call.bytes) else { return }
    if semantics == .atMostOnce, call.life != life {
      return context.send(.restarted(call.id, life: life), to: caller)
    }
    if let balance = replies[call.id], !halfDone.contains(call.id) {
      return context.send(.reply(call.id, balance: balance), to: caller)
    }
    guard !halfDone.contains(call.id) else { return }
    if semantics == .exactlyOnce, disk != .together {
      writeHalf(isEffect: disk == .effectFirst, of: procedure, call.id, &context)
      halfDone.append(call.id)
      return context.setTimer(TimerName(call: call, caller: caller), after: 1)
    }
    let balance = perform(procedure, call.id)
    if semantics != .atLeastOnce { replies[call.id] = balance }
    context.send(.reply(call.id, balance: balance), to: caller)
  }

  /// The second half, and the reply.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    let call = timer.call
    guard let procedure = RpcProcedure(marshalled: call.bytes) else { return }
    halfDone.removeAll { $0 == call.id }
    writeHalf(isEffect: disk == .recordFirst, of: procedure, call.id, &context)
    replies[call.id] = account
    context.send(.reply(call.id, balance: account), to: timer.caller)
  }

  private mutating func writeHalf(
    isEffect: Bool, of procedure: RpcProcedure, _ id: RequestID, _ context: inout Context
  ) {
    if isEffect {
      context.note("on disk: balance \(perform(procedure, id))")
    } else {
      replies[id] = account
      context.note("on disk: \(id) is answered")
    }
  }

  private mutating func perform(_ procedure: RpcProcedure, _ id: RequestID) -> Int {
    switch procedure {
    case .deposit(let amount): account += amount
    case .put(let amount): account = amount
    case .balance: break
    }
    if let place = effects.firstIndex(where: { $0.id == id }) {
      effects[place].times += 1
    } else {
      effects.append(Effect(id: id, times: 1))
    }
    return account
  }

  /// How often a call has taken effect.
  func times(_ id: RequestID) -> Int { effects.first { $0.id == id }?.times ?? 0 }
}
