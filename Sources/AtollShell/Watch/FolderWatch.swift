import Foundation
import Synchronization

/// Tells when something in a folder was saved.
///
/// Where the system tells of changes (inotify on Linux) it is asked; elsewhere, or where it refuses, the files' times and
/// sizes are looked at twice a second.
final class FolderWatch: Sendable {
  /// How changes are found.
  enum Way: String {
    /// The system tells.
    case notified = "the system tells of each save"
    /// The files are looked at.
    case polled = "the files are looked at twice a second"
  }

  private let path: String
  private let descriptor: Int32
  private let seen: Mutex<[String: Stamp]>

  private struct Stamp: Equatable {
    let seconds: Int
    let nanoseconds: Int
    let size: Int
    let number: UInt64
  }

  /// Watches a file, or a folder with all in it.
  init(_ path: String, way: Way? = nil) {
    self.path = path
    descriptor = way == .polled ? -1 : FolderWatch.notifier(path)
    seen = Mutex(FolderWatch.stamps(path))
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// How changes are found.
  var way: Way { descriptor >= 0 ? .notified : .polled }

  /// What to wait for, where the system tells of changes.
  var waitable: Int32? { descriptor >= 0 ? descriptor : nil }

  /// Whether a Swift file was changed, added or removed since the last call.
  ///
  /// Editors save in many ways: by writing, by renaming, with a file beside. So whatever the system tells is only a
  /// reason to look.
  func hasChanged() -> Bool {
    if descriptor >= 0 {
      guard drain() else { return false }
    }
    let now = FolderWatch.stamps(path)
    let isNew = seen.withLock { seen in
      defer { seen = now }
      return seen != now
    }
    // A folder that is new must be watched, too.
    if isNew, descriptor >= 0 { _ = FolderWatch.add(path, to: descriptor) }
    return isNew
  }

  private static func stamps(_ path: String) -> [String: Stamp] {
    var stamps: [String: Stamp] = [:]
    for file in files(path) where file.hasSuffix(".swift") {
      var about = stat()
      guard lstat(file, &about) == 0 else { continue }
      #if os(Linux)
        let time = about.st_mtim
      #else
        let time = about.st_mtimespec
      #endif
      stamps[file] = Stamp(
        seconds: time.tv_sec, nanoseconds: Int(time.tv_nsec), size: Int(about.st_size),
        number: UInt64(about.st_ino))
    }
    return stamps
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  private static func files(_ path: String) -> [String] {
    guard isFolder(path) else { return [path] }
    let inside = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
    // What a build of the working copy makes is nobody's save.
    return inside.filter { !$0.hasPrefix(".build/") }.map { path + "/" + $0 }
  }

  // MARK: - The system's notices

  #if os(Linux)
    /// A descriptor that becomes readable when something is saved; -1 where the system refuses.
    private static func notifier(_ path: String) -> Int32 {
      let descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
      guard descriptor >= 0, add(path, to: descriptor) else {
        if descriptor >= 0 { close(descriptor) }
        return -1
      }
      return descriptor
    }

    /// Adds all folders; those that are there already stay as they are.
    private static func add(_ path: String, to descriptor: Int32) -> Bool {
      let mask = UInt32(IN_CLOSE_WRITE | IN_MOVED_TO | IN_CREATE | IN_DELETE | IN_MOVED_FROM)
      // A file that an editor replaces is another file: its folder is watched.
      let root = isFolder(path) ? path : (path as NSString).deletingLastPathComponent
      let folders = [root.isEmpty ? "." : root] + (isFolder(path) ? files(path).filter(isFolder) : [])
      return folders.allSatisfy { inotify_add_watch(descriptor, $0, mask) >= 0 }
    }

    /// Takes all notices; returns whether there were any.
    private func drain() -> Bool {
      var buffer = [UInt8](repeating: 0, count: 16 << 10)
      var found = false
      while read(descriptor, &buffer, buffer.count) > 0 { found = true }
      return found
    }
  #else
    private static func notifier(_ path: String) -> Int32 { -1 }
    private static func add(_ path: String, to descriptor: Int32) -> Bool { true }
    private func drain() -> Bool { true }
  #endif
}
