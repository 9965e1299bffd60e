import Atoll
import LeaseContract

/// A worker: it acquires the lock, reads, works, writes and releases. There is nothing to do in this file.
struct LeaseWorker: Hashable, Codable {
  /// The request that it works on; none where it has nothing to do.
  private var request: RequestID?
  /// The token that it was granted.
  private var granted = 0
  /// What it has read.
  private var seen = 0
  /// How many of its writes the store has confirmed.
  var confirmed = 0

  mutating func begin(_ request: RequestID, _ lock: NodeID, _ context: inout LeaseNode.Context) {
    self.request = request
    context.send(.acquire, to: lock)
  }

  func write(to store: NodeID, _ context: inout LeaseNode.Context) {
    context.send(.write(seen + 1, token: granted), to: store)
  }

  mutating func goOn(
    with message: LeaseMessage, _ lock: NodeID, _ store: NodeID, _ context: inout LeaseNode.Context
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
}
