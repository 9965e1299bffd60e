import Foundation
import Testing

/// Screens kept in `Snapshots`; with `ATOLL_RECORD=1` in the environment they are recorded anew.
enum Snapshot {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Snapshots")

  /// Compares a screen with the recorded one.
  static func check(_ text: String, _ name: String) throws {
    let file = folder.appending(path: name)
    if ProcessInfo.processInfo.environment["ATOLL_RECORD"] == "1" {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
      return
    }
    let recorded = (try? Data(contentsOf: file)).map { String(decoding: $0, as: UTF8.self) }
    guard text != recorded else { return }
    let (was, now) = ((recorded ?? "").components(separatedBy: "\n"), text.components(separatedBy: "\n"))
    let line = zip(was, now).enumerated().first { $1.0 != $1.1 }?.offset ?? min(was.count, now.count)
    let text = { (lines: [String]) in lines.indices.contains(line) ? lines[line] : "(the end)" }
    Issue.record(
      "Snapshots/\(name):\(line + 1): was \"\(text(was))\", is \"\(text(now))\"; if it is meant: ATOLL_RECORD=1 swift test"
    )
  }
}
