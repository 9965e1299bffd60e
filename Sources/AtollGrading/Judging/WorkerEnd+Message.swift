extension WorkerEnd {
  /// What happened, for the learner.
  var message: String {
    switch self {
    case .exited(let code): "your code ended the whole program: exit(\(code)) was called"
    case .trapped(let message, let place):
      "your code stopped with a fatal error" + (place.map { " at \($0)" } ?? "")
        + (message.isEmpty ? "" : ": \(message)")
    case .stackOverflow: "the stack is full: is there a function that calls itself without end?"
    case .memory: "out of memory: your code may use \(WorkerLimits.addressSpaceBytes >> 20) MiB"
    case .signalled(let signal): "your code crashed (signal \(signal))"
    case .computing(let milliseconds):
      "time limit: still computing after \(WorkerEnd.seconds(milliseconds)); is there a loop that never ends?"
    case .waiting(let milliseconds):
      "time limit: no answer within \(WorkerEnd.seconds(milliseconds)); does your code wait for something?"
    case .printing(let bytes):
      "your code printed more than \(bytes >> 10) KiB in one test; is there a print in a loop that never ends?"
    case .badReply: "your code disturbed the connection to the grader"
    }
  }

  private static func seconds(_ milliseconds: Int) -> String {
    milliseconds % 1000 == 0 ? "\(milliseconds / 1000) s" : "\(Double(milliseconds) / 1000) s"
  }
}
