import Atoll
import PrimaryBackupContract

/// One replica of a log: the primary answers when all backups hold the entry.
struct PrimaryBackup: LogReplica {
  struct Waiting: Hashable, Codable, Sendable {
    let count: Int
    let client: RequestID
  }

  enum TimerName: Hashable, Codable, Sendable { case tell }

  private(set) var log: [String] = []
  private(set) var isPrimary: Bool
  private(set) var view = 1
  private var held: NodeMap<Int> = [:]
  private var waiting: [Waiting] = []

  init(isPrimary: Bool) { self.isPrimary = isPrimary }

  mutating func handle(_ request: LogRequest, id: RequestID, _ context: inout Context) {
    switch request {
    case .read: context.reply(.entries(log), to: id)
    case .append(let entry):
      guard isPrimary else { return context.reply(.refused, to: id) }
      log.append(entry)
      waiting.append(Waiting(count: log.count, client: id))
      tell(&context)
    case .promote:
      if !isPrimary {
        (view, isPrimary) = (view + 1, true)
        context.broadcast(.log(view: view, log))
        context.setTimer(.tell, after: 40)
      }
      context.reply(.ok, to: id)
    }
  }

  mutating func receive(_ message: LogMessage, from sender: NodeID, _ context: inout Context) {
    switch message {
    case .log(let number, let entries):
      guard number >= view else { return }
      if number > view || entries.count > log.count { log = entries }
      if number > view {
        (view, isPrimary, waiting) = (number, false, [])
        context.cancelTimer(.tell)
      }
      context.send(.have(view: view, log.count), to: sender)
    case .have(let number, let count):
      guard isPrimary, number == view else { return }
      held[sender] = max(count, held[sender, default: 0])
      confirm(&context)
    }
  }

  mutating func timeout(_ timer: TimerName, _ context: inout Context) { tell(&context) }

  /// Tells those who have not confirmed all, and will do so again.
  private func tell(_ context: inout Context) {
    let behind = context.peers.filter { held[$0, default: -1] < log.count }
    for peer in behind { context.send(.log(view: view, log), to: peer) }
    if !behind.isEmpty { context.setTimer(.tell, after: 40) }
  }

  /// Answers whoever waits for what all backups hold.
  private mutating func confirm(_ context: inout Context) {
    let safe = context.peers.map { held[$0, default: 0] }.min() ?? 0
    for entry in waiting where entry.count <= safe { context.reply(.ok, to: entry.client) }
    waiting.removeAll { $0.count <= safe }
  }
}
