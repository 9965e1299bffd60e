import AtollDistributed
import Foundation
import Synchronization

/// A connection to another process over which messages go both ways.
final class MessageConnection: Sendable {
  /// None once it is closed: the system may then give the number to somebody else.
  private let descriptor: Mutex<Int32?>

  /// Takes over a connected socket.
  init(_ descriptor: Int32) { self.descriptor = Mutex(descriptor) }

  /// Sends a message; false where the connection is broken.
  func send(_ message: ActorMessage) -> Bool {
    guard let bytes = try? WireFrame.bytes(of: message) else { return false }
    return descriptor.withLock { $0.map { LoopbackSocket.send(bytes, to: $0) } ?? false }
  }

  /// Hands over each message that arrives, until the connection ends or something arrives that is no message; then the
  /// connection is closed.
  ///
  /// It blocks: one thread for each connection does nothing else.
  func readToEnd(_ take: (ActorMessage) -> Void) {
    guard let reading = descriptor.withLock({ $0 }) else { return }
    var frames = WireFrame.Reader()
    do {
      while let bytes = LoopbackSocket.receive(reading) {
        frames.append(bytes)
        while let message = try frames.next() { take(message) }
      }
    } catch {
      // Where a frame begins is not known any more.
    }
    descriptor.withLock { descriptor in
      if let open = descriptor { close(open) }
      descriptor = nil
    }
  }

  /// Whether the other process has closed the connection, though perhaps nobody has read so far yet.
  var isClosedByOther: Bool {
    descriptor.withLock { descriptor in
      guard let open = descriptor else { return true }
      var byte: UInt8 = 0
      let count = recv(open, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT))
      return count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR)
    }
  }

  /// Ends the connection; `readToEnd` returns, and closes it.
  func end() {
    descriptor.withLock { if let open = $0 { shutdown(open, Int32(SHUT_RDWR)) } }
  }
}
