import Foundation

/// Writes text to a descriptor, all of it or with an error.
///
/// It holds nothing back: what is written is written. It is not a log and takes no lock; whoever writes from
/// two threads mixes lines. `Interrupt.install()` must have been called, since otherwise a closed pipe ends the
/// program by SIGPIPE before this can tell.
public struct Output: Sendable {
  /// Where the bytes go.
  public let descriptor: Int32
  /// What the output can show.
  public var style: OutputStyle
  /// What stops long texts at the end of a screen; nothing, unless it is set.
  public var pager: Pager?

  /// Writes to `descriptor`, standard output unless told.
  public init(descriptor: Int32 = STDOUT_FILENO, style: OutputStyle) {
    self.descriptor = descriptor
    self.style = style
  }

  /// Writes the text as it is.
  /// - Throws: `closed` when nobody reads any more, `failed` with the system's error number otherwise.
  public func write(_ text: String) throws(OutputError) {
    var text = text
    let number = text.withUTF8 { bytes in writeAll(UnsafeRawBufferPointer(bytes)) }
    switch number {
    case 0: return
    case EPIPE: throw .closed
    default: throw .failed(number)
    }
  }

  /// Writes each line as the style shows it, with its line end.
  /// - Throws: As `write(_:)`.
  public func write(_ lines: [StyledLine]) throws(OutputError) {
    guard !lines.isEmpty else { return }
    if let pager {
      for line in lines where pager.admits(columns: line.width) {
        try write(line.rendered(in: style) + "\n")
      }
      return
    }
    try write(lines.map { $0.rendered(in: style) + "\n" }.joined())
  }

  /// Writes one line as the style shows it, with its line end.
  /// - Throws: As `write(_:)`.
  public func write(line: StyledLine) throws(OutputError) {
    try write([line])
  }

  // Returns the system's error number, 0 for none.
  private func writeAll(_ bytes: UnsafeRawBufferPointer) -> Int32 {
    var rest = bytes[...]
    while !rest.isEmpty {
      let part = UnsafeRawBufferPointer(rebasing: rest)
      let count = systemWrite(descriptor, part.baseAddress, part.count)
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        // Another program has made the shared descriptor non-blocking: wait, do not lose the rest.
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&wait, 1, -1)
      } else if errno != EINTR {
        return errno
      }
    }
    return 0
  }
}

// The system's call under a name that the methods of `Output` do not hide.
private func systemWrite(_ descriptor: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
  write(descriptor, start, count)
}
