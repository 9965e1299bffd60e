import Foundation

/// What a learner has done: sections read, the place to come back to, predictions, grades.
///
/// Kept in `progress.sqlite` in the state folder. Each record is on disk when its call returns and survives
/// `kill -9`; two shells may use one folder at once. It never throws: where the file cannot be used it works in
/// memory and says so by a notice, since a lesson must not end over a full disk. It is not the gradebook that a
/// teacher trusts: learners own their file and can change it.
///
/// Not Sendable: use it from one thread.
public final class ProgressStore {
  /// Whether records still go to the disk.
  public private(set) var isKept = false

  private let file: ProgressFile
  private let now: () -> Date
  private var database: Database?
  private var notices: [RecordsNotice] = []

  /// Opens the records in a folder, or begins them.
  ///
  /// A damaged database, or a newer one, is set aside under another name, never deleted. Ask `takeNotices()` after.
  /// - Parameters:
  ///   - folder: The state folder (`StateFolder.state`).
  ///   - now: The clock.
  public init(folder: String, now: @escaping () -> Date) {
    file = ProgressFile(folder: folder)
    self.now = now
    if let obstacle = file.obstacle() {
      moveToMemory(reason: obstacle)
    } else {
      file.whileLocked { open() }
    }
  }

  /// What the learner should be told, each thing once.
  public func takeNotices() -> [RecordsNotice] {
    defer { notices = [] }
    return notices
  }

  // MARK: Lessons

  /// Notes that a section was read; the first time counts.
  public func markRead(_ place: Place) {
    write(
      "INSERT OR IGNORE INTO section_read (lesson, section, read_at_ms) VALUES (?, ?, ?)",
      [.text(place.lesson), .integer(place.section), .integer(milliseconds(now()))])
  }

  /// The numbers of the sections read of a lesson, ascending.
  public func sectionsRead(of lesson: String) -> [Int] {
    read("SELECT section FROM section_read WHERE lesson = ? ORDER BY section", [.text(lesson)]) {
      $0.integer(0)
    }
  }

  /// Notes where the learner is.
  public func move(to place: Place) {
    write(
      "INSERT OR REPLACE INTO place (lesson, section, moved_at_ms) VALUES (?, ?, ?)",
      [.text(place.lesson), .integer(place.section), .integer(milliseconds(now()))])
  }

  /// Where the learner was last, or nil at the first start.
  public var lastPlace: Place? {
    // Of two moves within one millisecond the later has the higher row, since replacing makes a new one.
    read("SELECT lesson, section FROM place ORDER BY moved_at_ms DESC, rowid DESC LIMIT 1") { Self.place($0) }
      .first
  }

  /// Where the learner was last in a lesson.
  public func lastPlace(in lesson: String) -> Place? {
    read("SELECT lesson, section FROM place WHERE lesson = ?", [.text(lesson)]) { Self.place($0) }.first
  }

  private static func place(_ row: Database.Row) -> Place {
    Place(lesson: row.text(0), section: row.integer(1))
  }

  // MARK: Predictions

  /// Notes a prediction, dated by the clock.
  public func recordPrediction(lesson: String, cell: String, option: Int, isRight: Bool) {
    write(
      "INSERT INTO prediction (lesson, cell, chosen, is_right, made_at_ms) VALUES (?, ?, ?, ?, ?)",
      [
        .text(lesson), .text(cell), .integer(option), .integer(isRight ? 1 : 0),
        .integer(milliseconds(now())),
      ])
  }

  /// All predictions made in a lesson, oldest first; a cell answered twice is there twice.
  public func predictions(in lesson: String) -> [PredictionRecord] {
    read(
      "SELECT lesson, cell, chosen, is_right, made_at_ms FROM prediction WHERE lesson = ? ORDER BY id",
      [.text(lesson)]
    ) { row in
      PredictionRecord(
        lesson: row.text(0), cell: row.text(1), option: row.integer(2), isRight: row.integer(3) != 0,
        date: Self.date(row.integer(4)))
    }
  }

  // MARK: Grades

