/// The tables of the progress database and how they came to be.
enum ProgressSchema {
  /// One list of statements for each version, from nothing to the first, from the first to the second, and so on.
  /// A migration that has been released is never changed: add one.
  private static let migrations: [[String]] = [
    [
      """
      CREATE TABLE section_read (
        lesson TEXT NOT NULL, section INTEGER NOT NULL, read_at_ms INTEGER NOT NULL, PRIMARY KEY (lesson, section))
      """,
      """
      CREATE TABLE place (
        lesson TEXT PRIMARY KEY NOT NULL, section INTEGER NOT NULL, moved_at_ms INTEGER NOT NULL)
      """,
      """
      CREATE TABLE prediction (
        id INTEGER PRIMARY KEY, lesson TEXT NOT NULL, cell TEXT NOT NULL, chosen INTEGER NOT NULL,
        is_right INTEGER NOT NULL, made_at_ms INTEGER NOT NULL)
      """,
      """
      CREATE TABLE grade_attempt (
        id INTEGER PRIMARY KEY, exercise TEXT NOT NULL, submission TEXT NOT NULL, status TEXT NOT NULL,
        score REAL NOT NULL, score_max REAL NOT NULL, tests_json TEXT NOT NULL, graded_at_ms INTEGER NOT NULL)
      """,
    ]
  ]

  /// The version that this program writes, in SQLite's `user_version`.
  static var version: Int { migrations.count }

  /// What this program reads of each table.
  private static let columns = [
    "section_read": "lesson, section, read_at_ms",
    "place": "lesson, section, moved_at_ms",
    "prediction": "id, lesson, cell, chosen, is_right, made_at_ms",
    "grade_attempt": "id, exercise, submission, status, score, score_max, tests_json, graded_at_ms",
  ]

  static func version(of database: Database) throws(DatabaseError) -> Int {
    try database.rows("PRAGMA user_version") { $0.integer(0) }.first ?? 0
  }

  static func isEmpty(_ database: Database) throws(DatabaseError) -> Bool {
    try database.rows("SELECT 1 FROM sqlite_master LIMIT 1") { $0.integer(0) }.isEmpty
  }

  /// Brings a sound database of an earlier version, or an empty one, to this version; all of it or nothing.
  static func migrate(_ database: Database) throws(DatabaseError) {
    guard try version(of: database) < version else { return }
    try database.transaction { () throws(DatabaseError) in
      // Again inside the lock: another shell may have been faster.
      let found = try version(of: database)
      guard found < version else { return }
      for statement in migrations[found...].joined() { try database.run(statement) }
      try database.run("PRAGMA user_version = \(version)")
    }
  }

  /// What is wrong with a database of this version, or nil.
  static func flaw(in database: Database) throws(DatabaseError) -> String? {
    for (table, columns) in columns.sorted(by: { $0.key < $1.key }) {
      do {
        try database.run("SELECT \(columns) FROM \(table) LIMIT 1")
      } catch  where !error.isOfSystem {
        return "table \(table): \(error.message)"
      }
    }
    return nil
  }
}
