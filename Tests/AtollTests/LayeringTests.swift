import Foundation
import Testing

struct LayeringTests {
  /// Each module with the modules that it may import, lowest first: nothing imports upwards. The same order stands in
  /// `Package.swift`; system modules are listed apart.
  private static let modules: [(name: String, folder: String, mayImport: [String])] = [
    ("Atoll", "Sources/Atoll", []),
    ("AtollDistributed", "Sources/AtollDistributed", ["Atoll"]),
    ("AtollLessons", "Lessons", ["Atoll", "AtollDistributed"]),
    ("AtollPeers", "Sources/AtollPeers", ["Atoll", "AtollDistributed", "AtollLessons"]),
    ("AtollText", "Sources/AtollText", []),
    ("AtollDiagrams", "Sources/AtollDiagrams", ["Atoll", "AtollText"]),
    ("AtollExploration", "Sources/AtollExploration", ["Atoll"]),
    ("AtollConsistency", "Sources/AtollConsistency", ["Atoll", "AtollText"]),
    ("AtollCourse", "Sources/AtollCourse", ["Atoll", "AtollLessons"]),
    (
      "AtollNotebook", "Sources/AtollNotebook",
      ["Atoll", "AtollText", "AtollDiagrams", "AtollExploration", "AtollConsistency", "AtollCourse"]
    ),
    ("AtollRecords", "Sources/AtollRecords", ["CAtollSQLite"]),
    ("AtollContract", "Sources/AtollContract", []),
    (
      "AtollSuite", "Sources/AtollSuite",
      ["Atoll", "AtollContract", "AtollDiagrams", "AtollExploration", "AtollText"]
    ),
    ("AtollGrading", "Sources/AtollGrading", ["AtollContract", "AtollText", "CAtollSandbox"]),
    ("AtollClassroom", "Sources/AtollClassroom", ["AtollGrading", "AtollRecords", "AtollText"]),
    ("AtollTerminal", "Sources/AtollTerminal", ["AtollText", "CAtollEdit"]),
    (
      "AtollShell", "Sources/AtollShell",
      [
        "Atoll", "AtollDistributed", "AtollLessons", "AtollPeers", "AtollText", "AtollDiagrams",
        "AtollExploration", "AtollConsistency", "AtollCourse", "AtollNotebook",
        "AtollRecords",
        "AtollGrading", "AtollClassroom",
        "AtollTerminal",
      ]
    ),
    ("AtollCommand", "Sources/AtollCommand", ["AtollGrading", "AtollPeers", "AtollShell", "AtollSuite"]),
  ]

  /// Modules that hold C only.
  private static let cModules = ["CAtollSQLite", "CAtollSandbox", "CAtollEdit"]

  /// Modules without a clock, a thread, a file or global randomness: nothing of the system may be imported.
  private static let pureModules = ["Atoll", "AtollLessons"]

  /// Files that import a module of the system all the same: the lesson on Swift's distributed actors has one.
  private static let exceptions = ["Lessons/middleware/Account.swift": "Distributed"]

  private static let ours = Set(modules.map(\.name) + cModules)

  @Test(arguments: modules.map(\.name))
  func `nothing imports upwards`(module: String) throws {
    let entry = try #require(Self.modules.first { $0.name == module })
    let files = try SourceFiles.swift(in: entry.folder)
    #expect(!files.isEmpty)
    for file in files {
      for (line, imported) in Self.imports(file.lines) {
        let isAllowed =
          Self.ours.contains(imported)
          ? entry.mayImport.contains(imported)
          : !Self.pureModules.contains(module) || Self.exceptions[file.path] == imported
        #expect(
          isAllowed,
          "\(file.path):\(line): \(module) may not import \(imported); it may import \(entry.mayImport)")
      }
    }
  }

  @Test func `every module of the package has its line in the table`() throws {
    let folders = try FileManager.default.contentsOfDirectory(atPath: "\(SourceFiles.root)/Sources")
    let known = Set(Self.modules.map { ($0.folder as NSString).lastPathComponent } + Self.cModules)
    #expect(Set(folders.filter { !$0.hasPrefix(".") }).subtracting(known) == [])
  }

  @Test func `a module may only import what stands above it in the table`() {
    var above: Set<String> = Set(Self.cModules)
    for module in Self.modules {
      #expect(Set(module.mayImport).isSubset(of: above), "\(module.name)")
      above.insert(module.name)
    }
  }

  /// The imports of a file, with their lines: `import M`, `@testable import M`, `public import struct M.T`, ….
  static func imports(_ lines: [Substring]) -> [(line: Int, module: String)] {
    lines.enumerated().compactMap { place, line in
      var words = line.split(separator: " ").map(String.init)[...]
      while let first = words.first, first.hasPrefix("@") || modifiers.contains(first) { words.removeFirst() }
      guard words.popFirst() == "import", var name = words.popFirst() else { return nil }
      if declarations.contains(name), let next = words.popFirst() { name = next }
      return (place + 1, name.split(separator: ".").first.map(String.init) ?? name)
    }
  }

  private static let modifiers: Set<String> = ["public", "package", "internal", "private", "fileprivate"]
  private static let declarations: Set<String> = [
    "struct", "class", "enum", "protocol", "func", "var", "let", "typealias",
  ]

  @Test(
    arguments: [
      ("import Foundation", "Foundation"), ("@testable import Atoll", "Atoll"),
      ("public import struct Foundation.Data", "Foundation"), ("  @_exported import Glibc", "Glibc"),
    ])
  func `the test sees every form of import`(line: String, module: String) {
    #expect(Self.imports([line[...]]).map(\.module) == [module])
  }
}
