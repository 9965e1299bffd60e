import Atoll
import PrimaryBackupContract

/// One replica of a log: a primary or a backup.
///
/// Grade it as often as you like: `atoll grade primary-backup`. `atoll hint primary-backup` helps in small steps.
struct PrimaryBackup: LogReplica {
  /// An entry that is not confirmed by all: how long the log is with it, and who waits for it.
  struct Waiting: Hashable, Codable, Sendable {
    let count: Int
    let client: RequestID
  }

  /// It is time to tell again.
  enum TimerName: Hashable, Codable, Sendable { case tell }

  private(set) var log: [String] = []
  private(set) var isPrimary: Bool
  private(set) var view = 1
  /// Primary: how many entries each backup has confirmed in this view; a dictionary by node.
  private var held: NodeMap<Int> = [:]
  private var waiting: [Waiting] = []

  init(isPrimary: Bool) { self.isPrimary = isPrimary }

  // TODO: the primary's and the backups' part. The task is in README.md.

  mutating func handle(_ request: LogRequest, id: RequestID, _ context: inout Context) {
  }

  mutating func receive(_ message: LogMessage, from sender: NodeID, _ context: inout Context) {
  }

  mutating func timeout(_ timer: TimerName, _ context: inout Context) {
  }
}
