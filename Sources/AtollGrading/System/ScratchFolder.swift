import Foundation

/// A private folder for one grading, removed at its end.
///
/// Its name carries the process that made it, so that a folder whose maker was killed is found and removed by a
/// later grading.
struct ScratchFolder {
  let path: String

  init(in parent: String) throws(SystemError) {
    try Folders.make(parent)
    ScratchFolder.sweep(parent)
    var template = Array((parent + "/\(getpid())-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { throw SystemError("make a folder in \(parent)") }
    path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  func remove() {
    try? FileManager.default.removeItem(atPath: path)
  }

  private static func sweep(_ parent: String) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? [] {
      guard let maker = name.split(separator: "-").first.flatMap({ pid_t($0) }) else { continue }
      if kill(maker, 0) != 0, errno == ESRCH {
        try? FileManager.default.removeItem(atPath: parent + "/" + name)
      }
    }
  }
}

enum Folders {
  /// Makes a folder that only its owner can use, with the folders above it.
  static func make(_ path: String) throws(SystemError) {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw SystemError("make the folder \(path)", number: errno == 0 ? EIO : errno)
    }
  }
}

enum Files {
  static func write(_ bytes: [UInt8], to path: String) throws(SystemError) {
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw SystemError("write \(path)") }
    defer { close(file) }
    guard Descriptor.write(bytes, to: file) else { throw SystemError("write \(path)") }
  }

  static func text(_ path: String) -> String? {
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    return String(validating: data, as: UTF8.self)
  }
}
