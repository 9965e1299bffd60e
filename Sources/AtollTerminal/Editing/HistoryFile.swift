import Foundation

/// The lines typed so far, kept in a file: one line each, oldest first.
///
/// Each line is appended at once, so a killed program loses nothing and two shells do not overwrite each other.
/// Losing the file is no error: without it there is just no history from earlier runs.
struct HistoryFile {
  let path: String
  /// How many lines are kept.
  static let linesMax = 1000

  /// The newest lines, oldest first; empty where there is no readable file.
  ///
  /// A file that has grown to twice the limit is rewritten with what is kept.
  func load() -> [String] {
    guard let data = FileManager.default.contents(atPath: path) else { return [] }
    let all = String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    let kept = Array(all.suffix(Self.linesMax))
    if all.count >= 2 * Self.linesMax { rewrite(kept) }
    return kept.filter { Self.isKeepable($0) }
  }

  /// Adds a line at the end; makes the file (0600) and its folder (0700) where they are missing.
  func append(_ line: String) {
    guard Self.isKeepable(line) else { return }
    let folder = (path as NSString).deletingLastPathComponent
    try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    // One write: two shells' lines do not mix.
    let bytes = Array((line + "\n").utf8)
    _ = write(descriptor, bytes, bytes.count)
  }

  // A file beside the old one, then a rename: no moment without a whole file.
  private func rewrite(_ lines: [String]) {
    let new = "\(path).\(getpid()).new"
    let bytes = Data(lines.map { $0 + "\n" }.joined().utf8)
    let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
    guard FileManager.default.createFile(atPath: new, contents: bytes, attributes: attributes) else { return }
    if rename(new, path) != 0 { unlink(new) }
  }

  private static func isKeepable(_ line: String) -> Bool {
    !line.isEmpty && line.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } && !line.allSatisfy(\.isWhitespace)
  }
}
