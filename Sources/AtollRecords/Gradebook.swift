import Foundation

/// One grading of one learner's submission, kept with what was graded.
public struct GradebookEntry: Equatable, Sendable {
  /// What was graded.
  public var exercise: String
  /// What tells the learner from others.
  public var learner: String
  /// The learner's name when it was graded.
  public var name: String
  /// What gradebooks elsewhere know the learner by, where the roster said.
  public var email: String?
  /// What gradebooks elsewhere know the learner by, where the roster said.
  public var login: String?
  /// The whole submission, as text: the same text is the same submission.
  public var content: String
  /// What the verdict depends on besides the submission: suite, compiler, build of atoll.
  public var suite: String
  /// `pass`, `fail` or `error`.
  public var status: String
  /// The points earned.
  public var score: Double
  /// The points that there are.
  public var scoreMax: Double
  /// The name of the misconception that was recognised, if one was.
  public var misconception: String?
  /// The verdict as JSON.
  public var verdict: String
  /// When it was handed in, in milliseconds since 1970, where somebody said.
  public var submittedAtMs: Int?
  /// When it was graded, in milliseconds since 1970.
  public var gradedAtMs: Int

  /// Makes an entry.
  public init(
    exercise: String, learner: String, name: String, email: String?, login: String?, content: String,
    suite: String, status: String,
    score: Double, scoreMax: Double, misconception: String?, verdict: String, submittedAtMs: Int?,
    gradedAtMs: Int
  ) {
    (self.exercise, self.learner, self.name) = (exercise, learner, name)
    (self.email, self.login) = (email, login)
    (self.content, self.suite, self.status) = (content, suite, status)
    (self.score, self.scoreMax, self.misconception) = (score, scoreMax, misconception)
    (self.verdict, self.submittedAtMs, self.gradedAtMs) = (verdict, submittedAtMs, gradedAtMs)
  }
}

/// Why a gradebook cannot be used.
public struct GradebookError: Error, Equatable, Sendable {
  /// What is wrong and what to do next.
  public let message: String
}

/// An instructor's record of every grading, in SQLite.
///
/// An entry is on disk when `add` returns and survives `kill -9`; several programs may write one gradebook at once.
/// Unlike the learner's progress it never goes on without its file: grades that are not kept are no grades. Nothing
/// in it is ever changed or removed.
///
/// Not Sendable: use it from one thread.
public final class Gradebook {
  private let database: Database
  private let path: String

  private static let version = 1
  private static let statements = [
    """
    CREATE TABLE entry (
      id INTEGER PRIMARY KEY, exercise TEXT NOT NULL, learner TEXT NOT NULL, name TEXT NOT NULL,
      email TEXT NOT NULL, login TEXT NOT NULL,
      content TEXT NOT NULL, suite TEXT NOT NULL, status TEXT NOT NULL, score REAL NOT NULL,
      score_max REAL NOT NULL, misconception TEXT NOT NULL, verdict TEXT NOT NULL, submitted_at_ms INTEGER NOT NULL,
      graded_at_ms INTEGER NOT NULL)
    """,
    "CREATE INDEX entry_by_learner ON entry (exercise, learner, id)",
  ]

  /// Opens a gradebook, or begins one.
  ///
  /// - Throws: `GradebookError` where the file cannot be used: no rights, no gradebook, damaged, of a newer Atoll.
  public init(path: String) throws(GradebookError) {
    self.path = path
    let folder = (path as NSString).deletingLastPathComponent
    try? FileManager.default.createDirectory(
      atPath: folder.isEmpty ? "." : folder, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw GradebookError(
        message: "the gradebook \(path) cannot be written: \(String(cString: strerror(errno)))")
    }
    close(file)
    do throws(DatabaseError) {
      database = try Database(path: path)
      try Gradebook.prepare(database)
    } catch {
      throw GradebookError(
        message: "the gradebook \(path) cannot be used: \(error.message); move it away to begin a new one")
    }
  }

