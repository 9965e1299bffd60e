import Atoll
import LeaseContract

/// A lock service with leases, a store that fences, and workers.
///
/// Grade it as often as you like: `atoll grade lease-lock`. `atoll hint lease-lock` helps in small steps.
struct LeaseNode: LeaseProcess {
  enum TimerName: Hashable, Codable { case work, leaseEnds(token: Int) }

  let role: LeaseRole
  private(set) var value = 0
  private(set) var confirmed = 0

  /// A worker: the request that it works on, the token that it was granted, and what it has read.
  private var request: RequestID?
  private var granted = 0
  private var seen = 0

  /// What survives a crash.
  static var stable: StableState<Self> { StableState(\.value, \.confirmed) }

  init(role: LeaseRole) { self.role = role }

  // MARK: - A worker: acquire, read, work, write, release

  mutating func handle(_ request: LeaseRequest, id: RequestID, _ context: inout Context) {
    guard case .worker(let lock, _) = role else { return }
    self.request = id
    context.send(.acquire, to: lock)
  }

  private mutating func work(
    on message: LeaseMessage, _ lock: NodeID, _ store: NodeID, _ context: inout Context
  ) {
    guard let request else { return }
    switch message {
    case .granted(let token):
      granted = token
      context.send(.read(token: token), to: store)
    case .value(let value, granted):
      seen = value
      context.setTimer(.work, after: 20)
    case .written(granted):
      confirmed += 1
      context.reply(.wrote(seen + 1), to: request)
      self.request = nil
      context.send(.release(token: granted), to: lock)
    case .refused(granted):
      context.reply(.refused, to: request)
      self.request = nil
    default: break
    }
  }

  mutating func receive(_ message: LeaseMessage, from sender: NodeID, _ context: inout Context) {
    switch role {
    case .lock(let lease): serve(message, from: sender, lease: lease, &context)
    case .store: store(message, from: sender, &context)
    case .worker(let lock, let store): work(on: message, lock, store, &context)
    }
  }

  mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    switch (timer, role) {
    case (.work, .worker(_, let store)):
      context.send(.write(seen + 1, token: granted), to: store)
    default: break
    }
  }

  mutating func recover(_ context: inout Context) {}

  // TODO: this service gives the lock to everybody who asks, and this store takes what comes. Write both: see the task.

  private mutating func serve(
    _ message: LeaseMessage, from worker: NodeID, lease: Int, _ context: inout Context
  ) {
    if message == .acquire { context.send(.granted(token: 1), to: worker) }
  }

  private mutating func store(_ message: LeaseMessage, from worker: NodeID, _ context: inout Context) {
    switch message {
    case .read(let token): context.send(.value(value, token: token), to: worker)
    case .write(let new, let token):
      value = new
      context.send(.written(token: token), to: worker)
    default: break
    }
  }
}
