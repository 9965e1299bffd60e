import Foundation

/// Which tests each wrong solution fails: `failing.txt` beside the exercise's other files, written by `check-course`.
///
/// A misconception is recognised by all the tests that a submission fails. Authors name one test for each; the others
/// are found by running the wrong solutions.
enum FailingTests {
  private static let head =
    "Which tests each wrong solution fails, with a hash of what is said first. Written by `atoll check-course`."

  private static func file(of exercise: Exercise) -> String { exercise.folder + "/failing.txt" }

  /// Takes up what was found, where it was found.
  static func read(into exercise: inout Exercise) {
    let lines = (Files.text(file(of: exercise)) ?? "").split(separator: "\n")
    for place in exercise.misconceptions.indices {
      let start = exercise.misconceptions[place].name + ": "
      guard let line = lines.first(where: { $0.hasPrefix(start) }) else { continue }
      exercise.misconceptions[place].failing = line.dropFirst(start.count).split(separator: " ").map { test in
        let parts = test.split(separator: "/").map(String.init)
        return Exercise.Failing(test: parts[0], words: parts.count > 1 ? parts[1] : nil)
      }
    }
  }

  static func text(_ exercise: Exercise) -> String {
    let lines = exercise.misconceptions.map { misconception in
      let tests = misconception.failing.map { $0.test + ($0.words.map { "/" + $0 } ?? "") }
      return "\(misconception.name): \(tests.joined(separator: " "))"
    }
    return ([head, ""] + lines).joined(separator: "\n") + "\n"
  }

  /// Writes what was found, where it differs from what is there.
  static func write(_ exercise: Exercise) throws {
    let text = text(exercise)
    guard Files.text(file(of: exercise)) != text else { return }
    try text.write(toFile: file(of: exercise), atomically: true, encoding: .utf8)
  }
}
