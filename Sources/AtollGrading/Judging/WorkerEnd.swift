/// Why a worker ended, or was ended, before it had answered.
enum WorkerEnd: Codable, Equatable, Sendable {
  /// The learner's code ended the program with this exit code.
  case exited(Int32)
  /// A trap or `fatalError`, with the message and the place if it printed one.
  case trapped(message: String, place: String?)
  case stackOverflow
  case memory
  case signalled(Int32)
  /// It computed for longer than a test may.
  case computing(milliseconds: Int)
  /// It did not answer, and did not compute either.
  case waiting(milliseconds: Int)
  /// It printed more than a test may.
  case printing(bytes: Int)
  /// What came back was no answer.
  case badReply

  /// Whether a limit was hit, which costs time that the remaining tests no longer have.
  var isLimit: Bool {
    switch self {
    case .computing, .waiting, .printing: true
    default: false
    }
  }
}
