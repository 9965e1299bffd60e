import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// A pseudo-terminal with the program in it: a test types, and waits for what appears. It is long enough for any page,
/// unless a test is about pages.
final class Terminal {
  struct Failure: Error, CustomStringConvertible { let description: String }

  let child: ChildProcess
  /// Kept, because the folder goes with the value.
  private let home: TemporaryFolder
  private let master: Int32
  private var bytes: [UInt8] = []
  /// How much of what appeared has been looked at.
  private var seen = 0

  init(
    _ words: [String] = [], home: TemporaryFolder, environment: [String: String] = [:], columns: UInt16 = 80,
    rows: UInt16 = 100
  ) throws {
    let (master, slave) = try Self.open()
    _ = fcntl(master, F_SETFL, O_NONBLOCK)
    (self.master, self.home) = (master, home)
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    let all = AtollProgram.environment(
      home: home.path, ["COLUMNS": "", "TERM": "xterm-256color"].merging(environment) { $1 })
    child = try ChildProcess(
      AtollProgram.path, words, environment: all, folder: home.path,
      streams: Array(repeating: .open(slave, O_RDWR), count: 3), leadsSession: true)
  }

  deinit { close(master) }

  /// A new pseudo-terminal: our end of it, and the name of the program's.
  private static func open() throws -> (Int32, String) {
    #if canImport(Darwin)
      let master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)
      guard master >= 0, grantpt(master) == 0, unlockpt(master) == 0, let name = ptsname(master) else {
        throw Failure(description: "no pseudo-terminal")
      }
      return (master, String(cString: name))
    #else
      // What posix_openpt and its companions do; the headers hide them without `_GNU_SOURCE`.
      let (unlock, getNumber): (UInt, UInt) = (0x4004_5431, 0x8004_5430)
      let master = Glibc.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
      var (locked, number): (Int32, Int32) = (0, 0)
      guard master >= 0, ioctl(master, unlock, &locked) == 0, ioctl(master, getNumber, &number) == 0 else {
        throw Failure(description: "no pseudo-terminal")
      }
      return (master, "/dev/pts/\(number)")
    #endif
  }

  /// Types text; Enter is `\r`.
  func type(_ text: String) throws {
    var rest = Array(text.utf8)[...]
    let end = Date().addingTimeInterval(10)
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
      if count > 0 { rest = rest.dropFirst(count) } else { take(milliseconds: 5) }
      guard Date() < end else { throw Failure(description: "the program takes no input") }
    }
  }

  /// Types a line.
  func line(_ text: String) throws { try type(text + "\r") }

  /// Waits until a text has appeared after what was waited for before; returns what appeared up to there.
  @discardableResult
  func wait(for text: String, seconds: Double = 10) throws -> String {
    let end = Date().addingTimeInterval(seconds)
    while true {
      let new = Self.plain(bytes[seen...])
      if let range = new.text.firstRange(of: text) {
        let length = new.text[..<range.upperBound].utf8.count
        seen = new.origins[length - 1] + 1
        return String(new.text[..<range.upperBound])
      }
      guard Date() < end else {
        throw Failure(description: "waited for \"\(text)\"; there was \"\(new.text)\"")
      }
      if !take(milliseconds: 50), child.wait(seconds: 0) != nil, !take(milliseconds: 0) {
        throw Failure(description: "waited for \"\(text)\"; the program ended after \"\(new.text)\"")
      }
    }
  }

  /// Waits for the prompt.
  @discardableResult
  func prompt(seconds: Double = 10) throws -> String { try wait(for: "]> ", seconds: seconds) }

  /// All that appeared, with its escape sequences.
  var everything: String { String(decoding: bytes, as: UTF8.self) }

  /// Waits for the end of the program; returns its exit code.
  func end(seconds: Double = 10) -> Int32? {
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
      take(milliseconds: 5)
      if let code = child.wait(seconds: 0) {
        while take(milliseconds: 0) {}
        return code
      }
    }
    return nil
  }

  func resize(columns: UInt16, rows: UInt16) {
    var size = winsize(ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  @discardableResult
  private func take(milliseconds: Int32) -> Bool {
    var wait = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard poll(&wait, 1, milliseconds) > 0 else { return false }
    var buffer = [UInt8](repeating: 0, count: 65536)
    let count = read(master, &buffer, buffer.count)
    guard count > 0 else { return false }
    bytes += buffer[..<count]
    return true
  }

  /// The text without escape sequences, carriage returns and bells, and from which byte each of its bytes comes.
  static func plain(_ bytes: ArraySlice<UInt8>) -> (text: String, origins: [Int]) {
    var kept: [UInt8] = []
    var origins: [Int] = []
    var place = bytes.startIndex
    while place < bytes.endIndex {
      let byte = bytes[place]
      if byte == 0x1B, place + 1 < bytes.endIndex {
        place += 1
        if bytes[place] == UInt8(ascii: "[") {
          place += 1
          while place < bytes.endIndex, !(0x40...0x7E).contains(bytes[place]) { place += 1 }
        }
      } else if byte == 0x0A || byte >= 0x20 {
        kept.append(byte)
        origins.append(place)
      }
      place += 1
    }
    return (String(decoding: kept, as: UTF8.self), origins)
  }
}