  /// Notes a grading, dated by the clock.
  public func recordAttempt(
    exercise: String, submission: String, status: GradeAttempt.Status, score: Double, scoreMax: Double,
    testsJSON: String
  ) {
    write(
      """
      INSERT INTO grade_attempt (exercise, submission, status, score, score_max, tests_json, graded_at_ms)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .text(exercise), .text(submission), .text(status.rawValue), .real(score), .real(scoreMax),
        .text(testsJSON), .integer(milliseconds(now())),
      ])
  }

  /// All gradings of an exercise, oldest first.
  public func attempts(at exercise: String) -> [GradeAttempt] {
    read(
      """
      SELECT exercise, submission, status, score, score_max, tests_json, graded_at_ms FROM grade_attempt
      WHERE exercise = ? ORDER BY id
      """, [.text(exercise)]
    ) { row in
      GradeAttempt(
        exercise: row.text(0), submission: row.text(1),
        status: GradeAttempt.Status(rawValue: row.text(2)) ?? .error,
        score: row.real(3), scoreMax: row.real(4), testsJSON: row.text(5), date: Self.date(row.integer(6)))
    }
  }

  /// The grading with the greatest share of its points, the earliest of equals.
  public func bestAttempt(at exercise: String) -> GradeAttempt? {
    func share(_ attempt: GradeAttempt) -> Double {
      attempt.scoreMax > 0 ? attempt.score / attempt.scoreMax : 0
    }
    return attempts(at: exercise).max { share($0) < share($1) }
  }

  /// The newest grading.
  public func lastAttempt(at exercise: String) -> GradeAttempt? {
    attempts(at: exercise).last
  }

  // MARK: Dates

  private func milliseconds(_ date: Date) -> Int {
    Int(exactly: (date.timeIntervalSince1970 * 1000).rounded()) ?? 0
  }

  private static func date(_ milliseconds: Int) -> Date {
    Date(timeIntervalSince1970: Double(milliseconds) / 1000)
  }

  // MARK: The database

  private func open() {
    // The second time the file is fresh; if that fails as well, something else is wrong.
    for _ in 0..<2 {
      do {
        let word: String
        let notice: (String) -> RecordsNotice
        switch try file.inspect() {
        case .usable(let found):
          database = found
          isKept = true
          return
        case .damaged(let reason):
          word = "damaged"
          notice = { .damaged(setAside: $0, reason: reason) }
        case .newer(let version):
          word = "newer"
          notice = { .newer(setAside: $0, version: version, known: ProgressSchema.version) }
        }
        guard let name = file.setAside(as: word) else { break }
        notices.append(notice(name))
      } catch {
        return moveToMemory(reason: error.message)
      }
    }
    moveToMemory(reason: "\(file.path) is damaged and cannot be set aside")
  }

  // Goes on in memory, with what can still be read of the file.
  private func moveToMemory(reason: String) {
    notices.append(.notKept(reason: reason))
    isKept = false
    let old = database ?? (try? Database(path: file.path, readOnly: true))
    database = Self.memory(copying: old) ?? Self.memory(copying: nil)
  }

  private static func memory(copying old: Database?) -> Database? {
    do {
      let memory = try Database(path: ":memory:")
      try old?.copy(to: memory)
      guard try ProgressSchema.version(of: memory) <= ProgressSchema.version else { return nil }
      try ProgressSchema.migrate(memory)
      return try ProgressSchema.flaw(in: memory) == nil ? memory : nil
    } catch {
      return nil
    }
  }

  private func write(_ sql: String, _ values: [Database.Value]) {
    do {
      try database?.run(sql, values)
    } catch  where error.isOfThisRecord {
      notices.append(.notRecorded(reason: error.message))
    } catch {
      if isKept { moveToMemory(reason: error.message) }
      try? database?.run(sql, values)
    }
  }

  private func read<Element>(
    _ sql: String, _ values: [Database.Value] = [], _ element: (Database.Row) -> Element
  ) -> [Element] {
    do {
      return try database?.rows(sql, values, element) ?? []
    } catch  where error.isBusy {
      return []
    } catch {
      guard isKept else { return [] }
      moveToMemory(reason: error.message)
      return (try? database?.rows(sql, values, element)) ?? []
    }
  }
}
