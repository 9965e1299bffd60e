import Foundation

/// Single keys from a terminal, without waiting for the end of a line; from anything else, lines.
///
/// Ctrl-C stays what it is. The terminal is put back when the value goes, and before that by `restore()`.
public final class KeyInput {
  /// What came.
  public enum Input: Equatable, Sendable {
    /// A key, or the word of a line.
    case word(String)
    /// Nothing for so long.
    case nothing
    /// There will be no more.
    case end
  }

  private let descriptor: Int32
  private var before = termios()
  /// Whether each key comes at once.
  public let readsKeys: Bool
  private var line: [UInt8] = []
  private var hasEnded = false

  /// Begins to read keys where the descriptor is a terminal and `readsKeys` is true; lines otherwise.
  public init(descriptor: Int32 = STDIN_FILENO, readsKeys: Bool) {
    self.descriptor = descriptor
    var settings = termios()
    let isTerminal = isatty(descriptor) == 1 && tcgetattr(descriptor, &settings) == 0
    self.readsKeys = readsKeys && isTerminal
    guard self.readsKeys else { return }
    before = settings
    settings.c_lflag &= ~tcflag_t(ICANON | ECHO)
    tcsetattr(descriptor, TCSANOW, &settings)
  }

  deinit { restore() }

  /// Puts the terminal back as it was.
  public func restore() {
    if readsKeys { tcsetattr(descriptor, TCSANOW, &before) }
  }

  /// Waits for input, for another descriptor, or for a time, whichever comes first.
  public func next(or other: Int32?, milliseconds: Int) -> Input {
    guard !hasEnded else { return .end }
    var waits = [pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)]
    if let other { waits.append(pollfd(fd: other, events: Int16(POLLIN), revents: 0)) }
    guard poll(&waits, nfds_t(waits.count), Int32(milliseconds)) > 0, waits[0].revents != 0 else {
      return .nothing
    }
    var byte: UInt8 = 0
    guard read(descriptor, &byte, 1) == 1 else {
      hasEnded = true
      return line.isEmpty ? .end : .word(word())
    }
    if readsKeys { return .word(String(UnicodeScalar(byte))) }
    guard byte == UInt8(ascii: "\n") else {
      if line.count < 1000 { line.append(byte) }
      return next(or: other, milliseconds: 0)
    }
    return .word(word())
  }

  private func word() -> String {
    defer { line = [] }
    return String(decoding: line, as: UTF8.self).trimmingCharacters(in: .whitespaces)
  }
}
