import Foundation

/// All exercises of a course.
public struct ExerciseLibrary: Sendable {
  /// Sorted by name.
  public let exercises: [Exercise]

  /// Reads every `Exercises/*/exercise.md` below a course's root.
  ///
  /// - Throws: ``ExerciseFileError`` at the first mistake.
  public static func load(_ root: String) throws(ExerciseFileError) -> ExerciseLibrary {
    let folder = root + "/Exercises"
    let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    var exercises: [Exercise] = []
    for name in names where FileManager.default.fileExists(atPath: "\(folder)/\(name)/exercise.md") {
      exercises.append(try load(name, in: root))
    }
    return ExerciseLibrary(exercises: exercises)
  }

  /// The exercise of this name.
  public subscript(name: String) -> Exercise? { exercises.first { $0.name == name } }

  /// Reads one exercise and holds its tables against its files.
  ///
  /// - Throws: ``ExerciseFileError`` at the first mistake.
  public static func load(_ name: String, in root: String) throws(ExerciseFileError) -> Exercise {
    let file = "Exercises/\(name)/exercise.md"
    guard let text = Files.text(root + "/" + file) else {
      throw ExerciseFileError(file: file, line: 1, problem: .unreadable)
    }
    var exercise = try ExerciseParser.parse(text, file: file, folder: "\(root)/Exercises/\(name)")
    guard exercise.name == name else {
      throw ExerciseFileError(
        file: file, line: 2,
        problem: .badValue(key: "name", value: exercise.name, wanted: "its folder's name, \(name)"))
    }
    FailingTests.read(into: &exercise)
    return exercise
  }
}
