import Foundation
import Synchronization

/// Stops a text at the end of each screen until the reader asks for more.
///
/// It is for a terminal with somebody in front of it. What was typed ahead is never taken for an answer: while lines
/// wait, nothing is stopped.
public final class Pager: Sendable {
  private struct State {
    /// How many rows were printed since the last stop.
    var printed = 0
    var isStopped = false
    /// The first letter of a command that was typed where a key was asked for.
    var letter: UInt8?
  }

  /// With fewer rows or columns than this there is no screen to speak of.
  private static let rowsMin = 8
  private static let columnsMin = 20

  private let input: Int32
  private let output: Int32
  private let state = Mutex(State())

  /// A pager between two descriptors; none where one of them is no terminal.
  public init?(input: Int32 = STDIN_FILENO, output: Int32 = STDOUT_FILENO) {
    guard isatty(input) == 1, isatty(output) == 1 else { return nil }
    (self.input, self.output) = (input, output)
  }

  /// Begins anew, at a prompt.
  public func begin() { state.withLock { $0 = State(letter: $0.letter) } }

  /// Whether the reader has asked to see no more since the last prompt.
  public var isStopped: Bool { state.withLock { $0.isStopped } }

  /// The letter that stopped the text, if one did: the command begins with it. It is handed over once.
  public func takeLetter() -> UInt8? {
    state.withLock { state in
      defer { state.letter = nil }
      return state.letter
    }
  }

  /// Whether a line of some columns is to be printed; asks the reader first where the screen is full.
  func admits(columns: Int) -> Bool {
    state.withLock { state in
      guard !state.isStopped, let size = screen else { return !state.isStopped }
      let rows = max(1, (columns + size.columns - 1) / size.columns)
      if state.printed + rows >= size.rows, !isLineWaiting {
        state.isStopped = !asks(&state.letter)
        state.printed = 0
      }
      state.printed += rows
      return !state.isStopped
    }
  }

  private var screen: (rows: Int, columns: Int)? {
    var size = winsize()
    guard ioctl(output, UInt(TIOCGWINSZ), &size) == 0, size.ws_row >= Self.rowsMin,
      size.ws_col >= Self.columnsMin
    else { return nil }
    return (Int(size.ws_row), Int(size.ws_col))
  }

  private var isLineWaiting: Bool {
    var wait = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
    return poll(&wait, 1, 0) > 0
  }

  /// Shows that there is more, and waits for a key; whether it is to be shown. Another letter than q begins a command.
  private func asks(_ letter: inout UInt8?) -> Bool {
    say("\u{1B}[7m more: Space, or q to stop \u{1B}[0m")
    defer { say("\r\u{1B}[K") }
    let keys = KeyInput(descriptor: input, readsKeys: true)
    defer { keys.restore() }
    while !Interrupt.isRaised {
      switch keys.next(or: nil, milliseconds: 200) {
      case .word(" "), .word("\n"), .word("\r"): return true
      case .word("q"), .word("Q"), .word("\u{4}"), .end: return false
      case .word(let key):
        guard key.count == 1, let byte = key.utf8.first, UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte else {
          break
        }
        letter = byte
        return false
      case .nothing: break
      }
    }
    return false
  }

  private func say(_ text: String) {
    var text = text
    _ = text.withUTF8 { write(output, $0.baseAddress, $0.count) }
  }
}
