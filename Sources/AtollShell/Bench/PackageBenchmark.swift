import AtollGrading
import AtollNotebook
import AtollTerminal
import Foundation

/// What `swift test` takes for the same file and the same suite, in a package: cold, and after a change of the file.
///
/// Only exercises whose suite needs nothing of Atoll can be tested so.
struct PackageBenchmark {
  static let exercises = ["lamport-clock", "vector-clock"]

  private static let warmRuns = 5

  /// - Throws: `GradingError`, or what the system says.
  func run(_ shell: Shell) throws -> PackageFigures {
    let grader = Grader(installation: shell.installation) { Interrupt.isRaised }
    var figures = PackageFigures()
    for exercise in try shell.exercises()
    where PackageBenchmark.exercises.contains(exercise.name) && !Interrupt.isRaised {
      let place = FileManager.default.temporaryDirectory
        .appendingPathComponent("atoll-bench-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: place) }
      let solution = try write(exercise, to: place)
      try? shell.tell("\(exercise.name): swift test, cold …")
      let cold = try Stopwatch.seconds { try test(place) }
      try grader.warm(exercise)
      let text = try String(contentsOf: solution, encoding: .utf8)
      var (warm, graded): ([Double], [Double]) = ([], [])
      for number in 0..<PackageBenchmark.warmRuns where !Interrupt.isRaised {
        try "\(text)\n// \(number)\n".write(to: solution, atomically: true, encoding: .utf8)
        warm.append(try Stopwatch.seconds { try test(place) })
        graded.append(
          try Stopwatch.seconds { _ = try grader.grade(exercise, submission: solution.path) })
      }
      figures.rows.append(
        PackageFigures.Row(
          name: exercise.name, cold: cold, warm: Stopwatch.median(warm), graded: Stopwatch.median(graded)))
    }
    return figures
  }

  /// Writes the package; where the solution is.
  private func write(_ exercise: Exercise, to place: URL) throws -> URL {
    let (type, contract) = (exercise.type, exercise.contractModule)
    let manifest = """
      // swift-tools-version: 6.0
      import PackageDescription
      let package = Package(name: "Bench", targets: [
        .target(name: "\(contract)"), .target(name: "\(type)", dependencies: ["\(contract)"]),
        .testTarget(name: "\(type)Tests", dependencies: ["\(contract)", "\(type)"])])
      """
    func files(_ folder: String) throws -> [URL] {
      try FileManager.default.contentsOfDirectory(
        at: URL(fileURLWithPath: folder), includingPropertiesForKeys: nil)
    }
    func copy(_ files: [URL], to folder: String, _ change: (String) -> String = { $0 }) throws {
      let target = place.appendingPathComponent(folder)
      try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
      for file in files {
        try change(String(contentsOf: file, encoding: .utf8)).write(
          to: target.appendingPathComponent(file.lastPathComponent), atomically: true, encoding: .utf8)
      }
    }
    try copy(
      [URL(fileURLWithPath: "\(exercise.folder)/Contract/\(contract).swift")], to: "Sources/\(contract)")
    try copy(files(exercise.folder + "/Solution"), to: "Sources/\(type)")
    // The suite calls the learner's type instead of the proxy for it.
    try copy(
      files(exercise.folder + "/Tests") + files(exercise.folder + "/../Shared"), to: "Tests/\(type)Tests"
    ) {
      $0.replacing("import \(type)Remote", with: "@testable import \(type)")
    }
    try manifest.write(to: place.appendingPathComponent("Package.swift"), atomically: true, encoding: .utf8)
    return place.appendingPathComponent("Sources/\(type)/\(type).swift")
  }

  private func test(_ place: URL) throws {
    let run = try ToolRun("/usr/bin/env", ["swift", "test", "--disable-swift-testing"], in: place)
    guard run.isGood else { throw CommandError("swift test failed: \(run.text.suffix(2000))") }
  }
}

/// Seconds, side by side.
struct PackageFigures: Encodable {
  struct Row: Encodable {
    let name: String
    let cold, warm, graded: Double

    private enum Keys: String, CodingKey {
      case name
      case cold = "swift_test_cold_s"
      case warm = "swift_test_warm_s"
      case graded = "graded_s"
      case coldRatio = "cold_ratio"
      case warmRatio = "warm_ratio"
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Keys.self)
      try container.encode(name, forKey: .name)
      for (key, value) in [
        (Keys.cold, cold), (.warm, warm), (.graded, graded), (.coldRatio, cold / graded),
        (.warmRatio, warm / graded),
      ] {
        try container.encode((value * 1000).rounded() / 1000, forKey: key)
      }
    }
  }

  let name = "grading-beside-swift-test"
  var rows: [Row] = []

  var lines: [String] {
    rows.map { row in
      String(
        format: "%@: graded in %.2f s; swift test warm %.2f s, ratio %.1f; cold %.1f s, ratio %.0f", row.name,
        row.graded,
        row.warm, row.warm / row.graded, row.cold, row.cold / row.graded)
    }
  }
}
