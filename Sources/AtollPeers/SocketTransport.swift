public import Atoll
public import AtollDistributed
import Foundation
import Synchronization

/// Carries calls to other processes over sockets.
///
/// A call ends after a given time, whatever happens to the other process and to what lies between. Nothing is sent a
/// second time: a call that had no answer may have been carried out.
public final class SocketTransport: CallTransport {
  private let patience: Duration
  private let book: Mutex<Book>

  private struct Book {
    var ports: [NodeID: UInt16]
    var lines: [NodeID: Line] = [:]
  }

  /// A connection, and the calls that wait for an answer on it.
  private final class Line: Sendable {
    let connection: MessageConnection
    private let waiting = Mutex(Waiting())

    private struct Waiting {
      var calls: [Int: CheckedContinuation<Answer, any Error>] = [:]
      var hasEnded = false
    }

    init(_ descriptor: Int32) { connection = MessageConnection(descriptor) }

    /// Whether no answer can come any more.
    var hasEnded: Bool { waiting.withLock { $0.hasEnded } || connection.isClosedByOther }

    /// Remembers who waits; false where no answer can come any more.
    func wait(for call: Int, _ task: CheckedContinuation<Answer, any Error>) -> Bool {
      waiting.withLock { waiting in
        guard !waiting.hasEnded else { return false }
        waiting.calls[call] = task
        return true
      }
    }

    /// Lets the caller go on; nothing happens where it went on before.
    func finish(_ call: Int, with result: Result<Answer, any Error>) {
      waiting.withLock { $0.calls.removeValue(forKey: call) }?.resume(with: result)
    }

    /// Reads answers until the connection ends.
    func readToEnd() {
      connection.readToEnd { message in
        // Nobody calls us over our own connections.
        if case .answer(let answer, let call) = message { finish(call, with: .success(answer)) }
      }
      let left = waiting.withLock { waiting in
        waiting.hasEnded = true
        defer { waiting.calls = [:] }
        return waiting.calls
      }
      for task in left.values { task.resume(throwing: CallFailure.connectionLost) }
    }
  }

  /// Makes a transport.
  ///
  /// - Parameters:
  ///   - ports: where each peer listens on this machine.
  ///   - patience: how long a call waits for its answer.
  public init(ports: [NodeID: UInt16], patience: Duration) {
    self.patience = patience
    book = Mutex(Book(ports: ports))
  }

  /// Ends all connections.
  public func close() {
    for line in book.withLock({ $0.lines }).values { line.connection.end() }
  }

  /// Sends a call and waits for its answer, not longer than the given time.
  public func carry(_ call: Call, to peer: NodeID) async throws -> Answer {
    let line = try line(to: peer)
    return try await withCheckedThrowingContinuation { task in
      guard line.wait(for: call.number, task) else {
        return task.resume(throwing: CallFailure.connectionLost)
      }
      DispatchQueue.global().asyncAfter(deadline: .now() + patience.seconds) {
        line.finish(call.number, with: .failure(CallFailure.noAnswer))
      }
      // What cannot be sent is a broken connection: whoever reads from it notices, and tells all who wait.
      if !line.connection.send(.call(call)) { line.connection.end() }
    }
  }

  /// The connection to a peer; a new one where there is none, or it has ended.
  private func line(to peer: NodeID) throws(CallFailure) -> Line {
    let line: Line? = book.withLock { book in
      if let line = book.lines[peer], !line.hasEnded { return line }
      guard let port = book.ports[peer], let descriptor = try? LoopbackSocket.connect(port: port) else {
        return nil
      }
      let line = Line(descriptor)
      book.lines[peer] = line
      Thread.detachNewThread { line.readToEnd() }
      return line
    }
    guard let line else { throw .unreachable }
    return line
  }
}

extension Duration {
  /// In seconds.
  fileprivate var seconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
