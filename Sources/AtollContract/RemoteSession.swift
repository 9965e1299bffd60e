internal import Foundation

/// A way to the worker: sends a request and waits for its reply. The judge has one, over pipes; tests have
/// others.
public protocol FrameChannel: AnyObject {
  /// Sends a request and returns the reply's kind and payload.
  ///
  /// - Throws: ``RemoteError`` when no reply comes.
  func exchange(_ kind: Frame.Kind, _ payload: [UInt8]) throws(RemoteError) -> Frame
}

/// Why a call brought no value back. The judge knows more about it than this and tells the learner; a suite
/// lets the error end the test.
public enum RemoteError: Error, Equatable, Sendable {
  /// No worker runs.
  case noWorker
  /// The worker ended, or hit a limit, in this call or in an earlier one of the same test.
  case workerLost
  /// The learner's method threw; the text is the error's description.
  case threw(String)
  /// The worker answered with something that is not an answer.
  case badReply
  /// The learner's method returned more than can be looked at.
  case tooLong
  /// The test has called the learner's nodes as often as a test may.
  case tooManyCalls(Int)
}

/// The worker that the calls of this process go to.
///
/// It is global because a suite makes values of the learner's type with a plain initialiser, as in any test,
/// and such an initialiser has no place to hand a worker in. A judge has one worker at a time.
public enum RemoteSession {
  private static let lock = NSLock()
  nonisolated(unsafe) private static var channel: (any FrameChannel)?

  /// How many times a test may call handlers of the learner's nodes. Results that are known are not asked for again.
  package static let nodeCallsPerTest = 30_000
  nonisolated(unsafe) private static var nodeCalls = 0
  /// Changes with the worker: what one worker numbers means nothing to the next.
  nonisolated(unsafe) package private(set) static var worker = 0

  /// Makes all further calls go through `channel`, or nowhere.
  public static func use(_ channel: (any FrameChannel)?) {
    lock.withLock {
      self.channel = channel
      worker += 1
    }
  }

  /// A test begins: what it may spend is counted anew.
  package static func beginTest() { lock.withLock { nodeCalls = 0 } }

  /// Asks the worker to make a node or to call a handler of one.
  package static func node(_ request: [UInt8]) throws -> [UInt8] {
    try lock.withLock {
      nodeCalls += 1
      if nodeCalls > nodeCallsPerTest { throw RemoteError.tooManyCalls(nodeCallsPerTest) }
    }
    return try exchange(.node, request)
  }

  static func exchange(_ call: Call) throws -> Returned {
    let payload = try exchange(.call, call.payload)
    guard let returned = try? Returned(payload: payload) else { throw RemoteError.badReply }
    return returned
  }

  private static func exchange(_ kind: Frame.Kind, _ payload: [UInt8]) throws -> [UInt8] {
    // Held during the exchange: an asynchronous test may call from several threads, and replies must not cross.
    let reply = try lock.withLock {
      guard let channel else { throw RemoteError.noWorker }
      return try channel.exchange(kind, payload)
    }
    switch reply.kind {
    case .returned: return reply.payload
    case .threw:
      var reader = FrameReader(reply.payload)
      throw RemoteError.threw((try? reader.readText()) ?? "an error")
    case .tooLong: throw RemoteError.tooLong
    default:
      throw RemoteError.badReply
    }
  }
}
