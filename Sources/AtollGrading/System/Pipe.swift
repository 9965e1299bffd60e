import CAtollSandbox
import Foundation

/// The two ends of a pipe, closed on exec and closed when the value is closed, never by itself.
package struct PipeEnds {
  package let reading: Int32
  package let writing: Int32

  package init() throws(SystemError) {
    var ends: [Int32] = [-1, -1]
    let error = atoll_pipe(&ends)
    guard error == 0 else { throw SystemError("make a pipe", number: error) }
    reading = ends[0]
    writing = ends[1]
  }

  package func closeBoth() {
    close(reading)
    close(writing)
  }
}

/// A system call that failed.
package struct SystemError: Error, Equatable {
  package let what: String
  package let number: Int32

  init(_ what: String, number: Int32 = errno) {
    self.what = what
    self.number = number
  }

  package var message: String { "\(what): \(String(cString: strerror(number)))" }
}

package enum Descriptor {
  package static func setNonBlocking(_ descriptor: Int32) {
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
  }

  /// What `read` brought: bytes, the end, or nothing yet.
  package enum Reading {
    case bytes([UInt8])
    case end
    case nothing
  }

  package static func read(_ descriptor: Int32, bytesMax: Int = 4096) -> Reading {
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: bytesMax) { buffer, filled in
      var count = -1
      repeat {
        count = Foundation.read(descriptor, buffer.baseAddress, bytesMax)
      } while count < 0 && errno == EINTR
      failure = count < 0 ? errno : 0
      filled = max(count, 0)
    }
    if failure == EAGAIN { return .nothing }
    return bytes.isEmpty ? .end : .bytes(bytes)
  }

  /// Writes everything to a descriptor that may block; false when the other side has closed it.
  package static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count > 0 {
        written += count
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }

  /// Waits until one of the descriptors can be read, or the time is over. Returns those that can.
  package static func wait(reading: [Int32], milliseconds: Int) -> [Int32] {
    var waiting = reading.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    guard poll(&waiting, nfds_t(waiting.count), Int32(clamping: milliseconds)) > 0 else { return [] }
    return waiting.filter { $0.revents != 0 }.map(\.fd)
  }
}
