import Foundation
import Testing

@testable import AtollRecords

// Real children, killed for real: an exit test runs its body in a new process. The folder goes there by the
// environment, which these tests share, so they run one after the other.
@Suite(.serialized) struct CrashTests {
  private static let variable = "ATOLL_TEST_RECORDS"

  @Test(arguments: [3_000, 11_000, 20_000, 37_000])
  func `nothing that was recorded is lost by kill -9`(microseconds: UInt32) async throws {
    let folder = TemporaryFolder()
    folder.fill()
    setenv(Self.variable, "\(folder.path) \(microseconds)", 1)
    await #expect(processExitsWith: .signal(SIGKILL)) {
      let words = (ProcessInfo.processInfo.environment["ATOLL_TEST_RECORDS"] ?? "").split(separator: " ")
      let (path, delay) = (String(words[0]), UInt32(words[1]) ?? 0)
      let store = ProgressStore(folder: path) { Date() }
      Thread {
        usleep(delay)
        kill(getpid(), SIGKILL)
      }.start()
      for section in 0... {
        store.markRead(Place(lesson: "crash", section: section))
        // After the call has returned, so at most the last one may be missing here and present there.
        try String(section).write(toFile: path + "/done", atomically: false, encoding: .utf8)
      }
    }
    let store = folder.open()
    #expect(store.isKept && store.takeNotices().isEmpty)
    #expect(store.sectionsRead(of: "cap") == [1, 2, 3])
    let found = store.sectionsRead(of: "crash")
    #expect(found == Array(0..<found.count))
    let done = (try? String(contentsOfFile: folder.path + "/done", encoding: .utf8)).flatMap { Int($0) }
    #expect(found.count > done ?? -1)
  }

  @Test func `a crash inside a transaction is rolled back from the journal`() throws {
    let folder = TemporaryFolder()
    folder.fill()
    let copy = TemporaryFolder()
    try FileManager.default.createDirectory(atPath: copy.path, withIntermediateDirectories: true)
    let database = try Database(path: folder.database)
    // A cache of one page spills changes into the file before the commit: the worst moment.
    try database.run("PRAGMA cache_size = 1")
    try database.run("BEGIN IMMEDIATE")
    for section in 10..<2000 {
      try database.run("INSERT INTO section_read VALUES ('cap', ?, 0)", [.integer(section)])
    }
    for name in ["progress.sqlite", "progress.sqlite-journal"] {
      try FileManager.default.copyItem(atPath: "\(folder.path)/\(name)", toPath: "\(copy.path)/\(name)")
    }
    let store = copy.open()
    #expect(store.isKept && store.takeNotices().isEmpty)
    #expect(store.sectionsRead(of: "cap") == [1, 2, 3])
  }

  @Test func `a full disk turns to memory and keeps what was`() async throws {
    let folder = TemporaryFolder()
    folder.fill()
    setenv(Self.variable, folder.path, 1)
    await #expect(processExitsWith: .success) {
      let path = ProcessInfo.processInfo.environment["ATOLL_TEST_RECORDS"] ?? ""
      let store = ProgressStore(folder: path) { Date() }
      // Files may not grow further, which the system tells as it tells of a full disk.
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 30_000, rlim_max: 30_000)
      setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      let long = String(repeating: "x", count: 20_000)
      for _ in 0..<5 {
        store.recordAttempt(
          exercise: "clock", submission: "s", status: .fail, score: 1, scoreMax: 2, testsJSON: long)
      }
      let notices = store.takeNotices()
      let isRight =
        !store.isKept && notices.count == 1 && store.sectionsRead(of: "cap") == [1, 2, 3]
        && store.attempts(at: "clock").count == 6
      exit(isRight ? 0 : 1)
    }
    let store = folder.open()
    #expect(store.isKept && store.takeNotices().isEmpty && store.sectionsRead(of: "cap") == [1, 2, 3])
  }
}
