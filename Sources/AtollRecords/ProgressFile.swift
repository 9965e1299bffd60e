import Foundation

/// The progress database on disk: finding it, judging it, setting it aside.
///
/// A rollback journal, not a write-ahead log: both survive `kill -9` at any moment, but a log needs memory shared
/// between programs, which home folders on a network file system do not give.
struct ProgressFile {
  /// What was found when the file was opened.
  enum Finding {
    /// It is sound and of this version.
    case usable(Database)
    /// Its content is not to be trusted.
    case damaged(reason: String)
    /// A newer program wrote it.
    case newer(version: Int)
  }

  let folder: String

  var path: String { folder + "/progress.sqlite" }

  /// Makes the folder (0700) where it is missing; what stands in the way of writing there, or nil.
  func obstacle() -> String? {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      return "cannot make the folder \(folder)"
    }
    guard access(folder, W_OK | X_OK) == 0 else {
      return "cannot write in \(folder): \(String(cString: strerror(errno)))"
    }
    return nil
  }

  /// Runs `body` while no other Atoll opens or sets aside this file.
  ///
  /// Where the lock cannot be had (some network file systems; another program stuck), `body` runs without it: SQLite's
  /// own locks still guard the content.
  func whileLocked<Result>(_ body: () -> Result) -> Result {
    let lock = open(folder + "/progress.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    defer { if lock >= 0 { close(lock) } }
    var tries = 0
    while lock >= 0, flock(lock, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK || errno == EINTR, tries < 100
    {
      usleep(20_000)
      tries += 1
    }
    return body()
  }

  /// Opens the file, an empty one (0600) where there is none, and judges it.
  /// - Throws: `DatabaseError` where the system stands in the way.
  func inspect() throws(DatabaseError) -> Finding {
    let created = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    if created >= 0 { close(created) }
    do {
      let database = try Database(path: path)
      return try judge(database)
    } catch  where !error.isOfSystem {
      return .damaged(reason: error.message)
    }
  }

  private func judge(_ database: Database) throws(DatabaseError) -> Finding {
    try database.run("PRAGMA cell_size_check = ON")
    let complaint = try database.rows("PRAGMA quick_check(1)") { $0.text(0) }.first
    if let complaint, complaint != "ok" { return .damaged(reason: Self.oneLine(complaint)) }
    let version = try ProgressSchema.version(of: database)
    if version > ProgressSchema.version { return .newer(version: version) }
    if version < 0 { return .damaged(reason: "it has no valid version") }
    if version == 0, try !ProgressSchema.isEmpty(database) {
      return .damaged(reason: "it holds something else than Atoll's progress")
    }
    if database.isReadOnly {
      // The header can forbid writing, too, and Atoll never writes such a header.
      guard access(path, W_OK) != 0 else { return .damaged(reason: "its header forbids writing") }
      throw DatabaseError(code: 8, message: "\(path) cannot be written")
    }
    try database.run("PRAGMA journal_mode = DELETE")
    try database.run("PRAGMA synchronous = FULL")
    try ProgressSchema.migrate(database)
    if let flaw = try ProgressSchema.flaw(in: database) { return .damaged(reason: flaw) }
    return .usable(database)
  }

  /// Renames the file and its side files to the first free `progress.sqlite.<word>-<n>`; nil where that fails.
  func setAside(as word: String) -> String? {
    let sides = ["-journal", "-wal", "-shm"]
    func exists(_ path: String) -> Bool {
      var status = stat()
      return lstat(path, &status) == 0
    }
    var number = 1
    while ([""] + sides).contains(where: { exists("\(path).\(word)-\(number)\($0)") }) { number += 1 }
    let name = "\(path).\(word)-\(number)"
    // The side files first: a journal left behind would be played back into the fresh database.
    for side in sides where exists(path + side) {
      guard rename(path + side, name + side) == 0 else { return nil }
    }
    return rename(path, name) == 0 ? name : nil
  }

  // Of a long complaint the first line says enough.
  private static func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).last.map(String.init) ?? text
  }
}
