import Atoll

/// What workers, the lock service and the store say to each other.
public enum LockMessage: Hashable, Codable, Sendable {
  /// A worker wants the lock.
  case acquire
  /// The lock is the worker's for so many ticks. Each grant has a greater token than the one before.
  case granted(token: Int)
  /// A worker gives the lock back.
  case release(token: Int)
  /// A worker reads the store's value.
  case read(token: Int)
  /// The value.
  case value(Int, token: Int)
  /// A worker writes the store's value.
  case write(Int, token: Int)
  /// It was written.
  case written(token: Int)
  /// It was not: the store has seen a newer token.
  case refused(token: Int)
}

/// What a client asks of a worker: to add 1 to the value in the store, under the lock.
public enum LockRequest: Hashable, Codable, Sendable, CustomStringConvertible {
  case increment

  /// The request in words.
  public var description: String { "increment" }
}

/// What the worker answers.
public enum LockReply: Hashable, Codable, Sendable, CustomStringConvertible {
  /// The value that it wrote.
  case wrote(Int)
  /// The store did not take the write: somebody with a newer token was there first.
  case refused
  /// The worker noticed itself that its lease was over.
  case tooLate
  /// It is no worker that was asked.
  case noWorker

  /// The reply in words.
  public var description: String {
    switch self {
    case .wrote(let value): "wrote \(value)"
    case .refused: "refused"
    case .tooLate: "too late"
    case .noWorker: "no worker"
    }
  }
}

/// Which operations of the store carry a fencing token, and are refused if it is older than one that was seen.
public enum LockFencing: String, Hashable, Codable, Sendable { case off, writes, all }
