/// Why a worker ended, or was ended, before it had answered.
enum WorkerEnd: Codable, Equatable, Sendable {
  /// The learner's code ended the program with this exit code.
  case exited(Int32)
  /// A trap or `fatalError`, with the message and the place if it printed one.
  case trapped(message: String, place: String?)
  /// A trap without a message.
  case trappedSilently
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
