import Foundation

/// The files of an exercise.
struct ExerciseFolder {
  let exercise: Exercise

  var contractFile: String { path("Contract/\(exercise.contractModule).swift") }
  /// The proxy and the glue; where the exercise has none, those of a node.
  var remoteText: String { Files.text(path("Contract/Remote.swift")) ?? NodeRemote(exercise).source }
  /// The suite, with what all suites share: random executions, say.
  var testFiles: [String] { swiftFiles("Tests") + swiftFiles("../Shared") }
  var starterFiles: [String] { swiftFiles("Starter") }

  func path(_ part: String) -> String { exercise.folder + "/" + part }

  /// The Swift files right in a folder of the exercise, sorted.
  func swiftFiles(_ part: String) -> [String] {
    FolderListing.names(path(part)).filter { $0.hasSuffix(".swift") }.map { path(part) + "/" + $0 }
  }

  /// Where the tables and the files disagree.
  func disagreements() -> [ExerciseFileError] {
    folders() + suite() + wrongSolutions()
  }

  private func failure(_ problem: ExerciseFileError.Problem, near text: String = "") -> ExerciseFileError {
    ExerciseFileError(file: "Exercises/\(exercise.name)/exercise.md", line: line(of: text), problem: problem)
  }

  private func line(of text: String) -> Int {
    guard !text.isEmpty, let file = Files.text(path("exercise.md")) else { return 1 }
    let lines = file.split(separator: "\n", omittingEmptySubsequences: false)
    return (lines.firstIndex { $0.contains(text) } ?? 0) + 1
  }

  private func folders() -> [ExerciseFileError] {
    let missing = ["Starter", "Solution", "Tests"].filter { swiftFiles($0).isEmpty }
    let files = [contractFile].filter { Files.text($0) == nil }
    return missing.map { failure(.missingFolder($0)) }
      + files.map { failure(.missingFolder("Contract/" + ($0 as NSString).lastPathComponent)) }
  }

  private func suite() -> [ExerciseFileError] {
    let methods = testFiles.flatMap { SwiftSource(Files.text($0) ?? "").testMethods }
    let table = exercise.tests.map(\.name)
    return methods.filter { !table.contains($0) }.map { failure(.testNotInTable($0), near: "## Tests") }
      + table.filter { !methods.contains($0) }.map { failure(.testNotInSuite($0), near: $0) }
  }

  private func wrongSolutions() -> [ExerciseFileError] {
    let known = exercise.misconceptions.map(\.name)
    return known.filter { swiftFiles("Wrong/" + $0).isEmpty }.map { failure(.noWrongSolution($0), near: $0) }
      + FolderListing.names(path("Wrong")).filter { !known.contains($0) }
      .map { failure(.wrongNotInTable($0), near: "## Misconceptions") }
  }
}

enum FolderListing {
  /// The names in a folder that do not begin with a dot, sorted; none where there is no folder.
  static func names(_ path: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { !$0.hasPrefix(".") }
      .sorted()
  }
}
