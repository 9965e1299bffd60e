import Atoll
import LeaseContract

/// A lock service with leases, a store that fences, and workers.
///
/// Grade it as often as you like: `atoll grade lease-lock`. `atoll hint lease-lock` helps in small steps.
struct LeaseNode: LeaseProcess {
  enum TimerName: Hashable, Codable { case work, leaseEnds(token: Int) }

  let role: LeaseRole
  private(set) var value = 0
  /// What it is as a worker: written, in `LeaseWorker.swift`.
  private var worker = LeaseWorker()
  var confirmed: Int { worker.confirmed }

  /// What survives a crash.
  static var stable: StableState<Self> { StableState(\.value, \.worker.confirmed) }

  init(role: LeaseRole) { self.role = role }

  mutating func handle(_ request: LeaseRequest, id: RequestID, _ context: inout Context) {
    if case .worker(let lock, _) = role { worker.begin(id, lock, &context) }
  }

  mutating func receive(_ message: LeaseMessage, from sender: NodeID, _ context: inout Context) {
    switch role {
    case .lock(let lease): serve(message, from: sender, lease: lease, &context)
    case .store: store(message, from: sender, &context)
    case .worker(let lock, let store): worker.goOn(with: message, lock, store, &context)
    }
  }

  mutating func timeout(_ timer: TimerName, _ context: inout Context) {
    switch (timer, role) {
    case (.work, .worker(_, let store)): worker.write(to: store, &context)
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
