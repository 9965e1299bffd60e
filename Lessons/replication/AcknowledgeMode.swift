/// When the primary answers a write: `sync` waits for all backups, `semi-sync` for one of them, `async` for none.
public enum AcknowledgeMode: String, Hashable, Codable, Sendable {
  case sync
  case semiSync = "semi-sync"
  case async
}

/// How a backup becomes the primary: with the log that it has, or with the longest that it finds at a majority.
public enum TakeOver: String, Hashable, Codable, Sendable { case blind, majority }
