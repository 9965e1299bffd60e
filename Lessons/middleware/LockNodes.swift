import Atoll

/// A lock service: it grants the lock to one worker at a time, as a lease that ends by itself.
///
/// Without a lease the lock would be lost with the first worker that crashes. All its state is on disk.
public struct LockServer: Node {
  /// What it sends and receives.
  public typealias Message = LockMessage
  /// What clients ask of workers.
  public typealias Request = LockRequest
  /// What it answers whoever takes it for a worker.
  public typealias Reply = LockReply
  /// The end of the lease with this token.
  public struct TimerName: Hashable, Codable, Sendable, CustomStringConvertible {
    let token: Int
    /// `end of lease 1`
    public var description: String { "end of lease \(token)" }
  }

  /// How long a lease is, in ticks.
  let lease: Int
  /// The newest token.
  var token = 0
  /// Whose lease it is; none where the lock is free.
  var holder: NodeID?
  var waiting: [NodeID] = []

  /// All of it survives a crash.
  public static var stable: StableState<Self> { .everything }

  /// A lease that was running when the service crashed begins anew: later is safe, earlier is not.
  public mutating func recover(_ context: inout Context) {
    if holder != nil { context.setTimer(TimerName(token: token), after: lease) }
  }

  /// It is no worker.
  public mutating func handle(_ request: LockRequest, id: RequestID, _ context: inout Context) {
    context.reply(.noWorker, to: id)
  }

  /// Puts a worker into the queue, or takes the lock back.
  public mutating func receive(_ message: LockMessage, from worker: NodeID, _ context: inout Context) {
    switch message {
    case .acquire:
      waiting.append(worker)
      grant(&context)
    case .release(token) where holder == worker:
      context.cancelTimer(TimerName(token: token))
      holder = nil
      grant(&context)
    default: break
    }
  }

  /// The lease has ended: whoever waits is next, whatever the holder is doing.
  public mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    guard timer.token == token else { return }
    holder = nil
    grant(&context)
  }

  private mutating func grant(_ context: inout Context) {
    guard holder == nil, !waiting.isEmpty else { return }
    let next = waiting.removeFirst()
    holder = next
    token += 1
    context.send(.granted(token: token), to: next)
    context.setTimer(TimerName(token: token), after: lease)
  }
}

/// The resource: a store with one number. It knows nothing of the lock service.
public struct LockStore: Node {
  /// What it sends and receives.
  public typealias Message = LockMessage
  /// What clients ask of workers.
  public typealias Request = LockRequest
  /// What it answers whoever takes it for a worker.
  public typealias Reply = LockReply

  let fencing: LockFencing
  var value = 0
  /// The newest token that it has seen.
  var newest = 0

  /// All of it survives a crash.
  public static var stable: StableState<Self> { .everything }

  /// It is no worker.
  public mutating func handle(_ request: LockRequest, id: RequestID, _ context: inout Context) {
    context.reply(.noWorker, to: id)
  }

  /// Reads or writes, unless fencing forbids it.
  public mutating func receive(_ message: LockMessage, from worker: NodeID, _ context: inout Context) {
    switch message {
    case .read(let token):
      if fencing == .all, !admits(token) { return context.send(.refused(token: token), to: worker) }
      context.send(.value(value, token: token), to: worker)
    case .write(let new, let token):
      if fencing != .off, !admits(token) { return context.send(.refused(token: token), to: worker) }
      value = new
      context.send(.written(token: token), to: worker)
    default: break
    }
  }

  /// Whether a token is as new as any that was seen; from now on, none that is older is.
  private mutating func admits(_ token: Int) -> Bool {
    newest = max(newest, token)
    return token == newest
  }
}
