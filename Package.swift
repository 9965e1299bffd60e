// swift-tools-version: 6.0
import PackageDescription

// One list of modules, lowest first. A module may depend on modules above its own line in this list, never on
// one below it; `LayeringTests` reads the imports and fails on an upward one. No package dependencies.
let lessons = ["cap", "time"]  // each lesson's folder: its prose is data, its models are Swift

let package = Package(
  name: "Atoll",
  products: [
    .executable(name: "atoll", targets: ["AtollCommand"]),
    .library(name: "Atoll", targets: ["Atoll"]),
  ],
  targets: [
    // What learners import: the engine. No Foundation, no clock, no thread, no file.
    .target(name: "Atoll"),
    .target(
      name: "AtollLessons", dependencies: ["Atoll"], path: "Lessons",
      exclude: lessons.map { "\($0)/lesson.md" }),
    .target(name: "AtollDiagrams", dependencies: ["Atoll"]),
    .target(name: "AtollCourse", dependencies: ["Atoll", "AtollLessons"]),
    .target(name: "AtollNotebook", dependencies: ["Atoll", "AtollCourse", "AtollDiagrams"]),

    // Progress, in the system's SQLite.
    .target(name: "CAtollSQLite", linkerSettings: [.linkedLibrary(":libsqlite3.so.0", .when(platforms: [.linux])), .linkedLibrary("sqlite3", .when(platforms: [.macOS]))]),
    .target(name: "AtollRecords", dependencies: ["CAtollSQLite"]),

    // Grading: the judge and the worker talk through AtollContract, which exercises' contracts import.
    .target(name: "AtollContract"),
    .target(name: "CAtollSandbox"),
    .target(name: "AtollGrading", dependencies: ["AtollContract", "CAtollSandbox"]),

    // The terminal, in the system's libedit.
    .target(name: "CAtollEdit", linkerSettings: [.linkedLibrary(":libedit.so.2", .when(platforms: [.linux])), .linkedLibrary("edit", .when(platforms: [.macOS]))]),
    .target(name: "AtollTerminal", dependencies: ["CAtollEdit"]),

    .target(
      name: "AtollShell",
      dependencies: [
        "Atoll", "AtollCourse", "AtollDiagrams", "AtollNotebook", "AtollRecords", "AtollGrading", "AtollTerminal",
      ]),
    .executableTarget(
      name: "AtollCommand", dependencies: ["AtollShell", "AtollGrading"],
      // A learner's solution is loaded by the worker, which is this program: it must export the engine's symbols.
      linkerSettings: [.unsafeFlags(["-Xlinker", "--export-dynamic"], .when(platforms: [.linux]))]),

    .testTarget(name: "AtollTests", dependencies: ["Atoll"]),
    .testTarget(
      name: "AtollDiagramsTests", dependencies: ["Atoll", "AtollDiagrams"], exclude: ["Snapshots"]),
    .testTarget(name: "AtollNotebookTests", dependencies: ["Atoll", "AtollCourse", "AtollNotebook"]),
    .testTarget(name: "AtollRecordsTests", dependencies: ["AtollRecords"]),
    .testTarget(name: "AtollGradingTests", dependencies: ["AtollGrading", "AtollContract", "AtollCommand"]),
    .testTarget(name: "AtollTerminalTests", dependencies: ["AtollTerminal"]),
    .testTarget(name: "AtollShellTests", dependencies: ["AtollShell", "AtollCommand"]),
  ],
  swiftLanguageModes: [.v6]
)
