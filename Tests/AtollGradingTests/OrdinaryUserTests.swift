import Foundation
import Testing

@testable import AtollGrading

/// Grading as somebody who is not root, on a copy outside root's home. `.ci/long user` does it with all hostile
/// submissions.
struct OrdinaryUserTests {
  /// Nobody's, on every Linux.
  private static let user = "65534"

  private static let canRun =
    geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/setpriv")

  @Test(.enabled(if: canRun, "only root can become an ordinary user"))
  func `an ordinary user's grading is as firm`() throws {
    let fixture = try Fixture()
    let program = Installation.folder(of: fixture.installation.executable)
    try FileManager.default.createDirectory(
      atPath: fixture.folder + "/build", withIntermediateDirectories: true)
    for name in ["atoll", "Modules"] {
      try FileManager.default.copyItem(
        atPath: program + "/" + name, toPath: fixture.folder + "/build/" + name)
    }
    let exercise = try fixture.copy("vector-clock")
    _ = try fixture.write("canary", to: "home/canary")
    let forbidden = """
      print(fork_() , kill(getppid(), 9), socket(2, 1, 0), open("\(fixture.folder)/home/canary", O_RDONLY))
      print(open("\(exercise)/Tests/VectorClockTests.swift", O_RDONLY), mkdir("\(fixture.folder)/atoll-owned", 0o700))
      """
    let cases = [
      (
        name: "forbidden.swift", code: forbidden, after: "@_silgen_name(\"fork\") func fork_() -> Int32",
        status: "pass", says: "-1 -1 -1 -1\\n-1 -1\\n"
      ),
      (
        name: "bomb.swift", code: "Thread.detachNewThread { }", after: "", status: "fail",
        says: "starts a thread"
      ),
      (name: "exit.swift", code: "exit(0)", after: "", status: "fail", says: "exit(0) was called"),
    ]
    for one in cases { _ = try fixture.hostile(one.code, after: one.after, name: "subs/" + one.name) }
    #expect(try run(fixture, "/bin/chown", ["-R", "\(Self.user):\(Self.user)", fixture.folder]) == "")
    for one in cases {
      let json = try run(
        fixture, "/usr/bin/setpriv",
        [
          "--reuid=" + Self.user, "--regid=" + Self.user, "--clear-groups", fixture.folder + "/build/atoll",
          "grade", "vector-clock", fixture.folder + "/subs/" + one.name, "--format", "json",
        ])
      #expect(
        json.contains("\"status\" : \"\(one.status)\",\n  \"submission\"") && json.contains(one.says),
        "\(json)")
      #expect(!json.contains("canary"))
    }
    #expect(FolderListing.names(fixture.folder + "/cache/scratch").isEmpty)
    #expect(!FileManager.default.fileExists(atPath: fixture.folder + "/atoll-owned"))
    #expect(Files.text(fixture.folder + "/home/canary") == "canary")
    #expect(try fixture.leftovers().isEmpty)
  }

  private func run(_ fixture: Fixture, _ program: String, _ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = [
      "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "", "HOME": fixture.folder + "/home",
      "ATOLL_HOME": fixture.folder, "ATOLL_COURSE": fixture.folder,
    ]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}
