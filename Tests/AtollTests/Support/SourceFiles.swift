import Foundation

/// The source files of this repository.
enum SourceFiles {
  /// The repository's folder.
  static let root = #filePath.split(separator: "/").dropLast(4).reduce("") { "\($0)/\($1)" }

  struct File {
    /// The path from the repository's folder.
    let path: String
    let lines: [Substring]
  }

  /// All Swift files in a folder of the repository and its subfolders, in order of their paths.
  static func swift(in folder: String) throws -> [File] {
    let start = URL(fileURLWithPath: "\(root)/\(folder)").resolvingSymlinksInPath().path
    let names = FileManager.default.enumerator(atPath: start)?.compactMap { $0 as? String } ?? []
    return try names.filter { $0.hasSuffix(".swift") }.sorted().map { name in
      let text = try String(contentsOfFile: "\(start)/\(name)", encoding: .utf8)
      return File(
        path: "\(folder)/\(name)", lines: text.split(separator: "\n", omittingEmptySubsequences: false))
    }
  }
}
