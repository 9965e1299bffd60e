// swift-tools-version: 6.0
import Foundation
import PackageDescription

// Modules, lowest first: a module depends only on modules above its own line. `LayeringTests` reads the imports and
// fails on any other. No package dependencies.

// SwiftPM warns of files that it does not know; a lesson's prose is such a file. Asking the folders keeps a new lesson
// to its own folder and its line in `Lessons/Catalogue.swift`.
let lessons = Context.packageDirectory + "/Lessons"
let prose = try FileManager.default.contentsOfDirectory(atPath: lessons).filter { !$0.contains(".") }.flatMap
{ lesson in
  try FileManager.default.contentsOfDirectory(atPath: "\(lessons)/\(lesson)").filter { $0.hasSuffix(".md") }
    .map { "\(lesson)/\($0)" }
}.sorted()

/// A library of the system, by its runtime file on Linux: the toolchain requires it there, its `-dev` package is not needed.
func system(_ file: String, _ name: String) -> [LinkerSetting] {
  [.linkedLibrary(":\(file)", .when(platforms: [.linux])), .linkedLibrary(name, .when(platforms: [.macOS]))]
}

let package = Package(
  name: "Atoll",
  products: [
    .executable(name: "atoll", targets: ["AtollCommand"]),
    // For the packages of learners who write a node: their editors need it.
    .library(name: "Atoll", targets: ["Atoll"]),
  ],
  targets: [
    // What learners import: the engine. No Foundation, no clock, no thread, no file.
    .target(name: "Atoll"),
    .target(
      name: "AtollLessons", dependencies: ["Atoll"], path: "Lessons",
      exclude: prose),
    // What text needs wherever it is shown: its width, and the nearest known word.
    .target(name: "AtollText"),
    .target(name: "AtollDiagrams", dependencies: ["Atoll", "AtollText"]),
    // Exhaustive search. Optimised in debug builds too, or the tests would wait for it.
    .target(
      name: "AtollExploration", dependencies: ["Atoll"],
      swiftSettings: [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    // Whether clients' histories are explained by a specification. Optimised in debug builds for the same reason.
    .target(
      name: "AtollConsistency", dependencies: ["Atoll", "AtollText"],
      swiftSettings: [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    .target(name: "AtollCourse", dependencies: ["Atoll", "AtollLessons"]),
    .target(
      name: "AtollNotebook",
      dependencies: [
        "Atoll", "AtollConsistency", "AtollCourse", "AtollDiagrams", "AtollExploration", "AtollText",
      ]),

    // Progress, in the system's SQLite.
    .target(name: "CAtollSQLite", linkerSettings: system("libsqlite3.so.0", "sqlite3")),
    .target(name: "AtollRecords", dependencies: ["CAtollSQLite"]),

    // Grading: the judge and the worker talk through AtollContract, which exercises' contracts import.
    .target(name: "AtollContract"),
    // What suites import to run a learner's nodes, and the worker's side of it.
    .target(
      name: "AtollSuite",
      dependencies: ["Atoll", "AtollContract", "AtollDiagrams", "AtollExploration", "AtollText"]),
    .target(name: "CAtollSandbox"),
    .target(name: "AtollGrading", dependencies: ["AtollContract", "AtollText", "CAtollSandbox"]),

    // A class: rosters, many submissions, the gradebook, the forms that other programs read.
    .target(name: "AtollClassroom", dependencies: ["AtollGrading", "AtollRecords", "AtollText"]),

    // The terminal, in the system's libedit.
    .target(name: "CAtollEdit", linkerSettings: system("libedit.so.2", "edit")),
    .target(name: "AtollTerminal", dependencies: ["AtollText", "CAtollEdit"]),

    .target(
      name: "AtollShell",
      dependencies: [
        "Atoll", "AtollConsistency", "AtollCourse", "AtollDiagrams", "AtollExploration", "AtollNotebook",
        "AtollRecords", "AtollGrading", "AtollClassroom", "AtollTerminal", "AtollText",
      ]),
    .executableTarget(
      name: "AtollCommand", dependencies: ["AtollShell", "AtollGrading", "AtollSuite"],
      // A learner's solution is loaded by the worker, which is this program: it must export the engine's symbols.
      linkerSettings: [.unsafeFlags(["-Xlinker", "--export-dynamic"], .when(platforms: [.linux]))]),

    .testTarget(name: "AtollTests", dependencies: ["Atoll"]),
    .testTarget(
      name: "AtollDiagramsTests", dependencies: ["Atoll", "AtollDiagrams"], exclude: ["Snapshots"]),
    .testTarget(
      name: "AtollNotebookTests", dependencies: ["Atoll", "AtollCourse", "AtollLessons", "AtollNotebook"],
      exclude: ["Snapshots"]),
    .testTarget(
      name: "AtollFLPTests",
      dependencies: ["Atoll", "AtollCourse", "AtollExploration", "AtollLessons", "AtollNotebook"]),
    // Optimised too: its naive checker searches with the plain values.
    .testTarget(
      name: "AtollExplorationTests", dependencies: ["Atoll", "AtollExploration", "AtollLessons"],
      swiftSettings: [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    .testTarget(
      name: "AtollConsistencyTests", dependencies: ["Atoll", "AtollConsistency"],
      swiftSettings: [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    .testTarget(name: "AtollModelsTests", dependencies: ["Atoll", "AtollExploration", "AtollLessons"]),
    .testTarget(name: "AtollRecordsTests", dependencies: ["AtollRecords"]),
    .testTarget(
      name: "AtollGradingTests",
      dependencies: [
        "Atoll", "AtollContract", "AtollExploration", "AtollGrading", "AtollSuite", "AtollCommand",
      ]),
    .testTarget(
      name: "AtollClassroomTests",
      dependencies: ["AtollClassroom", "AtollGrading", "AtollRecords", "AtollCommand"]),
    .testTarget(name: "AtollTerminalTests", dependencies: ["AtollTerminal"]),
    .testTarget(
      name: "AtollShellTests", dependencies: ["AtollShell", "AtollCommand", "AtollNotebook"],
      exclude: ["Snapshots"]),
  ],
  swiftLanguageModes: [.v6]
)
