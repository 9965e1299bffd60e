/// Why a worker ended, or was ended, before it had answered.
enum WorkerEnd: Codable, Equatable, Sendable {
  /// The learner's code ended the program with this exit code.
  case exited(Int32)
  /// A trap or `fatalError`.
  case trapped(Trap)
  case stackOverflow
  /// It started a thread.
  case thread
  case memory
  case signalled(Int32)
  /// One call computed for longer than a call may.
  case computing
  /// All calls of the test together computed for longer than a test may, or those of all tests for longer than they may.
  case slow
  /// It did not answer, and did not compute either.
  case waiting
  /// It was called more often than a test may call it.
  case calls
  /// The values that went to and fro were larger, in all, than they may be in a test.
  case bytes
  /// It printed more than a test may.
  case printing
  /// What came back was no answer.
  case badReply

  /// Whether it took the time that was there for it.
  var isTimeLimit: Bool {
    switch self {
    case .computing, .slow, .waiting: true
    default: false
    }
  }

  /// Those in which a limit was reached: they say how much the code does, not what it does wrong.
  static let limits: [WorkerEnd] = [
    .stackOverflow, .memory, .computing, .slow, .waiting, .calls, .bytes, .printing,
  ]
}

/// Where and why code stopped itself.
struct Trap: Codable, Equatable, Sendable {
  /// The runtime's message; empty where it prints none, as for an overflow.
  var message: String
  /// The learner's file and line, such as `VectorClock.swift:12`.
  var place: String?
  /// Where in the learner's object it was, for finding out the place.
  var offset: Int?
}
