import Foundation

/// A learner's own copy of an exercise: a small Swift package that editors understand and `swift build` builds,
/// with the starter, the contract and the task.
public struct WorkingCopy: Sendable, Equatable {
  /// Where it lies.
  public let folder: String
  /// The files in it, as paths; the first is the one that the learner writes in.
  public let files: [String]

  /// Writes a working copy.
  ///
  /// - Parameter atoll: the folder of Atoll's own package, which the copy of a node exercise needs in an editor.
  /// - Throws: ``WorkingCopyError``. A file that is there already is never overwritten; then nothing is written
  ///   at all.
  public static func start(
    _ exercise: Exercise, in folder: String, atoll: String? = nil
  ) throws(WorkingCopyError) -> WorkingCopy {
    let files = try contents(of: exercise, atoll: atoll)
    for file in files where FileManager.default.fileExists(atPath: folder + "/" + file.path) {
      throw .exists(folder + "/" + file.path)
    }
    for file in files { try write(file.text, to: folder + "/" + file.path) }
    return WorkingCopy(folder: folder, files: files.map { folder + "/" + $0.path })
  }

  /// Puts the starter back, after keeping what the learner wrote beside it under another name.
  ///
  /// - Returns: where the learner's versions are now.
  /// - Throws: ``WorkingCopyError``.
  public static func reset(_ exercise: Exercise, in folder: String) throws(WorkingCopyError) -> [String] {
    let starters = try starterFiles(of: exercise)
    guard FileManager.default.fileExists(atPath: folder + "/" + ownFolder(exercise)) else {
      throw .noWorkingCopy(folder)
    }
    var kept: [String] = []
    for file in starters {
      let path = folder + "/" + file.path
      if FileManager.default.fileExists(atPath: path) { kept.append(try keep(path)) }
      try write(file.text, to: path)
    }
    return kept
  }

  private typealias Content = (path: String, text: String)

  private static func ownFolder(_ exercise: Exercise) -> String { "Sources/\(exercise.type)" }

  private static func starterFiles(of exercise: Exercise) throws(WorkingCopyError) -> [Content] {
    var files: [Content] = []
    for path in ExerciseFolder(exercise: exercise).starterFiles {
      guard let text = Files.text(path) else { throw .unreadable(path) }
      files.append(("\(ownFolder(exercise))/\((path as NSString).lastPathComponent)", text))
    }
    return files
  }

  private static func contents(of exercise: Exercise, atoll: String?) throws(WorkingCopyError) -> [Content] {
    let contract = exercise.contractModule
    let source = ExerciseFolder(exercise: exercise).contractFile
    guard let contractText = Files.text(source) else { throw .unreadable(source) }
    let needsAtoll = SwiftSource(contractText).imports.contains { $0.module == "Atoll" }
    return try starterFiles(of: exercise) + [
      ("Sources/\(contract)/\(contract).swift", contractText),
      ("Package.swift", WorkingCopyText.package(exercise, atoll: needsAtoll ? atoll : nil)),
      ("README.md", WorkingCopyText.readme(exercise)),
    ]
  }

  private static func write(_ text: String, to path: String) throws(WorkingCopyError) {
    do {
      try FileManager.default.createDirectory(
        atPath: Installation.folder(of: path), withIntermediateDirectories: true)
    } catch {
      throw .cannotWrite(Installation.folder(of: path), error.localizedDescription)
    }
    // O_EXCL: even a file that appeared a moment ago is not overwritten.
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else {
      throw errno == EEXIST ? .exists(path) : .cannotWrite(path, String(cString: strerror(errno)))
    }
    defer { close(file) }
    guard Descriptor.write(Array(text.utf8), to: file) else {
      throw .cannotWrite(path, String(cString: strerror(errno)))
    }
  }

  /// Moves a file to the first free name of `name.saved-1`, `name.saved-2`, …
  private static func keep(_ path: String) throws(WorkingCopyError) -> String {
    for number in 1...10_000 {
      let name = "\(path).saved-\(number)"
      // A second name and then the removal of the first: unlike `rename`, this cannot replace a file.
      if link(path, name) == 0 {
        guard unlink(path) == 0 else { throw .cannotWrite(path, String(cString: strerror(errno))) }
        return name
      }
      guard errno == EEXIST else { throw .cannotWrite(name, String(cString: strerror(errno))) }
    }
    throw .cannotWrite(path, "there are too many saved versions")
  }
}

/// Why a working copy was not written or reset.
public enum WorkingCopyError: Error, Equatable, Sendable {
  /// A file is there already.
  case exists(String)
  /// The system refused to write.
  case cannotWrite(String, String)
  /// A file of the exercise is missing.
  case unreadable(String)
  /// There is nothing to reset.
  case noWorkingCopy(String)

  /// What is wrong and what to do next.
  public var message: String {
    switch self {
    case .exists(let path):
      "\(path) is there already and is not overwritten: choose another folder (`atoll start EXERCISE --dir DIR`), or put the starter back (`atoll reset EXERCISE`)"
    case .cannotWrite(let path, let reason): "cannot write \(path): \(reason)"
    case .unreadable(let path): "cannot read \(path): the course is not complete"
    case .noWorkingCopy(let folder): "\(folder) holds no working copy of this exercise: start it first"
    }
  }
}
