import Foundation

@testable import AtollRecords

/// A folder of its own for one test, removed with the value that holds it.
final class TemporaryFolder {
  let path = NSTemporaryDirectory() + "atoll-records-\(UUID().uuidString)"

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var database: String { path + "/progress.sqlite" }

  func open(at time: Double = 1_000) -> ProgressStore {
    ProgressStore(folder: path) { Date(timeIntervalSince1970: time) }
  }

  /// The names in the folder, but for the lock.
  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { $0 != "progress.lock" }
      .sorted()
  }

  func bytes() throws -> Data { try Data(contentsOf: URL(fileURLWithPath: database)) }

  func replace(_ bytes: Data) throws { try bytes.write(to: URL(fileURLWithPath: database)) }

  /// Makes the records of a learner who has read three sections and solved one exercise.
  func fill() {
    let store = open()
    for section in 1...3 { store.markRead(Place(lesson: "cap", section: section)) }
    store.move(to: Place(lesson: "cap", section: 3))
    store.recordAttempt(
      exercise: "clock", submission: "/s.swift", status: .pass, score: 10, scoreMax: 10, testsJSON: "[]")
  }
}
