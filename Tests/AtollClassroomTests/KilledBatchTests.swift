import AtollGrading
import AtollRecords
import Foundation
import Testing

@testable import AtollClassroom

/// The whole command, killed in the middle.
struct KilledBatchTests {
  private let folder: String
  private let program: String

  init() throws {
    folder = NSTemporaryDirectory() + "atoll-killed-\(UUID().uuidString)"
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    program = (own as NSString).deletingLastPathComponent + "/atoll"
    try FileManager.default.createDirectory(atPath: folder + "/subs", withIntermediateDirectories: true)
    let exercise = ReportSample.course + "/Exercises/lamport-clock/"
    for number in 0..<12 {
      let part = number % 2 == 0 ? "Solution" : "Wrong/adds-the-times"
      let text = try String(contentsOfFile: exercise + part + "/LamportClock.swift", encoding: .utf8)
      try (text + "// \(number)\n").write(
        toFile: "\(folder)/subs/learner-\(number).swift", atomically: true, encoding: .utf8)
    }
  }

  private func start() throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["grade", "lamport-clock", folder + "/subs", "--out", folder + "/out"]
    var environment = ProcessInfo.processInfo.environment
    environment["ATOLL_HOME"] = folder + "/home"
    process.environment = environment
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  @Test func `kill -9 loses nothing, and nothing is done twice`() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let gradebook = folder + "/home/gradebook.sqlite"
    var counts: [Int] = []
    for _ in 0..<4 {
      let process = try start()
      // Until it has kept something more, then at any moment.
      let before = counts.last ?? 0
      var count = before
      while process.isRunning, count == before {
        usleep(20_000)
        count = (try? Gradebook(path: gradebook).entries().count) ?? count
      }
      usleep(UInt32.random(in: 0..<150_000))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      counts.append(try Gradebook(path: gradebook).entries().count)
    }
    #expect(counts == counts.sorted() && (counts.first ?? 0) > 0)
    let last = try start()
    last.waitUntilExit()
    #expect(last.terminationStatus == 0)
    let entries = try Gradebook(path: gradebook).entries()
    #expect(entries.count == 12 && Set(entries.map(\.learner)).count == 12)
    #expect(entries.filter { $0.status == "pass" }.count == 6)
    let lines = try String(contentsOfFile: folder + "/out/results.jsonl", encoding: .utf8)
    #expect(lines.split(separator: "\n").count == 12)
    let scratch = folder + "/home/cache/scratch"
    #expect(try FileManager.default.contentsOfDirectory(atPath: scratch).isEmpty)
  }
}
