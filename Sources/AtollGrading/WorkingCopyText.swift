import AtollText

/// The files of a working copy that are not copied from the exercise.
enum WorkingCopyText {
  /// - Parameter atoll: the folder of Atoll's own package, where the exercise is about nodes.
  static func package(_ exercise: Exercise, atoll: String?) -> String {
    let dependencies =
      atoll.map { "\n  dependencies: [.package(name: \"Atoll\", path: \(literal($0)))]," } ?? ""
    let engine = #".product(name: "Atoll", package: "Atoll")"#
    let contract = atoll == nil ? "" : ", dependencies: [\(engine)]"
    let solution = atoll == nil ? "" : ", \(engine)"
    return """
      // swift-tools-version: 6.0
      import PackageDescription

      // For your editor, and for `swift build`. Grading needs only the files in Sources/\(exercise.type).
      let package = Package(
        name: "\(exercise.name)",\(dependencies)
        targets: [
          .target(name: "\(exercise.contractModule)"\(contract)),
          .target(
            name: "Solution", dependencies: ["\(exercise.contractModule)"\(solution)], path: "Sources/\(exercise.type)"),
        ]
      )

      """
  }

  private static func literal(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  static func readme(_ exercise: Exercise) -> String {
    """
    # \(exercise.title)

    \(wrapped("\(exercise.summary) About \(exercise.minutes) minutes."))

    \(wrapped("Write in `Sources/\(exercise.type)`. The contract in `Sources/\(exercise.contractModule)` is for reading."))

    ```
    atoll grade \(exercise.name)         grade what is here
    atoll hint \(exercise.name)          a hint; with --tier 2, --tier 3 it says more
    atoll reset \(exercise.name)         back to the starter; your version is kept beside it
    ```

    ## Task

    \(exercise.task)

    ## Tests

    | points | claim |
    |---|---|
    \(exercise.tests.map(row).joined(separator: "\n"))

    """
  }

  /// As long as the lines of the tasks are.
  private static let columns = 100

  private static func wrapped(_ text: String) -> String {
    text.linesOfWords(width: columns).joined(separator: "\n")
  }

  private static func row(_ test: Exercise.Test) -> String {
    "| \(test.points) | \(test.isHidden ? "(hidden)" : test.claim) |"
  }
}
