import Foundation
import Testing

@testable import AtollShell

/// `atoll watch`, as a learner and an editor use it.
@Suite struct WatchTests {
  private let home: TemporaryFolder

  init() throws { home = try TemporaryFolder() }

  private var file: String { home.path + "/lamport-clock/Sources/LamportClock/LamportClock.swift" }

  private func solution(_ part: String = "Solution") throws -> String {
    try String(
      contentsOfFile: "\(SmallCourse.project)/Exercises/lamport-clock/\(part)/LamportClock.swift",
      encoding: .utf8)
  }

  @Test(arguments: [[], ["--poll"]]) func `every save is graded, and success waits`(_ options: [String])
    throws
  {
    _ = try AtollProgram.run(["start", "lamport-clock", "--dir", home.path + "/lamport-clock"], home: home)
    let terminal = try Terminal(["watch", "lamport-clock"] + options, home: home)
    try terminal.wait(for: options.isEmpty ? "the system tells" : "looked at twice a second")
    try terminal.wait(for: "2 of 25 points", seconds: 60)
    try terminal.wait(for: "q quit")
    try solution("Wrong/adds-the-times").write(toFile: file, atomically: true, encoding: .utf8)
    try terminal.wait(for: "17 of 25 points", seconds: 60)
    try terminal.wait(for: "q quit")
    try terminal.type("h")
    try terminal.wait(for: "Hint 1 of 3")
    // Some editors write into the file, others put a new one in its place.
    try solution().write(toFile: file, atomically: options.isEmpty, encoding: .utf8)
    try terminal.wait(for: "25 of 25 points", seconds: 60)
    try terminal.wait(for: "q quit")
    try terminal.type("l")
    try terminal.wait(for: "lamport-clock  <- here")
    try terminal.type("q")
    #expect(terminal.end() == 0)
  }

  @Test func `without a terminal the words are typed, and the end of input is the end`() throws {
    _ = try AtollProgram.run(["start", "lamport-clock", "--dir", home.path + "/lamport-clock"], home: home)
    let words = Data("hint\nlist\nnonsense\n".utf8)
    let outcome = try AtollProgram.run(
      ["watch", "lamport-clock", home.path + "/lamport-clock", "--only-first-failure"], input: .text(words),
      home: home)
    #expect(outcome.code == 0)
    #expect(outcome.output.contains("Hint 1 of 3"))
    #expect(outcome.output.contains("2 tests passed, 9 more did not"))
    #expect(outcome.output.hasSuffix("type hint, run, next, list or quit\n"))
  }

  @Test func `what is not there cannot be watched`() throws {
    for words in [["watch"], ["watch", "lamport-clock", home.path + "/nothing"], ["watch", "nonsense"]] {
      let outcome = try AtollProgram.run(words, home: home)
      #expect(outcome.code == 2 && outcome.errors.hasPrefix("atoll: "), "\(outcome.errors)")
    }
  }
}

@Suite struct FolderWatchTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [FolderWatch.Way.notified, .polled])
  func `each kind of save is seen once`(_ way: FolderWatch.Way) throws {
    _ = try folder.write("1", to: "Sources/A.swift")
    let watch = FolderWatch(folder.path, way: way)
    #expect(watch.way == way)
    #expect(!watch.hasChanged())
    _ = try folder.write("22", to: "Sources/A.swift")
    #expect(watch.hasChanged() && !watch.hasChanged())
    let other = try folder.write("333", to: "Sources/A.swift~")
    #expect(!watch.hasChanged())
    #expect(rename(other, folder.path + "/Sources/A.swift") == 0)
    #expect(watch.hasChanged() && !watch.hasChanged())
    _ = try folder.write("1", to: "Sources/Deep/B.swift")
    #expect(watch.hasChanged() && !watch.hasChanged())
    _ = try folder.write("22", to: "Sources/Deep/B.swift")
    #expect(watch.hasChanged() && !watch.hasChanged())
    try FileManager.default.removeItem(atPath: folder.path + "/Sources/Deep/B.swift")
    #expect(watch.hasChanged() && !watch.hasChanged())
    _ = try folder.write("x", to: ".build/C.swift")
    #expect(!watch.hasChanged())
  }

  @Test(arguments: [FolderWatch.Way.notified, .polled])
  func `a single file is watched through replacement`(_ way: FolderWatch.Way) throws {
    let file = try folder.write("1", to: "A.swift")
    let watch = FolderWatch(file, way: way)
    _ = try folder.write("1", to: "B.swift")
    #expect(!watch.hasChanged())
    #expect(rename(folder.path + "/B.swift", file) == 0)
    #expect(watch.hasChanged() && !watch.hasChanged())
  }
}
