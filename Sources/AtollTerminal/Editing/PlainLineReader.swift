import CAtollEdit
import Foundation

/// Reads lines from a pipe, a file or a terminal in its own line mode: no editing, no echo of ours.
struct PlainLineReader {
  let descriptor: Int32
  private var waiting: [UInt8] = []
  private var hasEnded = false

  init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  /// The next line without its end (`\n` or `\r\n`); a last line without an end counts. Bytes that are no UTF-8
  /// become U+FFFD.
  mutating func next() -> LineEditor.Outcome {
    var searched = 0
    while true {
      if atoll_interrupt_take() != 0 {
        waiting.removeAll()
        return .interrupted
      }
      if let end = waiting[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = text(waiting[..<end])
        waiting.removeSubrange(...end)
        return .line(line)
      }
      searched = waiting.count
      if hasEnded {
        guard !waiting.isEmpty else { return .end }
        defer { waiting.removeAll() }
        return .line(text(waiting[...]))
      }
      fill()
    }
  }

  private mutating func fill() {
    let ready = atoll_wait_readable(descriptor)
    guard ready != 0 else { return }  // a signal: the caller looks at its flag
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = ready < 0 ? -1 : read(descriptor, &buffer, buffer.count)
    if count > 0 {
      waiting += buffer[..<count]
    } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
      hasEnded = true
    }
  }

  private func text(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes, as: UTF8.self)
  }
}
