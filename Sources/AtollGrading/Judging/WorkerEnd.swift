/// Why a worker ended, or was ended, before it had answered.
enum WorkerEnd: Codable, Equatable, Sendable {
  /// The learner's code ended the program with this exit code.
  case exited(Int32)
  /// A trap or `fatalError`.
  case trapped(Trap)
  case stackOverflow
  case memory
  case signalled(Int32)
  /// It computed for longer than a test may.
  case computing
  /// It did not answer, and did not compute either.
  case waiting(milliseconds: Int)
  /// The time for all tests together was up.
  case outOfTime
  /// It printed more than a test may.
  case printing(bytes: Int)
  /// What came back was no answer.
  case badReply

  /// Whether it took the time that was there for it.
  var isTimeLimit: Bool {
    switch self {
    case .computing, .waiting: true
    default: false
    }
  }
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
