import Foundation

/// One run of the compiler or the linker, within limits, from start to end.
struct ToolRun: Sendable {
  enum Outcome: Equatable, Sendable {
    case exited(Int32)
    case signalled(Int32)
    /// It has computed for as long as it may.
    case computing
    /// It had not ended at the deadline.
    case tooSlow
    case interrupted
  }

  let outcome: Outcome
  /// What the tool printed, at most ``outputBytesMax``.
  let output: [UInt8]

  static let outputBytesMax = 256 * 1024

  /// Starts a tool and waits for its end, `deadline` or an interruption, whichever comes first.
  init(
    _ path: String, _ arguments: [String], in folder: String, limits: Limits, deadline: Deadline,
    isInterrupted: () -> Bool
  ) throws(SystemError) {
    let ends = try PipeEnds()
    let null = open("/dev/null", O_RDWR | O_CLOEXEC)
    defer { close(null) }
    let child: Child
    do {
      child = try Child(
        Launch(
          path: path, arguments: arguments, environment: ToolRun.environment(folder), directory: folder,
          files: [null, ends.writing, ends.writing], limits: limits))
    } catch {
      ends.closeBoth()
      throw error
    }
    close(ends.writing)
    defer { close(ends.reading) }
    (outcome, output) = ToolRun.follow(child, ends.reading, deadline, isInterrupted)
  }

  /// Nothing of the user's: a compiler that reads a variable would make the verdict depend on it.
  private static func environment(_ folder: String) -> [String: String] {
    ["PATH": "/usr/bin:/bin", "HOME": folder, "TMPDIR": folder, "LC_ALL": "C.UTF-8"]
  }

  private static func follow(
    _ child: Child, _ reading: Int32, _ deadline: Deadline, _ isInterrupted: () -> Bool
  ) -> (Outcome, [UInt8]) {
    var output: [UInt8] = []
    while true {
      if isInterrupted() {
        child.kill()
        return (.interrupted, output)
      }
      if deadline.isOver {
        child.kill()
        return (.tooSlow, output)
      }
      guard
        !Descriptor.wait(reading: [reading], milliseconds: min(deadline.millisecondsLeft + 1, 100)).isEmpty
      else {
        continue
      }
      guard case .bytes(let bytes) = Descriptor.read(reading) else { break }
      output.append(contentsOf: bytes.prefix(outputBytesMax - output.count))
    }
    guard let end = child.wait(until: deadline)?.end else {
      child.kill()
      return (.tooSlow, output)
    }
    switch end {
    case .exited(let code): return (.exited(code), output)
    // The limit on computing time ends a tool with this signal.
    case .signalled(SIGXCPU): return (.computing, output)
    case .signalled(let signal): return (.signalled(signal), output)
    }
  }
}
