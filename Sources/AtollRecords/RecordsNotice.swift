/// Something about the records that the learner should be told once.
public enum RecordsNotice: Hashable, Sendable, CustomStringConvertible {
  /// The database was damaged: it now has the name `setAside`, and a fresh one was begun.
  case damaged(setAside: String, reason: String)
  /// A newer Atoll wrote the database: it now has the name `setAside`, and a fresh one was begun.
  case newer(setAside: String, version: Int, known: Int)
  /// Progress is kept in memory only, until the program ends.
  case notKept(reason: String)
  /// One record could not be kept, most likely because another program held the database for too long.
  case notRecorded(reason: String)

  /// What to tell the learner.
  public var description: String {
    switch self {
    case .damaged(let path, let reason):
      "Your progress file was damaged (\(reason)). It was set aside as \(path), and a fresh one was begun."
    case .newer(let path, let version, let known):
      "Your progress file was written by a newer Atoll (format \(version); this one knows \(known)). "
        + "It was set aside as \(path), and a fresh one was begun."
    case .notKept(let reason):
      "Progress is not kept from here on: \(reason)."
    case .notRecorded(let reason):
      "One step of your progress was not kept: \(reason)."
    }
  }
}