  private static func prepare(_ database: Database) throws(DatabaseError) {
    let complaint = try database.rows("PRAGMA quick_check(1)") { $0.text(0) }.first
    if let complaint, complaint != "ok" { throw DatabaseError(code: 11, message: complaint) }
    try database.run("PRAGMA journal_mode = DELETE")
    try database.run("PRAGMA synchronous = FULL")
    try database.transaction { () throws(DatabaseError) in
      let found = try ProgressSchema.version(of: database)
      if found > version {
        throw DatabaseError(code: 1, message: "a newer Atoll wrote it (version \(found), known: \(version))")
      }
      guard found < version else { return }
      guard try ProgressSchema.isEmpty(database) else {
        throw DatabaseError(code: 1, message: "it holds something else than a gradebook")
      }
      for statement in statements { try database.run(statement) }
      try database.run("PRAGMA user_version = \(version)")
    }
    try database.run("SELECT \(columns) FROM entry LIMIT 1")
  }

  private static let columns =
    "exercise, learner, name, email, login, content, suite, status, score, score_max, misconception, verdict, submitted_at_ms, "
    + "graded_at_ms"

  /// Adds an entry.
  ///
  /// - Throws: `GradebookError` where it could not be kept.
  public func add(_ entry: GradebookEntry) throws(GradebookError) {
    try asking { () throws(DatabaseError) in
      try database.run(
        "INSERT INTO entry (\(Gradebook.columns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
          .text(entry.exercise), .text(entry.learner), .text(entry.name), .text(entry.email ?? ""),
          .text(entry.login ?? ""), .text(entry.content),
          .text(entry.suite), .text(entry.status), .real(entry.score), .real(entry.scoreMax),
          .text(entry.misconception ?? ""), .text(entry.verdict), .integer(entry.submittedAtMs ?? -1),
          .integer(entry.gradedAtMs),
        ])
    }
  }

  /// The newest grading of a learner's submission to an exercise with just this content and suite, if there is one.
  public func entry(exercise: String, learner: String, content: String, suite: String) throws(GradebookError)
    -> GradebookEntry?
  {
    try select(
      "WHERE exercise = ? AND learner = ? AND content = ? AND suite = ? ORDER BY id DESC LIMIT 1",
      [.text(exercise), .text(learner), .text(content), .text(suite)]
    ).first
  }

  /// All gradings, of one exercise or of one learner where told, oldest first.
  public func entries(exercise: String? = nil, learner: String? = nil) throws(GradebookError)
    -> [GradebookEntry]
  {
    var conditions: [String] = []
    var values: [Database.Value] = []
    for (column, value) in [("exercise", exercise), ("learner", learner)] {
      guard let value else { continue }
      conditions.append("\(column) = ?")
      values.append(.text(value))
    }
    let condition = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    return try select(condition + " ORDER BY id", values)
  }

  private func select(_ rest: String, _ values: [Database.Value]) throws(GradebookError) -> [GradebookEntry] {
    try asking { () throws(DatabaseError) in
      try database.rows("SELECT \(Gradebook.columns) FROM entry \(rest)", values) { row in
        func optional(_ column: Int32) -> String? { row.text(column).isEmpty ? nil : row.text(column) }
        return GradebookEntry(
          exercise: row.text(0), learner: row.text(1), name: row.text(2), email: optional(3),
          login: optional(4), content: row.text(5), suite: row.text(6), status: row.text(7),
          score: row.real(8), scoreMax: row.real(9), misconception: optional(10), verdict: row.text(11),
          submittedAtMs: row.integer(12) < 0 ? nil : row.integer(12), gradedAtMs: row.integer(13))
      }
    }
  }

  private func asking<Answer>(_ question: () throws(DatabaseError) -> Answer) throws(GradebookError) -> Answer
  {
    do { return try question() } catch {
      throw GradebookError(message: "the gradebook \(path): \(error.message)")
    }
  }
}
