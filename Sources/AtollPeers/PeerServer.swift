import AtollDistributed
import Foundation
import Synchronization

/// Answers the calls of other processes for as long as the process lives.
struct PeerServer {
  /// No demonstration needs more; who opens more gets none.
  static let connectionsMax = 32

  private let system: AtollActorSystem
  private let listener: Int32
  private let connections = OpenConnections()

  /// Makes a server for the actors of a system.
  init(_ system: AtollActorSystem, listener: Int32) {
    self.system = system
    self.listener = listener
  }

  /// Takes connections; it blocks.
  func run() {
    while let descriptor = LoopbackSocket.accept(listener) {
      guard connections.open() else {
        close(descriptor)
        continue
      }
      let connection = MessageConnection(descriptor)
      Thread.detachNewThread { [system, connections] in
        connection.readToEnd { message in
          guard case .call(let call) = message else { return }
          Task {
            let answer = await system.answer(call)
            if !connection.send(.answer(answer, toCall: call.number)) { connection.end() }
          }
        }
        connections.closed()
      }
    }
  }
}

/// Counts connections.
private final class OpenConnections: Sendable {
  private let count = Mutex(0)

  func open() -> Bool {
    count.withLock { count in
      guard count < PeerServer.connectionsMax else { return false }
      count += 1
      return true
    }
  }

  func closed() { count.withLock { $0 -= 1 } }
}
