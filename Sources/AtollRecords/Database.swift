import CAtollSQLite

/// An error of SQLite's: its primary code and its words.
struct DatabaseError: Error {
  let code: Int
  let message: String

  /// Whether another program held the database for too long.
  var isBusy: Bool { code == SQLITE_BUSY || code == SQLITE_LOCKED }

  /// Whether only this one change is lost (busy, or a value against a constraint) and the next may succeed.
  var isOfThisRecord: Bool { isBusy || code == 19 }

  /// Whether the system stands in the way (rights, disk, memory), and the content may well be sound.
  var isOfSystem: Bool {
    // PERM, NOMEM, READONLY, INTERRUPT, IOERR, FULL, CANTOPEN, PROTOCOL, NOLFS, AUTH.
    isBusy || [3, 7, 8, 9, 10, 13, 14, 15, 22, 23].contains(code)
  }
}

/// One connection to SQLite, closed when it goes.
///
/// Not Sendable: one thread at a time, the one that made it.
final class Database {
  /// A parameter of a statement.
  enum Value {
    case text(String)
    case integer(Int)
    case real(Double)
  }

  /// One row of an answer, valid only inside the closure that gets it.
  struct Row {
    fileprivate let statement: OpaquePointer

    func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(statement, column)) }

    func real(_ column: Int32) -> Double { sqlite3_column_double(statement, column) }

    func text(_ column: Int32) -> String {
      guard let start = sqlite3_column_text(statement, column) else { return "" }
      let bytes = UnsafeBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column)))
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  private let connection: OpaquePointer

  /// Opens a file that exists, or `:memory:`.
  init(path: String, readOnly: Bool = false) throws(DatabaseError) {
    var opened: OpaquePointer?
    let code = sqlite3_open_v2(
      path, &opened, Int32(readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE), nil)
    guard let opened, code == SQLITE_OK else {
      let message =
        opened.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
      sqlite3_close_v2(opened)
      throw DatabaseError(code: Int(code) & 0xFF, message: message)
    }
    connection = opened
    // Two shells at once: the second waits for the first one's few milliseconds.
    sqlite3_busy_timeout(connection, 5000)
  }

  deinit { sqlite3_close_v2(connection) }

  /// Whether it cannot be written, by the file's rights or by its own header.
  var isReadOnly: Bool { sqlite3_db_readonly(connection, "main") == 1 }

  /// Runs one statement.
  func run(_ sql: String, _ values: [Value] = []) throws(DatabaseError) {
    _ = try rows(sql, values) { _ in }
  }

  /// The answer to one query.
  func rows<Element>(
    _ sql: String, _ values: [Value] = [], _ read: (Row) -> Element
  ) throws(DatabaseError) -> [Element] {
    var prepared: OpaquePointer?
    try check(sqlite3_prepare_v2(connection, sql, -1, &prepared, nil))
    guard let statement = prepared else { return [] }
    defer { sqlite3_finalize(statement) }
    for (index, value) in values.enumerated() {
      try bind(value, at: Int32(index + 1), of: statement)
    }
    var elements: [Element] = []
    while true {
      let code = sqlite3_step(statement)
      if code == SQLITE_DONE { return elements }
      guard code == SQLITE_ROW else { throw error(code) }
      elements.append(read(Row(statement: statement)))
    }
  }

  /// Runs several changes as one: all of them or none.
  func transaction(_ body: () throws(DatabaseError) -> Void) throws(DatabaseError) {
    try run("BEGIN IMMEDIATE")
    do {
      try body()
      try run("COMMIT")
    } catch {
      // Some errors have rolled back already; then this one fails and changes nothing.
      try? run("ROLLBACK")
      throw error
    }
  }

  /// Replaces everything in `other` by what is here.
  func copy(to other: Database) throws(DatabaseError) {
    guard let backup = sqlite3_backup_init(other.connection, "main", connection, "main") else {
      throw other.error(Int32(SQLITE_CORRUPT))
    }
    let code = sqlite3_backup_step(backup, -1)
    sqlite3_backup_finish(backup)
    if code != SQLITE_DONE { throw error(code) }
  }

  private func bind(_ value: Value, at index: Int32, of statement: OpaquePointer) throws(DatabaseError) {
    switch value {
    case .integer(let integer): try check(sqlite3_bind_int64(statement, index, Int64(integer)))
    case .real(let real): try check(sqlite3_bind_double(statement, index, real))
    case .text(let text):
      try check(atoll_sqlite_bind_text(statement, index, text, Int32(clamping: text.utf8.count)))
    }
  }

  private func check(_ code: Int32) throws(DatabaseError) {
    if code != SQLITE_OK { throw error(code) }
  }

  private func error(_ code: Int32) -> DatabaseError {
    DatabaseError(code: Int(code) & 0xFF, message: String(cString: sqlite3_errmsg(connection)))
  }
}
