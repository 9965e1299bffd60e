import Foundation
import Testing

@testable import AtollRecords

@Suite struct ProgressStoreTests {
  @Test func `records are there in the next run`() throws {
    let folder = TemporaryFolder()
    do {
      let store = folder.open(at: 5)
      #expect(store.isKept && store.takeNotices().isEmpty && store.lastPlace == nil)
      store.markRead(Place(lesson: "cap", section: 2))
      store.markRead(Place(lesson: "cap", section: 1))
      store.markRead(Place(lesson: "cap", section: 2))
      store.move(to: Place(lesson: "time", section: 4))
      store.move(to: Place(lesson: "cap", section: 2))
      store.recordPrediction(lesson: "cap", cell: "c-ä", option: 2, isRight: false)
      store.recordPrediction(lesson: "cap", cell: "c-ä", option: 1, isRight: true)
    }
    let store = folder.open()
    #expect(store.sectionsRead(of: "cap") == [1, 2] && store.sectionsRead(of: "time") == [])
    #expect(store.lastPlace == Place(lesson: "cap", section: 2))
    #expect(store.lastPlace(in: "time") == Place(lesson: "time", section: 4))
    let date = Date(timeIntervalSince1970: 5)
    #expect(
      store.predictions(in: "cap") == [
        PredictionRecord(lesson: "cap", cell: "c-ä", option: 2, isRight: false, date: date),
        PredictionRecord(lesson: "cap", cell: "c-ä", option: 1, isRight: true, date: date),
      ])
    #expect(folder.names == ["progress.sqlite"])
  }

  @Test func `the best grade is the greatest share, the last the newest`() {
    let folder = TemporaryFolder()
    let store = folder.open()
    for (number, score) in [(1, 3.5), (2, 9), (3, 9), (4, 0)] {
      store.recordAttempt(
        exercise: "clock", submission: "\(number)'\0;", status: score > 0 ? .fail : .error, score: score,
        scoreMax: 10,
        testsJSON: "[{\"name\":\"a\"}]")
    }
    #expect(store.attempts(at: "clock").map(\.score) == [3.5, 9, 9, 0])
    #expect(store.bestAttempt(at: "clock")?.submission == "2'\0;")
    #expect(store.lastAttempt(at: "clock")?.status == .error)
    #expect(store.lastAttempt(at: "other") == nil)
  }

  @Test func `the file is private`() throws {
    let folder = TemporaryFolder()
    folder.fill()
    for (path, mode) in [(folder.path, 0o700), (folder.database, 0o600)] {
      #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == mode)
    }
  }

  @Test func `two stores at once both keep their records`() async {
    let folder = TemporaryFolder()
    let path = folder.path
    await withTaskGroup { group in
      for shell in 0..<4 {
        group.addTask {
          let store = ProgressStore(folder: path) { Date(timeIntervalSince1970: 0) }
          for section in 0..<10 { store.markRead(Place(lesson: "shell \(shell)", section: section)) }
          #expect(store.isKept && store.takeNotices().isEmpty)
        }
      }
    }
    for shell in 0..<4 { #expect(folder.open().sectionsRead(of: "shell \(shell)").count == 10) }
  }

  @Test func `without a folder it works in memory and says so`() {
    let store = ProgressStore(folder: "/dev/null/atoll") { Date(timeIntervalSince1970: 0) }
    store.markRead(Place(lesson: "cap", section: 1))
    #expect(store.sectionsRead(of: "cap") == [1])
    #expect(!store.isKept)
    let notices = store.takeNotices()
    #expect(notices.count == 1 && "\(notices)".contains("not kept"))
    #expect(store.takeNotices().isEmpty)
  }

  @Test(.enabled(if: geteuid() != 0, "root may write anywhere"))
  func `a folder that cannot be written still shows what was kept`() throws {
    let folder = TemporaryFolder()
    folder.fill()
    chmod(folder.path, 0o500)
    defer { chmod(folder.path, 0o700) }
    let store = folder.open()
    #expect(!store.isKept && store.sectionsRead(of: "cap") == [1, 2, 3])
    store.markRead(Place(lesson: "cap", section: 4))
    #expect(store.sectionsRead(of: "cap") == [1, 2, 3, 4])
  }
}
