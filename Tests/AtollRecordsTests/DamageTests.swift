import Foundation
import Testing

@testable import AtollRecords

@Suite struct DamageTests {
  /// The store works, and what was there before is in the folder still.
  private func expectFresh(_ folder: TemporaryFolder, setAside name: String, keeping bytes: Data) throws {
    let store = folder.open()
    let notices = store.takeNotices()
    #expect(notices.count == 1 && "\(notices)".contains(name))
    #expect(store.isKept && store.sectionsRead(of: "cap") == [])
    store.markRead(Place(lesson: "cap", section: 9))
    #expect(try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\(name)")) == bytes)
    let next = folder.open()
    #expect(next.takeNotices().isEmpty && next.sectionsRead(of: "cap") == [9])
  }

  @Test func `garbage is set aside, each time under a new name`() throws {
    let folder = TemporaryFolder()
    folder.fill()
    let garbage = Data(repeating: 0x41, count: 5000)
    for number in 1...2 {
      try folder.replace(garbage)
      try expectFresh(folder, setAside: "progress.sqlite.damaged-\(number)", keeping: garbage)
    }
  }

  @Test func `the journal goes aside with its database`() throws {
    let folder = TemporaryFolder()
    folder.fill()
    try Data("pages".utf8).write(to: URL(fileURLWithPath: folder.database + "-journal"))
    #expect(ProgressFile(folder: folder.path).setAside(as: "damaged") == folder.database + ".damaged-1")
    #expect(folder.names == ["progress.sqlite.damaged-1", "progress.sqlite.damaged-1-journal"])
  }

  @Test func `a truncated database is set aside`() throws {
    let folder = TemporaryFolder()
    folder.fill()
    let bytes = try folder.bytes().prefix(4096 + 100)
    try folder.replace(bytes)
    try expectFresh(folder, setAside: "progress.sqlite.damaged-1", keeping: bytes)
  }

  @Test(arguments: ["DROP TABLE place", "PRAGMA user_version = -1", "PRAGMA user_version = 0"])
  func `another schema is set aside`(statement: String) throws {
    let folder = TemporaryFolder()
    folder.fill()
    try Database(path: folder.database).run(statement)
    try expectFresh(folder, setAside: "progress.sqlite.damaged-1", keeping: folder.bytes())
  }

  @Test func `a newer database is set aside under that name`() throws {
    let folder = TemporaryFolder()
    folder.fill()
    try Database(path: folder.database).run("PRAGMA user_version = 99")
    try expectFresh(folder, setAside: "progress.sqlite.newer-1", keeping: folder.bytes())
  }

  @Test func `an empty file is a beginning`() throws {
    let folder = TemporaryFolder()
    folder.fill()
    try folder.replace(Data())
    let store = folder.open()
    #expect(store.isKept && store.takeNotices().isEmpty && folder.names == ["progress.sqlite"])
  }

  @Test func `two shells that find damage set it aside once`() async throws {
    let folder = TemporaryFolder()
    folder.fill()
    try folder.replace(Data(repeating: 1, count: 9000))
    let path = folder.path
    await withTaskGroup { group in
      for shell in 0..<4 {
        group.addTask {
          ProgressStore(folder: path) { Date(timeIntervalSince1970: 0) }
            .markRead(Place(lesson: "cap", section: shell))
        }
      }
    }
    #expect(folder.names == ["progress.sqlite", "progress.sqlite.damaged-1"])
    #expect(folder.open().sectionsRead(of: "cap") == [0, 1, 2, 3])
  }

  // SQLite has no checksums, so a changed letter of a lesson's name goes unnoticed. What must hold for any damage:
  // no crash, a store that works, and the file either in use or set aside whole.
  @Test(arguments: 0..<40)
  func `damage anywhere loses no file and leaves a store that works`(seed: UInt64) throws {
    let folder = TemporaryFolder()
    folder.fill()
    var bytes = try folder.bytes()
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    func draw(_ bound: Int) -> Int {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Int(state >> 11) % bound
    }
    // Even seeds hit the header, where each byte matters.
    for _ in 0...draw(20) { bytes[draw(seed % 2 == 0 ? 120 : bytes.count)] = UInt8(draw(256)) }
    try folder.replace(bytes)
    let store = folder.open()
    let notices = store.takeNotices()
    store.markRead(Place(lesson: "new", section: 7))
    #expect(store.sectionsRead(of: "new") == [7], "seed \(seed)")
    _ = store.attempts(at: "clock")
    _ = store.lastPlace
    let aside = folder.names.filter { $0.contains("-1") && !$0.hasSuffix("-journal") }
    #expect(aside.isEmpty == (notices.isEmpty || !store.isKept), "seed \(seed): \(notices)")
    for name in aside {
      let kept = try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\(name)"))
      #expect(kept.count == bytes.count, "seed \(seed)")
    }
  }
}
