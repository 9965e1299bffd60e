import AtollNotebook
import Foundation

/// Text that a command reads from a file, or from standard input.
enum TextInput {
  /// Whether standard input is a file or a pipe with something in it, which somebody means to be read.
  static var isWaiting: Bool {
    var status = stat()
    guard fstat(STDIN_FILENO, &status) == 0 else { return false }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return status.st_size > 0
    case S_IFIFO:
      var count: Int32 = 0
      return ioctl(STDIN_FILENO, UInt(FIONREAD), &count) == 0 && count > 0
    default: return false
    }
  }

  /// Reads a file, or standard input where the path is `-`; the name is for errors.
  ///
  /// - Parameter what: What the file is, for errors.
  static func read(_ path: String, _ what: String) throws(CommandError) -> (name: String, text: String) {
    var isFolder: ObjCBool = false
    guard !FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) || !isFolder.boolValue else {
      throw CommandError("cannot read \(what) \(path): it is a folder")
    }
    let name = path == "-" ? "standard input" : path
    let data =
      path == "-"
      ? try? FileHandle.standardInput.readToEnd() ?? Data() : FileManager.default.contents(atPath: path)
    guard let data else { throw CommandError("cannot read \(name)", next: "is the path right?") }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw CommandError("\(name) is not UTF-8 text")
    }
    return (name, text)
  }
}
