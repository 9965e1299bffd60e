import Atoll
import LeaseContract

/// A lock service with leases, a store that fences, and workers.
struct LeaseNode: LeaseProcess {
  enum TimerName: Hashable, Codable { case work, leaseEnds(token: Int) }

  let role: LeaseRole
  private(set) var value = 0
  private(set) var confirmed = 0

  /// A worker: the request that it works on, the token that it was granted, and what it has read.
  private var request: RequestID?
  private var granted = 0
  private var seen = 0
  /// The lock service: the newest token, who has the lock, and who waits for it.
  private var token = 0
  private var holder: NodeID?
  private var waiting: [NodeID] = []
  /// The store: the newest token that it has seen.
  private var newest = 0

  static var stable: StableState<Self> {
    StableState(\.value, \.confirmed, \.token, \.holder, \.waiting, \.newest)
  }

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
    case (.leaseEnds(token), .lock(let lease)):
      holder = nil
      grant(lease: lease, &context)
    default: break
    }
  }

  mutating func recover(_ context: inout Context) {
    if case .lock(let lease) = role, holder != nil {
      context.setTimer(.leaseEnds(token: token), after: lease)
    }
  }

  // MARK: - The lock service

  private mutating func serve(
    _ message: LeaseMessage, from worker: NodeID, lease: Int, _ context: inout Context
  ) {
    switch message {
    case .acquire where holder == worker:
      context.send(.granted(token: token), to: worker)
    case .acquire:
      waiting.append(worker)
      grant(lease: lease, &context)
    case .release(token):
      holder = nil
      context.cancelTimer(.leaseEnds(token: token))
      grant(lease: lease, &context)
    default: break
    }
  }

  private mutating func grant(lease: Int, _ context: inout Context) {
    guard holder == nil, !waiting.isEmpty else { return }
    let next = waiting.removeFirst()
    holder = next
    token += 1
    context.send(.granted(token: token), to: next)
    context.setTimer(.leaseEnds(token: token), after: lease)
  }

  // MARK: - The store

  private mutating func store(_ message: LeaseMessage, from worker: NodeID, _ context: inout Context) {
    switch message {
    case .read(let token):
      context.send(admits(token) ? .value(value, token: token) : .refused(token: token), to: worker)
    case .write(let new, let token):
      guard admits(token) else { return context.send(.refused(token: token), to: worker) }
      value = new
      context.send(.written(token: token), to: worker)
    default: break
    }
  }

  private mutating func admits(_ token: Int) -> Bool {
    newest = max(newest, token)
    return token == newest
  }
}
