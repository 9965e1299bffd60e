import Foundation
import Testing

@testable import AtollGrading

/// The atoll that was built with these tests, with this repository's course and a scratch folder of its own, which
/// goes with it.
final class Fixture: Sendable {
  let installation: Installation
  let folder: String

  /// Compiled suites are shared between tests, and kept beside the build, unless a test wants none: `cold`.
  init(cold: Bool = false) throws {
    folder = NSTemporaryDirectory() + "atoll-tests-\(UUID().uuidString)"
    let build = Installation.folder(of: try #require(RealPath.of("/proc/self/exe")))
    installation = Installation(
      executable: build + "/atoll", course: Fixture.course,
      cache: cold ? folder + "/cache" : build + "/atoll-tests-cache", scratch: folder + "/scratch")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// `ATOLL_TESTS_COURSE` names a copy for a user who may not read this repository.
  static let course =
    ProcessInfo.processInfo.environment["ATOLL_TESTS_COURSE"]
    ?? (0..<3).reduce(#filePath) { path, _ in Installation.folder(of: path) }

  var grader: Grader { Grader(installation: installation) }

  func exercise(_ name: String) throws -> Exercise {
    try ExerciseLibrary.load(name, in: Fixture.course)
  }

  /// Writes a file and gives its path.
  func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name)
  }

  func write(_ bytes: [UInt8], to name: String) throws -> String {
    let path = folder + "/" + name
    try FileManager.default.createDirectory(
      atPath: Installation.folder(of: path), withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    return path
  }

  /// A copy of an exercise in a course of the test's own, to be changed; with what all suites share.
  func copy(_ exercise: String) throws -> String {
    for part in [exercise, "Shared"] {
      let source = Fixture.course + "/Exercises/" + part
      // Not `copyItem`: it keeps the owner, which only root may do.
      for path in try FileManager.default.subpathsOfDirectory(atPath: source) {
        guard let content = FileManager.default.contents(atPath: source + "/" + path) else { continue }
        _ = try write(Array(content), to: "Exercises/\(part)/\(path)")
      }
    }
    return folder + "/Exercises/" + exercise
  }

  /// The vector clock's solution with some Swift put into its `localEvent`, an import before and text after it.
  func hostile(_ code: String, imports: String = "import Foundation", after: String = "", name: String) throws
    -> String
  {
    let solution = try String(
      contentsOfFile: Fixture.course + "/Exercises/vector-clock/Solution/VectorClock.swift", encoding: .utf8)
    let function = "mutating func localEvent() {\n"
    try #require(solution.contains(function))
    return try write(
      imports + "\n" + solution.replacing(function, with: function + code + "\n") + "\n" + after, to: name)
  }

  /// Every file of the test's own folder but the scratch folder's, with its content.
  func listing() throws -> [String: Data?] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder).filter {
      !$0.hasPrefix("scratch")
    }
    return Dictionary(
      uniqueKeysWithValues: paths.map { ($0, FileManager.default.contents(atPath: folder + "/" + $0)) })
  }

  /// What a grading must not leave behind.
  func leftovers() throws -> [String] {
    let scratch = FolderListing.names(installation.scratch)
    let processes = FolderListing.names("/proc").filter { pid in
      // The judge has the folder in its arguments, the worker in its environment.
      guard Int(pid) != nil else { return false }
      return ["cmdline", "environ"].contains { part in
        guard let text = FileManager.default.contents(atPath: "/proc/\(pid)/\(part)") else { return false }
        return String(decoding: text, as: UTF8.self).contains(installation.scratch)
      }
    }
    return scratch + processes
  }
}
