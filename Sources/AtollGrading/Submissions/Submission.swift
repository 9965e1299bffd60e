import Foundation

/// The Swift files that a learner hands in, read and checked.
///
/// Everything about it is taken as hostile: names, kinds of file, sizes, content. Nothing is read through a
/// symbolic link, because the link could point to what the learner may not see.
struct Submission: Sendable {
  struct File: Sendable, Equatable {
    /// As the learner knows it.
    let path: String
    /// As the compiler knows it: a plain name, its own among the files.
    let scratchName: String
    let content: [UInt8]
  }

  let files: [File]

  static let fileBytesMax = 1 << 20
  static let filesMax = 200
  static let foldersDeepMax = 16

  /// Takes up files that were read before.
  init(files: [File]) { self.files = files }

  /// Reads a submission.
  ///
  /// - Throws: ``SubmissionProblem``.
  init(path: String, type: String) throws(SubmissionProblem) {
    var about = stat()
    guard lstat(path, &about) == 0 else {
      throw errno == ENOENT || errno == ENOTDIR ? .missing(path) : .unreadable(path, errno)
    }
    switch about.st_mode & S_IFMT {
    case S_IFLNK: throw .symbolicLink(path)
    case S_IFREG:
      guard path.hasSuffix(".swift") else { throw .notSwift(path) }
      files = try Submission.read([path])
    case S_IFDIR: files = try Submission.read(try Submission.swiftFiles(in: path, type: type))
    default: throw .notAFile(path)
    }
  }

  /// The Swift files of a folder. In a working copy of an exercise, those of the learner's own module.
  private static func swiftFiles(in folder: String, type: String) throws(SubmissionProblem) -> [String] {
    let own = folder + "/Sources/" + type
    var about = stat()
    let isWorkingCopy = lstat(own, &about) == 0 && about.st_mode & S_IFMT == S_IFDIR
    let root = isWorkingCopy ? own : folder
    var found: [String] = []
    var seen = 0
    try collect(root, deep: 0, into: &found, seen: &seen)
    guard !found.isEmpty else { throw seen == 0 ? .emptyFolder(root) : .noSwiftFile(root) }
    guard found.count <= filesMax else { throw .tooManyFiles(root, found.count) }
    return found
  }

  private static func collect(
    _ folder: String, deep: Int, into found: inout [String], seen: inout Int
  ) throws(SubmissionProblem) {
    guard deep <= foldersDeepMax else { throw .tooDeep(folder) }
    for name in try RawFolder.names(folder) {
      guard let name = String(validating: name, as: UTF8.self) else { throw .badName(folder) }
      guard !name.hasPrefix("."), name != "Package.swift" else { continue }
      let path = folder + "/" + name
      var about = stat()
      guard lstat(path, &about) == 0 else { throw .unreadable(path, errno) }
      seen += 1
      switch about.st_mode & S_IFMT {
      case S_IFDIR: try collect(path, deep: deep + 1, into: &found, seen: &seen)
      case S_IFREG: if name.hasSuffix(".swift") { found.append(path) }
      case S_IFLNK: throw .symbolicLink(path)
      default: if name.hasSuffix(".swift") { throw .notAFile(path) }
      }
    }
  }

  private static func read(_ paths: [String]) throws(SubmissionProblem) -> [File] {
    var files: [File] = []
    for path in paths {
      let name = scratchName(path, taken: files.map(\.scratchName))
      files.append(File(path: path, scratchName: name, content: try content(of: path)))
    }
    return files
  }

  /// The file's own name where that is plain, so that a message of the compiler or of a trap reads well.
  private static func scratchName(_ path: String, taken: [String]) -> String {
    let name = (path as NSString).lastPathComponent
    let stem = name.dropLast(".swift".count)
    let isPlain = stem.isSwiftIdentifier && stem.count <= 64 && name != "main.swift"
    return isPlain && !taken.contains(name) ? name : "File\(taken.count + 1)-.swift"
  }

  private static func content(of path: String) throws(SubmissionProblem) -> [UInt8] {
    // Not blocking: a pipe without a writer would wait for ever; what was a file a moment ago may be one now.
    let file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard file >= 0 else { throw errno == ELOOP ? .symbolicLink(path) : .unreadable(path, errno) }
    defer { close(file) }
    var about = stat()
    guard fstat(file, &about) == 0, about.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path) }
    var content: [UInt8] = []
    while content.count <= fileBytesMax, case .bytes(let bytes) = Descriptor.read(file) { content += bytes }
    guard content.count <= fileBytesMax else { throw .tooLarge(path) }
    guard !content.allSatisfy({ $0 <= 32 }) else { throw .emptyFile(path) }
    guard !content.contains(0), String(validating: content, as: UTF8.self) != nil else {
      throw .notText(path)
    }
    return content
  }
}

/// Folders whose names need not be UTF-8.
package enum RawFolder {
  static func names(_ path: String) throws(SubmissionProblem) -> [[UInt8]] {
    do { return try list(path) } catch { throw .unreadable(path, error.number) }
  }

  /// The names in a folder as bytes, sorted.
  package static func list(_ path: String) throws(SystemError) -> [[UInt8]] {
    guard let folder = opendir(path) else { throw SystemError("read the folder \(path)") }
    defer { closedir(folder) }
    var names: [[UInt8]] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if name != [46], name != [46, 46] { names.append(name) }
    }
    return names.sorted { $0.lexicographicallyPrecedes($1) }
  }
}
